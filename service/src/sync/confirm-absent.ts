import type { SyncMode } from "@pulse/shared/sync/sync-run";
import type { Temporal } from "temporal-polyfill";
import type { CrmDeals } from "./crm-deals.ts";
import type { Fence, SyncStore } from "./sync-store.ts";

/** Ids one call can look up. */
const BATCH = 100;

export type SuspectedAbsence = {
  id: string;
  kind: "recycled" | "permanent" | "hidden";
  deletedAt: Temporal.Instant | null;
};

/**
 * Asks the CRM for deals that seem to be gone. Those it does not show become tombstones; those it
 * does show are live rows like any other: a delete and a restore within one second look alike in
 * the deleted list, so a notice alone is never believed.
 *
 * Source: sync rule S.1, step 4
 */
export async function confirmAbsent(
  { crm, store }: { crm: CrmDeals; store: SyncStore },
  fence: Fence,
  run: { runId: string; source: SyncMode },
  suspects: SuspectedAbsence[],
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < suspects.length; from += BATCH) {
    const batch = suspects.slice(from, from + BATCH);
    const seq = await store.nextSeq();
    const callsBefore = crm.calls();
    const found = await crm.byIds(
      batch.map((suspect) => suspect.id),
      signal,
    );
    const foundIds = new Set(
      found.map((record) => (record.kind === "mapped" ? record.deal.id : record.recordId)),
    );
    const absent = batch.filter((suspect) => !foundIds.has(suspect.id));
    await store.transaction(fence, async (tx) => {
      const counts = await tx.applyRecords(found, { seq, source: run.source });
      const deleted = await tx.applyAbsences(absent, { seq, source: run.source });
      await tx.addToRun(run.runId, { ...counts, deleted }, crm.calls() - callsBefore);
    });
  }
}
