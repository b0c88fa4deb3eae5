import { randomUUID } from "node:crypto";
import { and, asc, desc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { SyncRunRecord } from "../sync/sync-run-record.ts";
import type { RunLog } from "../sync/sync-store.ts";
import { notifyChange } from "./data-version.ts";
import type { Database, Transaction } from "./database.ts";
import { holdFence } from "./sync-store.ts";
import { syncRun, syncSeen } from "./tables/sync.ts";

const underWay = inArray(syncRun.state, ["running", "interrupted"]);

export function createRunLog(db: Database): RunLog {
  return {
    request: (orgId, request) =>
      db.transaction(async (tx) => {
        // Two requests at the same moment must find each other.
        await tx.execute(
          sql`select pg_advisory_xact_lock(hashtextextended(${`runs:${orgId}`}, 0))`,
        );
        const active = await firstRun(tx, and(eq(syncRun.orgId, orgId), underWay));
        // A full run ends with a pass over what changed, so it answers a delta as well; not the reverse.
        if (active && (active.mode === "full" || request.mode === "delta")) {
          return { run: await joinActive(tx, orgId, active.runId), joined: true };
        }
        const waiting = await firstRun(
          tx,
          and(eq(syncRun.orgId, orgId), eq(syncRun.state, "queued")),
        );
        if (waiting)
          return { run: await joinWaiting(tx, orgId, waiting, request.mode), joined: true };
        const [run] = await tx
          .insert(syncRun)
          .values({
            orgId,
            runId: randomUUID(),
            mode: request.mode,
            trigger: request.trigger,
            requestedBy: request.requestedBy,
            requestedAt: request.at,
            state: "queued",
            phase: request.mode === "full" ? "plan" : "changes",
          })
          .returning();
        if (!run) throw new Error("A new run was not stored");
        await notifyChange(tx, { orgId, topic: "status" });
        return { run, joined: false };
      }),

    claim: (fence, at) =>
      db.transaction(async (tx) => {
        await holdFence(tx, fence, "sync");
        const active = await firstRun(tx, and(eq(syncRun.orgId, fence.orgId), underWay));
        if (active) {
          const isDue =
            active.retryAt === null || active.retryAt.epochMilliseconds <= at.epochMilliseconds;
          if (!isDue) return null;
          return patchRun(tx, fence.orgId, active.runId, {
            state: "running",
            retryAt: null,
            resumed: active.resumed + 1,
          });
        }
        const waiting = await firstRun(
          tx,
          and(eq(syncRun.orgId, fence.orgId), eq(syncRun.state, "queued")),
        );
        if (!waiting) return null;
        return patchRun(tx, fence.orgId, waiting.runId, { state: "running", startedAt: at });
      }),

    recordFailure: (fence, runId, failure) =>
      db.transaction(async (tx) => {
        await holdFence(tx, fence, "sync");
        await tx
          .update(syncRun)
          .set({
            state: failure.retryAt ? "interrupted" : "failed",
            retryAt: failure.retryAt,
            finishedAt: failure.retryAt ? null : failure.at,
            errorCode: failure.code,
            errorMessage: failure.message,
            attempts: sql`${syncRun.attempts} + 1`,
          })
          // A run that closed in a transaction whose reply was lost stays closed.
          .where(and(eq(syncRun.orgId, fence.orgId), eq(syncRun.runId, runId), underWay));
        // Nobody goes on with it; what it has seen is of no more use.
        if (failure.retryAt === null) {
          await tx
            .delete(syncSeen)
            .where(and(eq(syncSeen.orgId, fence.orgId), eq(syncSeen.runId, runId)));
        }
        await notifyChange(tx, { orgId: fence.orgId, topic: "status" });
      }),

    byId: (orgId, runId) => firstRun(db, and(eq(syncRun.orgId, orgId), eq(syncRun.runId, runId))),

    recent: (orgId, limit) =>
      db
        .select()
        .from(syncRun)
        .where(eq(syncRun.orgId, orgId))
        .orderBy(desc(syncRun.requestedAt))
        .limit(limit),

    async orgsWithWork(at) {
      const rows = await db
        .selectDistinct({ orgId: syncRun.orgId })
        .from(syncRun)
        .where(
          and(
            inArray(syncRun.state, ["queued", "running", "interrupted"]),
            or(isNull(syncRun.retryAt), lte(syncRun.retryAt, at)),
          ),
        );
      return rows.map((row) => row.orgId);
    },
  };
}

async function firstRun(
  db: Pick<Database, "select">,
  where: Parameters<ReturnType<ReturnType<Database["select"]>["from"]>["where"]>[0],
): Promise<SyncRunRecord | null> {
  const rows = await db
    .select()
    .from(syncRun)
    .where(where)
    .orderBy(asc(syncRun.requestedAt))
    .limit(1);
  return rows[0] ?? null;
}

/** The active run makes one more pass before it closes, and stops waiting for its next try. */
async function joinActive(tx: Transaction, orgId: string, runId: string): Promise<SyncRunRecord> {
  return patchRun(tx, orgId, runId, { againRequested: true, retryAt: null });
}

/** A waiting delta that somebody wants in full becomes a full run; nothing of it has been done yet. */
async function joinWaiting(
  tx: Transaction,
  orgId: string,
  waiting: SyncRunRecord,
  mode: SyncRunRecord["mode"],
): Promise<SyncRunRecord> {
  if (waiting.mode === "full" || mode === "delta") return waiting;
  return patchRun(tx, orgId, waiting.runId, { mode: "full", phase: "plan" });
}

async function patchRun(
  tx: Transaction,
  orgId: string,
  runId: string,
  change: Parameters<ReturnType<Transaction["update"]>["set"]>[0],
): Promise<SyncRunRecord> {
  const [run] = await tx
    .update(syncRun)
    .set(change as Partial<typeof syncRun.$inferInsert>)
    .where(and(eq(syncRun.orgId, orgId), eq(syncRun.runId, runId)))
    .returning();
  if (!run) throw new Error(`Run ${runId} is not in the log`);
  await notifyChange(tx, { orgId, topic: "status" });
  return run;
}
