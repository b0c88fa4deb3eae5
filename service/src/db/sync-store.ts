import { and, eq, gt, isNull, lt, max, sql } from "drizzle-orm";
import { type Fence, LeaseLost, type SyncStore, type SyncTransaction } from "../sync/sync-store.ts";
import { notifyChange } from "./data-version.ts";
import { type Database, rowsOf, type Transaction } from "./database.ts";
import { applyAbsences, applyRecords } from "./gate-writer.ts";
import { isOneOf, jsonRows, textRows } from "./json-rows.ts";
import { deal } from "./tables/deal.ts";
import { lease } from "./tables/org.ts";
import { syncRange, syncRun, syncSeen, syncStream } from "./tables/sync.ts";

export function createSyncStore(db: Database, leaseName = "sync"): SyncStore {
  return {
    transaction: (fence, work) =>
      db.transaction(async (tx) => {
        await holdFence(tx, fence, leaseName);
        return work(syncTransaction(tx, fence.orgId));
      }),

    async nextSeq() {
      const rows = await rowsOf<{ seq: string | number }>(
        db,
        sql`select nextval('read_seq') as seq`,
      );
      const seq = rows[0]?.seq;
      if (seq === undefined) throw new Error("The sequence read_seq gave no number");
      return Number(seq);
    },

    async stream(orgId, stream) {
      const rows = await db
        .select({
          watermark: syncStream.watermark,
          asOf: syncStream.asOf,
          asOfHere: syncStream.asOfHere,
        })
        .from(syncStream)
        .where(and(eq(syncStream.orgId, orgId), eq(syncStream.stream, stream)));
      return rows[0] ?? { watermark: null, asOf: null, asOfHere: null };
    },

    openRanges: (orgId, runId) =>
      db
        .select({
          rangeNo: syncRange.rangeNo,
          afterId: syncRange.afterId,
          untilId: syncRange.untilId,
        })
        .from(syncRange)
        .where(
          and(eq(syncRange.orgId, orgId), eq(syncRange.runId, runId), eq(syncRange.isDone, false)),
        )
        .orderBy(syncRange.rangeNo),

    async highestRangeNo(orgId, runId) {
      const rows = await db
        .select({ highest: max(syncRange.rangeNo) })
        .from(syncRange)
        .where(and(eq(syncRange.orgId, orgId), eq(syncRange.runId, runId)));
      return rows[0]?.highest ?? 0;
    },

    async unseenDeals(orgId, runId, createdBefore) {
      // Just filled, so the planner would take it for empty; the embedded database never looks by itself.
      await db.execute(sql`analyze deal, sync_seen`);
      const rows = await db
        .select({ dealId: deal.dealId })
        .from(deal)
        .leftJoin(
          syncSeen,
          and(
            eq(syncSeen.orgId, deal.orgId),
            eq(syncSeen.runId, runId),
            eq(syncSeen.dealId, deal.dealId),
          ),
        )
        .where(
          and(
            eq(deal.orgId, orgId),
            isNull(deal.deletedAt),
            isNull(syncSeen.dealId),
            lt(deal.createdAt, createdBefore),
          ),
        )
        .orderBy(deal.dealId);
      return rows.map((row) => row.dealId);
    },

    countLiveDeals: (orgId) => db.$count(deal, and(eq(deal.orgId, orgId), isNull(deal.deletedAt))),

    async liveAmong(orgId, dealIds) {
      if (dealIds.length === 0) return [];
      const rows = await db
        .select({ dealId: deal.dealId })
        .from(deal)
        .where(and(eq(deal.orgId, orgId), isNull(deal.deletedAt), isOneOf(deal.dealId, dealIds)));
      return rows.map((row) => row.dealId);
    },
  };
}

/** Proves that the holder still leads, and keeps it so until this transaction ends. */
export async function holdFence(tx: Transaction, fence: Fence, leaseName: string): Promise<void> {
  const rows = await tx
    .select({ epoch: lease.epoch })
    .from(lease)
    .where(
      and(
        eq(lease.orgId, fence.orgId),
        eq(lease.name, leaseName),
        eq(lease.holder, fence.holder),
        eq(lease.epoch, fence.epoch),
        gt(lease.expiresAt, sql`now()`),
      ),
    )
    .for("share");
  if (rows.length === 0) throw new LeaseLost(fence.orgId);
}

