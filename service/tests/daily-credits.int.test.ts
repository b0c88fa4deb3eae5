import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database, OpenDatabase } from "../src/db/database.ts";
import { createLeases } from "../src/db/leases.ts";
import { migrateDatabase } from "../src/db/migrate.ts";
import { openDatabase } from "../src/db/open-database.ts";
import { createRunLog } from "../src/db/run-log.ts";
import { createSyncStore } from "../src/db/sync-store.ts";
import { runAccountsPass } from "../src/sync/accounts-pass.ts";
import { runDeltaPass } from "../src/sync/delta-pass.ts";
import { isMetadataDue } from "../src/sync/metadata.ts";
import type { SyncRunRecord } from "../src/sync/sync-run-record.ts";
import type { Fence, StreamMark, StreamName } from "../src/sync/sync-store.ts";
import { createAccountsApi } from "../src/zoho/accounts-api.ts";
import { createZohoClient } from "../src/zoho/create-zoho-client.ts";
import { OrgConnections } from "../src/zoho/org-connections.ts";
import { createTokenSource } from "../src/zoho/token-source.ts";
import { zohoHosts } from "../src/zoho/zoho-hosts.ts";
import { anOrg } from "./an-org.ts";
import { type LoggedRequest, type StandIn, startStandIn } from "./stand-in.ts";
import { newStandInToken } from "./stand-in-token.ts";

/** What the scheduled work of one day costs: all 96 passes are made, against a clock that jumps. */

const DEALS = 100_000;
const PASSES = 96;
const INTERVAL_MS = 15 * 60_000;
/** The issue's own bound: under a third of what even the free edition has. */
const CREDITS_A_DAY = 1_500;

const never = new AbortController().signal;

let standIn: StandIn;
let database: OpenDatabase;

beforeAll(async () => {
  standIn = await startStandIn({ deals: DEALS });
  database = await openDatabase("pglite://memory");
  await migrateDatabase(database);
});

afterAll(async () => {
  await standIn?.stop();
  await database?.close();
});

it("stays below 1,500 credits for a day of 15-minute deltas of 100,000 quiet deals", async () => {
  const clock = await virtualClock();
  const day = await scheduledSync(database.db, clock.now);
  await standIn.control("DELETE", "/requests");

  let changes = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    await clock.advance(INTERVAL_MS);
    changes += (await day.pass()).read;
  }
  const quiet = await standIn.requests();
  const costs = creditsByCall(quiet);
  const total = [...costs.values()].reduce((sum, credits) => sum + credits, 0);

  expect(changes).toBe(0);
  expect(quiet.every((request) => request.status < 400)).toBe(true);
  // Each pass really asked: changed deals, deleted deals, changed accounts.
  expect(quiet.filter((request) => request.path.endsWith("/coql"))).toHaveLength(2 * PASSES);
  expect(quiet.filter((request) => request.path.endsWith("/deleted"))).toHaveLength(PASSES);
  expect(total, JSON.stringify(Object.fromEntries(costs))).toBeLessThan(CREDITS_A_DAY);
  // Our own count is the CRM's, call by call, or the shares of the day would mean nothing.
  expect(day.countedCredits()).toBe(total);

  // The passes were not blind: the next one sees an edit.
  await editSomeDeal();
  await clock.advance(INTERVAL_MS);
  expect(await day.pass()).toMatchObject({ read: 1, applied: 1 });
}, 240_000);

/** The stand-in's clock, stopped, and ours beside it. */
async function virtualClock() {
  let nowMs = Date.now();
  const set = () =>
    standIn.control("PUT", "/clock", { set: new Date(nowMs).toISOString(), frozen: true });
  await set();
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(nowMs),
    async advance(ms: number) {
      nowMs += ms;
      await set();
    },
  };
}

/** The scheduled run as the service makes it, for an organisation whose full sync has just ended. */
async function scheduledSync(db: Database, now: () => Temporal.Instant) {
  const orgId = await anOrg(db);
  const store = createSyncStore(db);
  const runs = createRunLog(db);
  const leases = createLeases(db);
  const epoch = await leases.acquire(orgId, "sync", "test");
  if (epoch === null) throw new Error("The lease of a fresh organisation is free");
  const fence: Fence = { orgId, holder: "test", epoch };
  const start: StreamMark = { watermark: now(), asOf: now(), asOfHere: now() };
  const streams: StreamName[] = ["deals", "deleted_deals", "accounts"];
  await store.transaction(fence, async (tx) => {
    for (const stream of streams) await tx.moveStream(stream, start);
  });

  let token = await newStandInToken(standIn);
  const timing = {
    nowMs: () => now().epochMilliseconds,
    sleep: async () => {},
    random: () => 0,
  };
  const client = createZohoClient({
    apiVersion: "v8",
    timing,
    limits: { callsPerMinute: 1_000 },
    tokens: createTokenSource({
      accounts: createAccountsApi({ fetch }),
      hosts: zohoHosts({ baseUrl: standIn.url, accountsUrl: standIn.url }),
      client: standIn.client,
      timing,
      store: {
        load: async () => token,
        async save(fresh) {
          token = fresh;
        },
      },
    }),
  });
  const connections = new OrgConnections({ makeClient: () => client, reportingCurrency: "SGD" });
  let metadataReadAt: Temporal.Instant | null = null;

  return {
    countedCredits: () => client.usage().credits24h,

    async pass(): Promise<SyncRunRecord> {
      await leases.renew(orgId, "sync", "test", epoch);
      if (isMetadataDue(metadataReadAt, now())) {
        await connections.readMetadata(orgId, never);
        metadataReadAt = now();
      }
      const { run } = await runs.request(orgId, {
        mode: "delta",
        trigger: "schedule",
        requestedBy: null,
        at: now(),
      });
      const claimed = await runs.claim(fence, now());
      if (claimed === null) throw new Error("The run just asked for is not there");
      const { deals: crm, accounts } = await connections.connect(orgId, "delta", never);
      const marks = await runDeltaPass({ crm, store, now }, fence, claimed, never);
      await runAccountsPass({ accounts, store, now }, fence, never);
      await store.transaction(fence, async (tx) => {
        await tx.moveStream("deals", marks.deals);
        await tx.moveStream("deleted_deals", marks.deletedDeals);
        await tx.closeRun(run.runId, now());
      });
      const closed = await runs.byId(orgId, run.runId);
      if (closed?.state !== "succeeded") throw new Error(`The run ended ${closed?.state}`);
      return closed;
    },
  };
}

async function editSomeDeal(): Promise<void> {
  const token = await newStandInToken(standIn);
  const headers = { authorization: `Zoho-oauthtoken ${token.accessToken}` };
  const page = await fetch(`${standIn.url}/crm/v8/Deals?fields=Deal_Name&per_page=1`, { headers });
  const { data } = (await page.json()) as { data: { id: string }[] };
  await standIn.control("POST", "/records/Deals", {
    action: "update",
    id: data[0]?.id,
    values: { Next_Step: "Call back" },
  });
}

function creditsByCall(requests: LoggedRequest[]): Map<string, number> {
  const costs = new Map<string, number>();
  for (const { method, path, credits } of requests) {
    const call = `${method} ${path}`;
    costs.set(call, (costs.get(call) ?? 0) + credits);
  }
  return costs;
}
