import { fileURLToPath } from "node:url";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { migrate as migratePostgres } from "drizzle-orm/postgres-js/migrator";
import type { OpenDatabase } from "./database.ts";

const migrationsFolder = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** Brings the schema up to date; safe to call on every start and from several replicas at once. */
export async function migrateDatabase(database: OpenDatabase): Promise<void> {
  const options = { migrationsFolder };
  // Both migrators are the same code behind driver-specific types.
  const migrate = database.kind === "pglite" ? migratePglite : migratePostgres;
  await database.exclusively("migrate", () => migrate(database.db as never, options));
}