function syncTransaction(tx: Transaction, orgId: string): SyncTransaction {
  const thisRun = (runId: string) => and(eq(syncRun.orgId, orgId), eq(syncRun.runId, runId));
  return {
    applyRecords: (records, read) => applyRecords(tx, orgId, records, read),
    applyAbsences: (absent, read) => applyAbsences(tx, orgId, absent, read),

    async applyAccounts(accounts) {
      if (accounts.length === 0) return;
      const rows = accounts.map((account) => ({
        account_id: account.id,
        name: account.name,
        modified_at: account.modifiedAt?.toString() ?? null,
      }));
      await tx.execute(sql`
        insert into crm_account as held (org_id, account_id, name, modified_at)
        select distinct on (x.account_id) ${orgId}, x.account_id, x.name, x.modified_at
        from jsonb_to_recordset(${jsonRows(rows)}) as x(account_id text, name text, modified_at timestamptz)
        order by x.account_id, x.modified_at desc nulls last
        on conflict (org_id, account_id) do update set name = excluded.name, modified_at = excluded.modified_at
        where (held.name, held.modified_at) is distinct from (excluded.name, excluded.modified_at)
          and (held.modified_at is null or excluded.modified_at >= held.modified_at)`);
    },

    async markSeen(runId, dealIds) {
      await tx.execute(sql`
        insert into sync_seen (org_id, run_id, deal_id)
        select ${orgId}, ${runId}, value from ${textRows(dealIds)} as value
        on conflict do nothing`);
    },

    async putRange(runId, range) {
      await tx
        .insert(syncRange)
        .values({ orgId, runId, ...range })
        .onConflictDoUpdate({
          target: [syncRange.orgId, syncRange.runId, syncRange.rangeNo],
          set: { afterId: range.afterId, untilId: range.untilId, isDone: range.isDone },
        });
    },

    async updateRun(runId, change) {
      await tx.update(syncRun).set(change).where(thisRun(runId));
      await notifyChange(tx, { orgId, topic: "status" });
    },

    async addToRun(runId, counts, calls) {
      await tx
        .update(syncRun)
        .set({
          read: sql`${syncRun.read} + ${counts.read}`,
          applied: sql`${syncRun.applied} + ${counts.applied}`,
          unchanged: sql`${syncRun.unchanged} + ${counts.unchanged}`,
          older: sql`${syncRun.older} + ${counts.older}`,
          rejected: sql`${syncRun.rejected} + ${counts.rejected}`,
          deleted: sql`${syncRun.deleted} + ${counts.deleted}`,
          calls: sql`${syncRun.calls} + ${calls}`,
          attempts: 0,
        })
        .where(thisRun(runId));
      await notifyChange(tx, { orgId, topic: "status" });
    },

    async moveStream(stream, mark) {
      await tx
        .insert(syncStream)
        .values({ orgId, stream, ...mark })
        .onConflictDoUpdate({
          target: [syncStream.orgId, syncStream.stream],
          // A mark moves forward only, whatever the caller believes.
          set: {
            watermark: sql`greatest(${syncStream.watermark}, excluded.watermark)`,
            asOf: sql`greatest(${syncStream.asOf}, excluded.as_of)`,
            asOfHere: sql`greatest(${syncStream.asOfHere}, excluded.as_of_here)`,
          },
        });
    },

    async closeRun(runId, at) {
      const closed = await tx
        .update(syncRun)
        .set({
          state: sql`case when ${syncRun.rejected} > 0 then 'completed_with_errors' else 'succeeded' end`,
          phase: "closed",
          finishedAt: at,
          errorCode: null,
          errorMessage: null,
        })
        .where(and(thisRun(runId), eq(syncRun.againRequested, false)))
        .returning({ runId: syncRun.runId });
      if (closed.length === 0) {
        await tx
          .update(syncRun)
          .set({
            againRequested: false,
            servedFrom: null,
            servedFromHere: null,
            cursorModifiedAt: null,
            cursorId: null,
            newestModifiedAt: null,
          })
          .where(thisRun(runId));
      }
      await notifyChange(tx, { orgId, topic: "status" });
      return closed.length > 0;
    },

    async forgetSeen(runId) {
      await tx.delete(syncSeen).where(and(eq(syncSeen.orgId, orgId), eq(syncSeen.runId, runId)));
    },
  };
}
