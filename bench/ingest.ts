import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import { Temporal } from "temporal-polyfill";
import { createLeases } from "../service/src/db/leases.ts";
import { migrateDatabase } from "../service/src/db/migrate.ts";
import { openDatabase } from "../service/src/db/open-database.ts";
import { createSyncStore } from "../service/src/db/sync-store.ts";
import { org } from "../service/src/db/tables/org.ts";
import { asLeader } from "../service/src/sync/leases.ts";
import { defaultDealFields } from "../service/src/zoho/deal-fields.ts";
import { mapDeal } from "../service/src/zoho/deal-mapper.ts";
import { startPostgres } from "../service/tests/embedded-server.ts";

const PAGE = 2_000;
const ORG = "60000000001";

/**
 * How fast deals go through the gate, history and tombstones included, beside what the same server
 * needs for a bare COPY of the same rows as JSON.
 */
export async function measureIngest(deals: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "pulse-bench-"));
  const server = await startPostgres(folder);
  const database = await openDatabase(`${server.url}postgres`);
  try {
    await migrateDatabase(database);
    await database.db.insert(org).values({
      orgId: ORG,
      name: "Bench",
      zgid: ORG,
      timeZone: "UTC",
      homeCurrency: "SGD",
      multiCurrency: true,
      apiDomain: "http://localhost",
      accountsUrl: "http://localhost",
      refreshToken: "none",
      connectedAt: Temporal.Now.instant(),
    });
    const raws = Array.from({ length: deals }, (_, no) => rawDeal(no));

    const copyMs = await timed(() => bareCopy(`${server.url}postgres`, raws));
    const leases = createLeases(database.db);
    const store = createSyncStore(database.db);
    const load = async (epoch: number) => {
      for (let from = 0; from < raws.length; from += PAGE) {
        const records = raws.slice(from, from + PAGE).map((raw) => mapDeal(raw, context));
        const seq = await store.nextSeq();
        await store.transaction({ orgId: ORG, holder: "bench", epoch }, (tx) =>
          tx.applyRecords(records, { seq, source: "full" }),
        );
      }
    };
    const lease = { orgId: ORG, name: "sync", holder: "bench" };
    const asHolder = (work: (epoch: number) => Promise<void>) => () =>
      asLeader(leases, lease, new AbortController().signal, work);
    const firstMs = await timed(asHolder(load));
    const replayMs = await timed(asHolder(load));

    const rate = (ms: number) => `${Math.round(deals / (ms / 1000)).toLocaleString("en")} rows/s`;
    const share = (ms: number) => `${Math.round((100 * copyMs) / ms)} % of a bare COPY`;
    return [
      `ingest ${deals.toLocaleString("en")}: bare COPY ${rate(copyMs)}`,
      `ingest ${deals.toLocaleString("en")}: mapping and gate, first load ${rate(firstMs)}, ${share(firstMs)}`,
      `ingest ${deals.toLocaleString("en")}: the same again ${rate(replayMs)}, ${(firstMs / replayMs).toFixed(1)} times the first load`,
    ];
  } finally {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function bareCopy(url: string, raws: Record<string, unknown>[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`create table bare (raw text)`;
  const sink = await sql`copy bare (raw) from stdin`.writable();
  const lines = raws.map((raw) => `${JSON.stringify(raw).replaceAll("\\", "\\\\")}\n`);
  await pipeline(Readable.from(lines), sink);
  if (!sink.closed) await once(sink, "close");
  await sql.end();
}

const context = {
  fields: defaultDealFields,
  homeCurrency: "SGD",
  reportingCurrency: "SGD",
  reportingRate: null,
  options: {},
};

function rawDeal(no: number): Record<string, unknown> {
  return {
    id: String(5_725_767_000_000_000_000n + BigInt(no) * 7n),
    Deal_Name: `Harbour migration ${no}`,
    Account_Name: {
      id: String(5_725_767_100_000_000_000n + BigInt(no % 5000)),
      name: "Blue Harbour",
    },
    Owner: { id: "5725767000002200001", name: "Tan" },
    Pipeline: "Standard (Standard)",
    Stage: "Qualification",
    Amount: 1000 + no / 4,
    Currency: "USD",
    Exchange_Rate: 0.75,
    Probability: 10,
    Closing_Date: "2026-12-31",
    Territory: "APAC",
    Service_Line: "Gen AI",
    Strategic_Account: false,
    AWS_Funded: true,
    Created_Time: "2026-01-01T10:00:00+08:00",
    Modified_Time: "2026-06-01T10:00:00+08:00",
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
