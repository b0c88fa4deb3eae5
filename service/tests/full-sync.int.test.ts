import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../src/db/database.ts";
import { openDatabase } from "../src/db/open-database.ts";
import { after, isRangePage } from "./crm-link.ts";
import { newPostgresDatabase } from "./databases.ts";
import { expectCrmNumbers } from "./independent-totals.ts";
import { startPair } from "./pair.ts";

/** Two more than fit into two pages: ranges are cut, and there always is a page to come. */
const DEALS = 4_002;

describe.each(["pglite", "postgres"] as const)("a first full sync (%s)", (kind) => {
  let env: Record<string, string> = {};
  let dropDatabase = async () => {};

  beforeAll(async () => {
    if (kind === "pglite") return;
    const { url, drop } = await newPostgresDatabase();
    env = { DATABASE_URL: url };
    dropDatabase = drop;
  });
  afterAll(() => dropDatabase());

  it("goes on where it was killed, and ends with the CRM's own numbers to the cent", async () => {
    await using pair = await startPair({ deals: DEALS, env });
    const page = pair.link.hold(after(2, isRangePage));
    const pulse = await pair.connect();
    await page.arrived;
    const before = await pulse.status();
    expect(before.current_run).toMatchObject({ mode: "full", trigger: "first", state: "running" });
    expect(before.current_run?.read).toBeGreaterThan(0);
    expect(before.last_sync).toBeNull();
    await pair.service.kill();
    page.release();
    await pair.service.start();

    const status = await pulse.untilSynced();

    expect(status.last_run).toMatchObject({
      id: before.current_run?.id,
      state: "succeeded",
      expected: DEALS,
      rejected: 0,
    });
    expect(status.last_run?.resumed).toBeGreaterThanOrEqual(1);
    expect(status.deal_count).toBe(DEALS);
    await expectCrmNumbers(pulse, await pair.crmAs());
    await pair.service.stop();
    const url = env.DATABASE_URL ?? `pglite://${pair.dataDir}/pulse`;
    expect(await countHistory(url)).toEqual({
      deals: DEALS,
      versions: DEALS,
      open_versions: DEALS,
    });
  });
});

async function countHistory(databaseUrl: string): Promise<Record<string, number>> {
  const database = await openDatabase(databaseUrl);
  try {
    const [counts] = await rowsOf<Record<string, string | number>>(
      database.db,
      sql`select (select count(*) from deal) as deals, count(*) as versions,
        count(*) filter (where valid_to is null) as open_versions from deal_version`,
    );
    return Object.fromEntries(Object.entries(counts ?? {}).map(([key, n]) => [key, Number(n)]));
  } finally {
    await database.close();
  }
}
