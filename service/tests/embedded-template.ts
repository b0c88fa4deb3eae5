import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";

/**
 * Puts an empty embedded database into a folder. Making one takes many seconds of processor time, so
 * one is made for the whole test run and copied.
 */
export async function copyEmptyDatabase(to: string): Promise<void> {
  const template = join(inject("sharedFolder"), "empty-pglite");
  if (!existsSync(template)) {
    const own = `${template}-${randomUUID()}`;
    const database = await PGlite.create({ dataDir: own });
    await database.close();
    // Another worker may have been faster; its template is as good.
    await rename(own, template).catch(() => rm(own, { recursive: true }));
  }
  await cp(template, to, { recursive: true });
}
