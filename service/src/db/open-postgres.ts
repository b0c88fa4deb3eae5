import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import type { Database, OpenDatabase } from "./database.ts";

/** A pool on a Postgres server. Connects on first use, so that a server that is down is the caller's to report. */
export async function openPostgres(url: string): Promise<OpenDatabase> {
  const client = postgres(url, {
    max: 10,
    connect_timeout: 10,
    // By itself the driver would wait up to 20 s before it looks again, and queries with it.
    backoff: () => 0.5 + Math.random() / 2,
    connection: { application_name: "pipeline-pulse" },
    onnotice: () => {},
  });
  const db = drizzle(client) as unknown as Database;
  return {
    kind: "postgres",
    db,
    async listen(channel, on) {
      let isFirst = true;
      const subscription = await client.listen(channel, on.payload, () => {
        if (!isFirst) on.gap();
        isFirst = false;
      });
      return () => subscription.unlisten();
    },
    async exclusively(name, work) {
      // Held by one connection for as long as the work takes, whatever connections that uses.
      const holder = await client.reserve();
      try {
        await holder`select pg_advisory_lock(hashtextextended(${name}, 0))`;
        return await work();
      } finally {
        await holder`select pg_advisory_unlock(hashtextextended(${name}, 0))`;
        holder.release();
      }
    },
    bossOptions: () => ({ connectionString: url, max: 4 }),
    async close() {
      await client.end({ timeout: 5 });
    },
  };
}
