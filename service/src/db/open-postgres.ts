import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import type { Database, OpenDatabase } from "./database.ts";

/** A pool on a Postgres server. Connects on first use, so that a server that is down is the caller's to report. */
export async function openPostgres(url: string): Promise<OpenDatabase> {
  const client = postgres(url, {
    max: 10,
    connect_timeout: 10,
    connection: { application_name: "pipeline-pulse" },
    onnotice: () => {},
  });
  const db = drizzle(client) as unknown as Database;
  return {
    kind: "postgres",
    db,
    async listen(channel, onPayload) {
      const subscription = await client.listen(channel, onPayload);
      return () => subscription.unlisten();
    },
    bossOptions: () => ({ connectionString: url, max: 4 }),
    async close() {
      await client.end({ timeout: 5 });
    },
  };
}
