import type { OpenDatabase } from "./database.ts";

/**
 * Opens the database a URL names: `postgres://…` a server, `pglite://path` an embedded one in that
 * folder (`pglite://memory` one that is gone when closed).
 */
export async function openDatabase(url: string): Promise<OpenDatabase> {
  if (url.startsWith("pglite://")) {
    const { openPglite } = await import("./open-pglite.ts");
    return openPglite(url.slice("pglite://".length));
  }
  const { openPostgres } = await import("./open-postgres.ts");
  return openPostgres(url);
}
