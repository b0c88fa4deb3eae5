import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { fromPglite } from "pg-boss";
import type { Database, OpenDatabase } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";

/** Postgres in this process, stored under `path`; a second process on the same folder is refused. */
export async function openPglite(path: string): Promise<OpenDatabase> {
  const inMemory = path === "memory";
  if (!inMemory) await mkdir(dirname(path), { recursive: true });
  const lock = inMemory ? null : await lockFolder(path);
  const client = await PGlite.create({ ...(inMemory ? {} : { dataDir: path }) });
  // The two drivers differ in their result type only, which nothing outside `rowsOf` looks at.
  const db = drizzle(client) as unknown as Database;
  return {
    kind: "pglite",
    db,
    async listen(channel, on) {
      return client.listen(channel, on.payload);
    },
    // The folder lock keeps other processes out altogether.
    exclusively: (_name, work) => work(),
    bossOptions: () => ({ db: fromPglite(client), backend: "pglite" }),
    async close() {
      await client.close();
      await lock?.release();
    },
  };
}
