import { randomUUID } from "node:crypto";
import { and, eq, gt, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { createLeases } from "../src/db/leases.ts";
import { recordConnection, recordOutcome } from "../src/db/org-state.ts";
import { createRunLog } from "../src/db/run-log.ts";
import { readOrgsDue } from "../src/db/status-reader.ts";
import { createSyncStore } from "../src/db/sync-store.ts";
import { lease } from "../src/db/tables/org.ts";
import { syncSeen } from "../src/db/tables/sync.ts";
import { SyncRunner, type SyncRunnerPorts } from "../src/sync/sync-runner.ts";
import { anOrg } from "./an-org.ts";
import { describeOnBothDatabases } from "./databases.ts";
import { FakeCrm } from "./fake-crm.ts";
import { until } from "./running.ts";

describeOnBothDatabases("the runner of syncs", (openedDatabase) => {
  /** An organisation, its CRM, and processes that work for it. */
  async function anInstallation() {
    const { db } = openedDatabase();
    const orgId = await anOrg(db);
    const crm = new FakeCrm();
    crm.put({ id: "101", amount: "10" });
    const clock = { now: Temporal.Instant.from("2026-03-01T12:00:00Z") };
    const runs = createRunLog(db);
    // Other tests' organisations live in the same database.
    const mine = (orgIds: string[]) => orgIds.filter((id) => id === orgId);

    const aProcess = (changed: Partial<SyncRunnerPorts> = {}) =>
      new SyncRunner({
        store: createSyncStore(db),
        runs: { ...runs, orgsWithWork: async (at) => mine(await runs.orgsWithWork(at)) },
        leases: createLeases(db),
        connect: async () => ({ deals: crm, accounts: noAccounts }),
        refreshMetadata: async () => {},
        orgsDue: async (at) => mine(await readOrgsDue(db, at)),
        recordConnection: (id, state) => recordConnection(db, id, state),
        recordOutcome: (id, outcome) => recordOutcome(db, id, outcome),
        describeFailure: (error) => ({
          code: "crm_unavailable",
          message: String(error),
          retryable: true,
          connection: "crm_unavailable",
        }),
        log: () => {},
        now: () => clock.now,
        intervalMinutes: 15,
        width: 2,
        holder: randomUUID(),
        ...changed,
      });

    return {
      crm,
      clock,
      runs,
      aProcess,
      request: (runner: SyncRunner) =>
        runner.request(orgId, { mode: "delta", trigger: "manual", requestedBy: null }),
      allRuns: () => runs.recent(orgId, 10),
      newestRun: async () => (await runs.recent(orgId, 1))[0],
      orgsDue: async () => mine(await readOrgsDue(db, clock.now)),
      seenDeals: () => db.$count(syncSeen, eq(syncSeen.orgId, orgId)),
      heldLeases: () =>
        db
          .select()
          .from(lease)
          .where(and(eq(lease.orgId, orgId), gt(lease.expiresAt, sql`now()`))),
    };
  }

  it("keeps a run closed when what is written after it fails", async () => {
    const { runs, aProcess, request, allRuns } = await anInstallation();
    const over = Promise.withResolvers<string>();
    const runner = aProcess({
      runs: { ...runs, recordFailure: async () => over.resolve("recorded as a failure") },
      log: over.resolve,
      async recordConnection() {
        throw new Error("the database is gone");
      },
    });
    await request(runner);
    const end = await over.promise;
    await runner.stop();

    expect((await allRuns()).map(({ state }) => state)).toEqual(["succeeded"]);
    expect(end).toBe("sync_drain_failed");
  });

  it("keeps a run closed whose closing was committed although its reply was lost", async () => {
    const { aProcess, request, newestRun } = await anInstallation();
    const store = createSyncStore(openedDatabase().db);
    const told = Promise.withResolvers<void>();
    const runner = aProcess({
      store: {
        ...store,
        async transaction(fence, work) {
          const result = await store.transaction(fence, work);
          // Only the closing of a run answers so.
          if (result === true) throw new Error("the reply was lost");
          return result;
        },
      },
      recordOutcome: async () => told.resolve(),
    });
    await request(runner);
    await told.promise;
    await runner.stop();

    expect(await newestRun()).toMatchObject({ state: "succeeded", phase: "closed" });
  });

  it("picks a run up again whose failure could not be written down", async () => {
    const { crm, runs, aProcess, request, newestRun } = await anInstallation();
    const unwritten = Promise.withResolvers<void>();
    const runner = aProcess({
      runs: {
        ...runs,
        async recordFailure() {
          unwritten.resolve();
          throw new Error("the database is gone");
        },
      },
    });
    crm.beforeCall = (name) => {
      if (name === "inIdRange") throw new Error("the CRM is gone");
    };
    await request(runner);
    await unwritten.promise;
    expect(await newestRun()).toMatchObject({ state: "running" });
    crm.beforeCall = () => {};

    const run = await until(newestRun, (now) => now?.state === "succeeded");
    await runner.stop();

    expect(run?.resumed).toBe(1);
  });

  it("leaves nothing of a full run that failed for good but its record", async () => {
    const { crm, aProcess, request, newestRun, seenDeals } = await anInstallation();
    const runner = aProcess({
      describeFailure: () => ({
        code: "refused",
        message: "The CRM refused.",
        retryable: false,
        connection: null,
      }),
    });
    crm.beforeCall = async (name) => {
      if (name !== "changedAfter" && name !== "inIdRange") return;
      if ((await seenDeals()) > 0) throw new Error("refused");
    };
    crm.maxRows = 1;
    crm.put({ id: "102" });
    await request(runner);

    const run = await until(newestRun, (now) => now?.state === "failed");
    await runner.stop();

    expect(run).toMatchObject({ errorMessage: "The CRM refused.", applied: 1 });
    expect(await seenDeals()).toBe(0);
  });

  it("tries an interrupted run again when it is due, also where nobody saw it fail", async () => {
    const { crm, clock, aProcess, request, newestRun, heldLeases } = await anInstallation();
    crm.beforeCall = () => {
      throw new Error("the CRM is gone");
    };
    const first = aProcess();
    await request(first);
    const stopped = await until(newestRun, (run) => run?.state === "interrupted");
    await first.stop();
    expect(await heldLeases()).toEqual([]);
    crm.beforeCall = () => {};

    const second = aProcess();
    await second.tick();
    await second.stop();
    expect(await newestRun()).toMatchObject({ state: "interrupted", resumed: 0 });

    clock.now = stopped?.retryAt ?? clock.now;
    const third = aProcess();
    await third.tick();
    const run = await until(newestRun, (now) => now?.state === "succeeded");
    await third.stop();
    expect(run?.resumed).toBe(1);
  });

  it("starts on an organisation that was connected by a process that died then", async () => {
    const { clock, aProcess, newestRun, orgsDue } = await anInstallation();
    const runner = aProcess();
    await runner.tick();
    const run = await until(newestRun, (now) => now?.state === "succeeded");
    await until(orgsDue, (due) => due.length === 0);
    await runner.stop();

    expect(run).toMatchObject({ mode: "full", trigger: "first" });
    clock.now = clock.now.add({ minutes: 15 });
    expect(await orgsDue()).toHaveLength(1);
  });

  it("asks for no scheduled run while one is under way, so that a waiting one keeps its time", async () => {
    const { crm, clock, aProcess, request, newestRun, orgsDue } = await anInstallation();
    crm.beforeCall = () => {
      throw new Error("the CRM is gone");
    };
    const runner = aProcess();
    await request(runner);
    const stopped = await until(newestRun, (run) => run?.state === "interrupted");
    await runner.stop();
    clock.now = clock.now.add({ minutes: 30 });

    expect(await orgsDue()).toEqual([]);
    expect(stopped?.retryAt).not.toBeNull();
  });
});

const noAccounts = {
  changedAfter: async () => ({ accounts: [], lastChange: null, more: false, servedAt: null }),
};
