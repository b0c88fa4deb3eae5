import { sql } from "drizzle-orm";
import { type Database, rowsOf } from "./database.ts";

/** The time as it is, not as of the transaction's start: a lock may have been waited for since. */
export async function databaseNowMs(db: Pick<Database, "execute">): Promise<number> {
  const [row] = await rowsOf<{ ms: string | number }>(
    db,
    sql`select floor(extract(epoch from clock_timestamp()) * 1000) as ms`,
  );
  if (row === undefined) throw new Error("The database gave no time");
  return Number(row.ms);
}
