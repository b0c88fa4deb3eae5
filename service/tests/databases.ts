import { randomInt, randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, inject } from "vitest";
import type { OpenDatabase } from "../src/db/database.ts";
import { migrateDatabase } from "../src/db/migrate.ts";
import { openDatabase } from "../src/db/open-database.ts";

/**
 * The same behaviour on the embedded database and on a real Postgres server. The tests of one file
 * share a migrated database of each kind; every test makes an organisation of its own in it.
 */
export function describeOnBothDatabases(
  name: string,
  define: (database: () => OpenDatabase) => void,
): void {
  describe.each(["pglite", "postgres"] as const)(`${name} (%s)`, (kind) => {
    let database: OpenDatabase | null = null;
    let dropDatabase = async () => {};

    beforeAll(async () => {
      let url = "pglite://memory";
      if (kind === "postgres") {
        const created = await newPostgresDatabase();
        url = created.url;
        dropDatabase = created.drop;
      }
      database = await openDatabase(url);
      await migrateDatabase(database);
    });
    afterAll(async () => {
      await database?.close();
      await dropDatabase();
    });

    define(() => {
      if (!database) throw new Error("The database is opened before the first test, not before");
      return database;
    });
  });
}

/** An empty database on the test server. */
export async function newPostgresDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject("postgresUrl");
  const name = `pulse_${randomUUID().replaceAll("-", "")}`;
  const admin = postgres(`${server}postgres`, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  return {
    url: `${server}${name}`,
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

export function newOrgId(): string {
  return String(randomInt(60_000_000_000, 69_999_999_999));
}
