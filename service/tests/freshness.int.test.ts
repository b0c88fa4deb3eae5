import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CrmClient } from "./crm-client.ts";
import { isDeltaPage, isRangePage } from "./crm-link.ts";
import { newPostgresDatabase } from "./databases.ts";
import { eventsOf } from "./event-stream.ts";
import { expectCrmNumbers } from "./independent-totals.ts";
import { type Pair, startPair } from "./pair.ts";
import type { PulseClient } from "./pulse-client.ts";
import { until } from "./running.ts";

const aNewDeal = (name: string) => ({
  Deal_Name: name,
  Stage: "Qualification",
  Pipeline: "Standard (Standard)",
  Closing_Date: "2027-03-31",
  Amount: 1234.5,
});

describe("a connected pair without notifications", () => {
  let pair: Pair;
  let pulse: PulseClient;
  let crm: CrmClient;
  let dropDatabase = async () => {};

  beforeAll(async () => {
    const { url, drop } = await newPostgresDatabase();
    dropDatabase = drop;
    pair = await startPair({ deals: 600, env: { WEBHOOKS: "0", DATABASE_URL: url } });
    pulse = await pair.connect();
    crm = await pair.crmAs();
    await pulse.untilSynced();
  });
  afterAll(async () => {
    await pair.stop();
    await dropDatabase();
  });

  it("shows a deal that was edited, created or deleted in the CRM after a delta", async () => {
    const [edited, deleted] = (await pulse.pipeline("outcome=open&limit=2")).deals;
    if (!edited || !deleted) throw new Error("The demo has open deals");
    await crm.update(edited.record_id, {
      Amount: 987_654.32,
      Deal_Name: "Edited & <b>bold</b> 漢字",
    });
    const created = await crm.create(aNewDeal("Brand new"));
    await crm.delete(deleted.record_id);

    const run = await pulse.syncAndWait("delta");

    expect(run).toMatchObject({ mode: "delta", trigger: "manual", state: "succeeded", deleted: 1 });
    expect(await pulse.deal(edited.record_id)).toMatchObject({
      amount: "987654.32",
      opportunity_name: "Edited & <b>bold</b> 漢字",
    });
    expect(await pulse.deal(created)).toMatchObject({
      opportunity_name: "Brand new",
      amount: "1234.5",
      outcome: "open",
    });
    expect(await pulse.deal(deleted.record_id)).toBeNull();
    await expectCrmNumbers(pulse, crm);

    const again = await pulse.syncAndWait("delta");
    expect(again).toMatchObject({ applied: 0, deleted: 0, rejected: 0 });
  });

  it("has one run at a time: a request joins it, and a full one waits behind a delta", async () => {
    const page = pair.link.hold(isDeltaPage);
    const first = await pulse.sync("delta");
    await page.arrived;
    const second = await pulse.sync("delta");
    const full = await pulse.sync("full");
    const anotherFull = await pulse.sync("full");
    const status = await pulse.status();
    page.release();

    expect(first.joined).toBe(false);
    expect(second).toMatchObject({ joined: true, run: { id: first.run.id, state: "running" } });
    expect(second.message).toMatch(/already running/);
    expect(full).toMatchObject({ joined: false, run: { mode: "full", state: "queued" } });
    expect(anotherFull).toMatchObject({ joined: true, run: { id: full.run.id } });
    expect(status.current_run?.id).toBe(first.run.id);
    expect(status.sync_in_progress).toBe(true);
    expect(await pulse.untilClosed(full.run.id)).toMatchObject({ state: "succeeded", applied: 0 });
  });

  it("lets a delta that is asked for during a full sync be answered by it", async () => {
    const page = pair.link.hold(isRangePage);
    const full = await pulse.sync("full");
    await page.arrived;
    const delta = await pulse.sync("delta");
    page.release();

    expect(delta).toMatchObject({ joined: true, run: { id: full.run.id, mode: "full" } });
    await pulse.untilClosed(full.run.id);
  });
});

describe("a connected pair with notifications", () => {
  let pair: Pair;
  let pulse: PulseClient;
  let crm: CrmClient;
  let dealId = "";

  /** The channel comes only after the first sync, and after a change that nobody tells of. */
  beforeAll(async () => {
    pair = await startPair({ deals: 60 });
    const watch = pair.link.hold(({ method, path }) => isWatch(`${method} ${path}`));
    pulse = await pair.connect();
    crm = await pair.crmAs();
    await watch.arrived;
    await pulse.untilSynced();
    const [deal] = (await pulse.pipeline("outcome=open&limit=1")).deals;
    dealId = deal?.record_id ?? "";
    await crm.update(dealId, { Amount: 2_718.28 });
    watch.release();
  });
  afterAll(() => pair.stop());

  it("looks once more when its channel stands, since nobody told it of what went before", async () => {
    await until(
      () => pulse.deal(dealId),
      (deal) => deal?.amount === "2718.28",
    );
    expect((await until(pulse.status, isAtRest)).last_run).toMatchObject({ trigger: "recovery" });
  });

  it("shows what changes in the CRM by itself, and tells open streams of it", async () => {
    const before = await until(pulse.status, isAtRest);
    const calls = pair.link.calls.length;
    await using events = await eventsOf(pulse);
    expect((await events.until("status")).status.deal_count).toBe(60);
    events.forget();

    await crm.update(dealId, { Amount: 31_415.92 });
    const event = await events.until("deals-changed");
    expect(Number(event.data_version)).toBeGreaterThan(Number(before.data_version));
    expect(await pulse.deal(dealId)).toMatchObject({ amount: "31415.92" });

    const created = await crm.create(aNewDeal("By notification"));
    await crm.delete(dealId);
    await until(
      async () => [await pulse.deal(created), await pulse.deal(dealId)],
      ([shown, gone]) => shown !== null && gone === null,
      20_000,
    );
    // No run did it: the channel did.
    expect((await pulse.status()).last_run?.id).toBe(before.last_run?.id);
    expect(pair.link.calls.slice(calls).filter((call) => call.includes("/deleted"))).toEqual([]);
  });
});

const isAtRest = (status: { current_run: unknown }) => status.current_run === null;

function isWatch(call: string): boolean {
  return call.startsWith("POST ") && call.endsWith("/actions/watch");
}
