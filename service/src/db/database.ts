import type { SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { PgBoss } from "pg-boss";

/** Either database behind one type; both speak the same SQL. */
export type Database = PgDatabase<PgQueryResultHKT>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type Executor = Pick<Database, "execute" | "select" | "insert" | "update" | "delete">;

export type OpenDatabase = {
  kind: "postgres" | "pglite";
  db: Database;
  /**
   * Calls back on every NOTIFY of that channel, from any replica; and on `gap` after the line was
   * broken and stands again, since what was sent meanwhile is lost. Returns how to stop.
   */
  listen(
    channel: string,
    on: { payload(payload: string): void; gap(): void },
  ): Promise<() => Promise<void>>;
  /** Runs `work` while no other process of ours does so under the same name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** How pg-boss reaches this same database. */
  bossOptions(): ConstructorParameters<typeof PgBoss>[0];
  close(): Promise<void>;
};

/** Rows of a raw statement; the two drivers wrap them differently. The caller names their true shape. */
export async function rowsOf<Row>(db: Pick<Database, "execute">, statement: SQL): Promise<Row[]> {
  const result: unknown = await db.execute(statement);
  if (Array.isArray(result)) return result as Row[];
  if (typeof result === "object" && result !== null && "rows" in result) {
    return result.rows as Row[];
  }
  throw new Error("The database driver returned neither rows nor a row list");
}
