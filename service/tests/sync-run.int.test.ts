import { and, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { createLeases } from "../src/db/leases.ts";
import { createRunLog } from "../src/db/run-log.ts";
import { createSyncStore } from "../src/db/sync-store.ts";
import { deal, dealVersion } from "../src/db/tables/deal.ts";
import { syncIssue } from "../src/db/tables/sync.ts";
import { runDeltaPass } from "../src/sync/delta-pass.ts";
import { runFullSync } from "../src/sync/full-sync.ts";
import { aDeal } from "../src/sync/mirrored-deal.builder.ts";
import { SweepRefused } from "../src/sync/sweep.ts";
import { type Fence, LeaseLost } from "../src/sync/sync-store.ts";
import { anOrg } from "./an-org.ts";
import { describeOnBothDatabases } from "./databases.ts";
import { FakeCrm, mapped } from "./fake-crm.ts";

const never = new AbortController().signal;
const idOf = (n: number) => `57257670000000${String(n).padStart(5, "0")}`;

describeOnBothDatabases("a sync run", (openedDatabase) => {
  async function aMirror() {
    const database = openedDatabase();
    const orgId = await anOrg(database.db);
    const leases = createLeases(database.db);
    const epoch = await leases.acquire(orgId, "sync", "test");
    if (epoch === null) throw new Error("The lease of a fresh database is free");
    const fence: Fence = { orgId, holder: "test", epoch };
    const store = createSyncStore(database.db);
    const runs = createRunLog(database.db);
    const crm = new FakeCrm();
    const now = () => Temporal.Instant.from("2026-03-01T12:00:00Z");

    const request = (mode: "full" | "delta") =>
      runs.request(orgId, { mode, trigger: "manual", requestedBy: null, at: now() });

    /** Claims the next run and works through it as the runner does. */
    async function work(): Promise<void> {
      let run = await runs.claim(fence, now());
      if (!run) throw new Error("There is no run to work on");
      if (run.phase !== "changes")
        await runFullSync({ crm, store, now, width: 4 }, fence, run, never);
      for (;;) {
        run = (await runs.byId(orgId, run.runId)) ?? run;
        const { runId } = run;
        const marks = await runDeltaPass({ crm, store, now }, fence, run, never);
        const closed = await store.transaction(fence, async (tx) => {
          await tx.moveStream("deals", marks.deals);
          await tx.moveStream("deleted_deals", marks.deletedDeals);
          return tx.closeRun(runId, now());
        });
        if (closed) return;
      }
    }

    async function sync(mode: "full" | "delta") {
      const { run } = await request(mode);
      await work();
      return runs.byId(orgId, run.runId);
    }

    const rows = () =>
      database.db.select().from(deal).where(eq(deal.orgId, orgId)).orderBy(deal.dealId);
    const liveAmounts = async () =>
      Object.fromEntries(
        (await rows())
          .filter((row) => !row.deletedAt)
          .map((row) => [row.dealId, Number(row.amount)]),
      );
    const crmAmounts = () =>
      Object.fromEntries([...crm.deals.values()].map((d) => [d.id, Number(d.amount)]));
    const versions = (dealId: string) =>
      database.db
        .select()
        .from(dealVersion)
        .where(and(eq(dealVersion.orgId, orgId), eq(dealVersion.dealId, dealId)))
        .orderBy(dealVersion.seq);

    return {
      orgId,
      database,
      leases,
      fence,
      store,
      runs,
      crm,
      request,
      work,
      sync,
      rows,
      liveAmounts,
      crmAmounts,
      versions,
    };
  }

  it("reads every deal once, in side by side ranges, with unevenly spread ids", async () => {
    const { crm, sync, liveAmounts, crmAmounts } = await aMirror();
    for (let n = 1; n <= 95; n++) crm.put({ id: idOf(n * n * 7), amount: String(n) });

    const run = await sync("full");

    expect(await liveAmounts()).toEqual(crmAmounts());
    expect(run).toMatchObject({ state: "succeeded", expected: 95, rejected: 0, deleted: 0 });
    expect(run?.applied).toBe(95);
  });

  it("resumes a full run that died, without reading what is stored again", async () => {
    const { orgId, crm, sync, request, work, runs, liveAmounts, crmAmounts } = await aMirror();
    for (let n = 1; n <= 60; n++) crm.put({ id: idOf(n), amount: String(n) });
    await request("full");
    let pages = 0;
    crm.beforeCall = (name) => {
      if (name === "inIdRange" && ++pages === 4) throw new Error("the CRM is gone");
    };
    await expect(work()).rejects.toThrow("the CRM is gone");
    const stored = Object.keys(await liveAmounts()).length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(60);

    // An edit of a deal that was read before the crash, and of one that was not.
    crm.advance(60);
    crm.put({ id: idOf(1), amount: "1001" });
    crm.put({ id: idOf(60), amount: "1060" });
    const readBefore = pages;
    crm.beforeCall = (name) => {
      if (name === "inIdRange") pages += 1;
    };
    await work();

    expect(await liveAmounts()).toEqual(crmAmounts());
    const [run] = await runs.recent(orgId, 1);
    expect(run).toMatchObject({ state: "succeeded", resumed: 1, expected: 60 });
    expect(pages - readBefore).toBeLessThan(12);
    expect((await sync("delta"))?.applied).toBe(0);
  });

  it("changes nothing when everything is read again", async () => {
    const { crm, sync, rows, versions } = await aMirror();
    for (let n = 1; n <= 25; n++) crm.put({ id: idOf(n) });
    await sync("full");
    const before = await rows();

    const run = await sync("full");

    expect(run).toMatchObject({ applied: 0, deleted: 0 });
    expect(await rows()).toEqual(before);
    expect(await versions(idOf(3))).toHaveLength(1);
  });

  it("finds two deals edited in the second of the watermark, and doubles neither (FR-021)", async () => {
    const { crm, sync, rows } = await aMirror();
    crm.put({ id: idOf(1), amount: "1" });
    await sync("full");
    crm.advance(300);
    crm.put({ id: idOf(1), amount: "2" });
    await sync("delta");
    crm.put({ id: idOf(2), amount: "3" });

    expect(await sync("delta")).toMatchObject({ applied: 1 });
    expect((await rows()).map((row) => Number(row.amount))).toEqual([2, 3]);
  });

  it("reads through a block of equal times longer than a page", async () => {
    const { crm, sync, liveAmounts, crmAmounts } = await aMirror();
    crm.put({ id: idOf(1) });
    await sync("full");
    crm.advance(60);
    for (let n = 2; n <= 47; n++) crm.put({ id: idOf(n), amount: String(n) });

    await sync("delta");

    expect(await liveAmounts()).toEqual(crmAmounts());
  });

  it("keeps the watermark and the rows when a delta dies, and resumes at its cursor", async () => {
    const { orgId, crm, sync, request, work, store, liveAmounts, crmAmounts } = await aMirror();
    crm.put({ id: idOf(1) });
    await sync("full");
    const before = await store.stream(orgId, "deals");
    crm.advance(600);
    for (let n = 1; n <= 35; n++) {
      crm.advance(1);
      crm.put({ id: idOf(n), amount: String(n) });
    }
    await request("delta");
    let pages = 0;
    crm.beforeCall = (name) => {
      if (name === "changedAfter" && ++pages === 3) throw new Error("cut off");
    };
    await expect(work()).rejects.toThrow("cut off");
    expect(await store.stream(orgId, "deals")).toEqual(before);

    crm.advance(5);
    crm.put({ id: idOf(2), amount: "2002" });
    crm.beforeCall = () => {};
    await work();

    expect(await liveAmounts()).toEqual(crmAmounts());
  });

  it("makes a tombstone of a deleted deal, and lets a restored one back in with its history", async () => {
    const { crm, sync, rows, versions } = await aMirror();
    const kept = crm.put({ id: idOf(1), amount: "10" });
    crm.put({ id: idOf(2) });
    await sync("full");
    crm.advance(100);
    crm.delete(kept.id);
    expect(await sync("delta")).toMatchObject({ deleted: 1 });
    expect((await rows())[0]).toMatchObject({ deletion: "recycled" });
    expect(await sync("delta")).toMatchObject({ deleted: 0 });

    // The CRM moves no Modified_Time when it restores; only a full read by id finds it.
    crm.deals.set(kept.id, kept);
    await sync("full");

    expect((await rows())[0]).toMatchObject({ deletedAt: null, deletion: null });
    const history = await versions(kept.id);
    expect(history.map((version) => [version.isDeleted, version.changed])).toEqual([
      [false, []],
      [true, ["deleted"]],
      [false, ["restored"]],
    ]);
    expect(history.filter((version) => version.validTo === null)).toHaveLength(1);
  });

  it("does not believe a delete notice of a deal that can still be read", async () => {
    const { crm, sync, rows } = await aMirror();
    const back = crm.put({ id: idOf(1) });
    await sync("full");
    crm.advance(10);
    crm.delete(back.id);
    crm.deals.set(back.id, back);

    expect(await sync("delta")).toMatchObject({ deleted: 0 });
    expect((await rows())[0]?.deletedAt).toBeNull();
  });

  it("marks a deal that vanished without a notice as hidden, but refuses to lose many at once", async () => {
    const { crm, sync, request, work, rows } = await aMirror();
    crm.advance(-86_400);
    for (let n = 1; n <= 120; n++) crm.put({ id: idOf(n) });
    crm.advance(86_400);
    await sync("full");

    crm.deals.delete(idOf(7));
    expect(await sync("full")).toMatchObject({ deleted: 1 });
    expect((await rows())[6]).toMatchObject({ deletion: "hidden" });

    for (let n = 20; n <= 80; n++) crm.deals.delete(idOf(n));
    await request("full");
    await expect(work()).rejects.toThrow(SweepRefused);
    expect((await rows()).filter((row) => row.deletedAt)).toHaveLength(1);
  });

  it("joins a request to the run under way, which then looks once more before it closes", async () => {
    const { orgId, crm, request, work, sync, runs, liveAmounts } = await aMirror();
    crm.put({ id: idOf(1), amount: "1" });
    await sync("full");
    await request("delta");
    let joined: Promise<{ joined: boolean }> | null = null;
    crm.beforeCall = (name) => {
      if (name !== "deletedSince" || joined) return;
      // The pass has already read the changes when this edit and this request come.
      crm.advance(200);
      crm.put({ id: idOf(1), amount: "2" });
      joined = request("delta");
    };
    await work();

    expect(await joined).toMatchObject({ joined: true });
    expect(await liveAmounts()).toEqual({ [idOf(1)]: 2 });
    expect((await runs.recent(orgId, 10)).length).toBe(2);
  });

  it("queues a full sync that is asked for during a delta, and joins a second one to it", async () => {
    const { crm, request, sync, runs, fence } = await aMirror();
    crm.put({ id: idOf(1) });
    await sync("full");
    const delta = await request("delta");
    await runs.claim(fence, Temporal.Instant.from("2026-03-01T12:00:00Z"));
    const full = await request("full");
    const again = await request("full");

    expect([delta.joined, full.joined, again.joined]).toEqual([false, false, true]);
    expect(full.run).toMatchObject({ mode: "full", state: "queued" });
    expect(again.run.runId).toBe(full.run.runId);
  });

  it("writes nothing for a holder that lost its lease", async () => {
    const { orgId, store, fence, leases, rows } = await aMirror();
    const [a, b] = [mapped(aDeal({ id: idOf(1) })), mapped(aDeal({ id: idOf(2) }))];
    await store.transaction(fence, (tx) => tx.applyRecords([a], { seq: 1, source: "full" }));
    await leases.release(orgId, "sync", fence.holder, fence.epoch);
    const other = await leases.acquire(orgId, "sync", "another process");
    expect(other).toBe(fence.epoch + 1);

    await expect(
      store.transaction(fence, (tx) => tx.applyRecords([b], { seq: 2, source: "full" })),
    ).rejects.toThrow(LeaseLost);
    expect((await rows()).map((row) => row.dealId)).toEqual([idOf(1)]);
  });

  it("gives the lease to one holder at a time", async () => {
    const { orgId, leases } = await aMirror();
    expect(await leases.acquire(orgId, "sync", "another process")).toBeNull();
    expect(await leases.renew(orgId, "sync", "another process", 1)).toBe(false);
  });

  it("keeps a record it cannot read, raw, until a later read succeeds", async () => {
    const { orgId, database, store, fence } = await aMirror();
    const issues = [{ field: "Modified_Time", problem: "bad_format" as const }];
    const raw = { id: idOf(1), Deal_Name: "half a 🚀 \ud83d", Modified_Time: "yesterday" };
    const issuesStored = () =>
      database.db.select().from(syncIssue).where(eq(syncIssue.orgId, orgId));

    for (const seq of [1, 2]) {
      const counts = await store.transaction(fence, (tx) =>
        tx.applyRecords([{ kind: "rejected", recordId: idOf(1), issues, raw }], {
          seq,
          source: "full",
        }),
      );
      expect(counts).toMatchObject({ read: 1, rejected: 1, applied: 0 });
    }
    expect(await issuesStored()).toMatchObject([
      { recordId: idOf(1), issues, raw: { id: idOf(1), Modified_Time: "yesterday" } },
    ]);

    await store.transaction(fence, (tx) =>
      tx.applyRecords([mapped(aDeal({ id: idOf(1) }))], { seq: 3, source: "delta" }),
    );
    expect(await issuesStored()).toEqual([]);
  });

  it("needs no time from the CRM to be complete", async () => {
    const { crm, sync, liveAmounts, crmAmounts } = await aMirror();
    crm.hasDateHeader = false;
    for (let n = 1; n <= 15; n++) crm.put({ id: idOf(n), amount: String(n) });
    await sync("full");
    crm.advance(90);
    crm.put({ id: idOf(4), amount: "44" });
    await sync("delta");
    expect(await liveAmounts()).toEqual(crmAmounts());
  });
});
