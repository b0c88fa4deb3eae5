import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Whether the database answers a simple question in time. A line that is dead may never say so. */
export async function answersWithin(db: Database, ms: number): Promise<boolean> {
  const given = new AbortController();
  const answer = db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
  const tooLate = wait(ms, false, { signal: given.signal }).catch(() => false);
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    given.abort();
  }
}
