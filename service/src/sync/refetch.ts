import type { Temporal } from "temporal-polyfill";
import type { CrmDeals } from "./crm-deals.ts";
import type { RunCounts } from "./sync-run-record.ts";
import type { Fence, ReadMark, SyncStore, SyncTransaction } from "./sync-store.ts";

/** Ids one call can look up. */
const BATCH = 100;

/** A deal to look up, with what is to be written down should the CRM not show it. */
export type Suspect = {
  id: string;
  kind: "recycled" | "permanent" | "hidden";
  deletedAt: Temporal.Instant | null;
};

/**
 * Asks the CRM for deals by id. Those it shows go through the gate; those it does not show become
 * tombstones. A notice that a deal is gone is never believed by itself: a delete and a restore within
 * one second look alike in the deleted list.
 *
 * @param alongside is written in the transaction of each batch, with what the batch did
 * Source: sync rule S.1, step 4
 */
export async function refetch(
  { crm, store }: { crm: CrmDeals; store: SyncStore },
  fence: Fence,
  suspects: Suspect[],
  source: ReadMark["source"],
  alongside: (
    tx: SyncTransaction,
    batch: { ids: string[]; counts: RunCounts; calls: number },
  ) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < suspects.length; from += BATCH) {
    const batch = suspects.slice(from, from + BATCH);
    const ids = batch.map((suspect) => suspect.id);
    const seq = await store.nextSeq();
    const callsBefore = crm.calls();
    const found = await crm.byIds(ids, signal);
    const foundIds = new Set(
      found.map((record) => (record.kind === "mapped" ? record.deal.id : record.recordId)),
    );
    const absent = batch.filter((suspect) => !foundIds.has(suspect.id));
    signal.throwIfAborted();
    await store.transaction(fence, async (tx) => {
      const counts = await tx.applyRecords(found, { seq, source });
      const deleted = await tx.applyAbsences(absent, { seq, source });
      await alongside(tx, {
        ids,
        counts: { ...counts, deleted },
        calls: crm.calls() - callsBefore,
      });
    });
  }
}
