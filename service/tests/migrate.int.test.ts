import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenDatabase, rowsOf } from "../src/db/database.ts";
import { migrateDatabase } from "../src/db/migrate.ts";
import { openDatabase } from "../src/db/open-database.ts";
import { describeOnBothDatabases, newPostgresDatabase } from "./databases.ts";

describeOnBothDatabases("the schema", (database) => {
  it("has org_id first in every primary key and unique index, so that it can be distributed", async () => {
    const rows = await rowsOf<{ table: string; index: string; first: string }>(
      database().db,
      sql`select t.relname as table, i.relname as index, a.attname as first
          from pg_index x
          join pg_class t on t.oid = x.indrelid
          join pg_class i on i.oid = x.indexrelid
          join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
          join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
          where x.indisunique`,
    );
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((row) => row.first !== "org_id")).toEqual([]);
  });

  it("has an org_id in every table, first", async () => {
    const rows = await rowsOf<{ table: string; column: string }>(
      database().db,
      sql`select table_name as table, column_name as column from information_schema.columns
          where table_schema = 'public' and ordinal_position = 1`,
    );
    const ours = rows.filter((row) => row.table !== "read_seq");
    expect(ours.filter((row) => row.column !== "org_id")).toEqual([]);
  });

  it("keeps money as numeric and days as date, never as floats or instants", async () => {
    const rows = await rowsOf<{ column: string; type: string }>(
      database().db,
      sql`select table_name || '.' || column_name as column, data_type as type
          from information_schema.columns where table_schema = 'public'`,
    );
    const typeOf = (column: string) => rows.find((row) => row.column === column)?.type;
    expect(rows.filter((row) => /real|double precision|timestamp without/.test(row.type))).toEqual(
      [],
    );
    expect(typeOf("deal.amount")).toBe("numeric");
    expect(typeOf("deal_version.reporting_amount")).toBe("numeric");
    expect(typeOf("deal.closes_on")).toBe("date");
    expect(typeOf("deal.modified_at")).toBe("timestamp with time zone");
  });
});

describe("several replicas that start on an empty database", () => {
  const opened: OpenDatabase[] = [];
  let drop = async () => {};
  beforeAll(async () => {
    const created = await newPostgresDatabase();
    drop = created.drop;
    for (let no = 0; no < 4; no += 1) opened.push(await openDatabase(created.url));
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await drop();
  });

  it("bring the schema up once between them", async () => {
    await Promise.all(opened.map((database) => migrateDatabase(database)));
    const [first] = opened;
    if (!first) throw new Error("Opened in beforeAll");
    const rows = await rowsOf<{ n: string | number }>(
      first.db,
      sql`select count(*) as n from drizzle.__drizzle_migrations`,
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });
});
