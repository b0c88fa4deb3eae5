import type { Temporal } from "temporal-polyfill";
import type { CrmDeals } from "./crm-deals.ts";
import { refetch } from "./refetch.ts";
import type { Fence, SyncStore } from "./sync-store.ts";

/** More than this share of the mirror gone at once is a fault of the reading until somebody says otherwise. */
const MAX_SHARE = 0.02;
const ALWAYS_ALLOWED = 50;

export class SweepRefused extends Error {
  readonly code = "SWEEP_REFUSED";
  constructor(missing: number, live: number) {
    super(
      `${missing} of ${live} mirrored deals were not in the full read. Nothing was removed: ` +
        "check that the connected CRM user may still see all deals, then run a full sync again.",
    );
  }
}

/**
 * After every range of a full run has closed: deals that the run did not see are looked up one by
 * one, and become tombstones only when the CRM does not show them either.
 *
 * @throws SweepRefused when suspiciously many are missing
 * Source: sync rule S.2, step 6
 */
export async function sweepUnseen(
  ports: { crm: CrmDeals; store: SyncStore },
  fence: Fence,
  run: { runId: string; createdBefore: Temporal.Instant },
  signal: AbortSignal,
): Promise<void> {
  const unseen = await ports.store.unseenDeals(fence.orgId, run.runId, run.createdBefore);
  if (unseen.length === 0) return;
  const live = await ports.store.countLiveDeals(fence.orgId);
  if (unseen.length > Math.max(ALWAYS_ALLOWED, live * MAX_SHARE)) {
    throw new SweepRefused(unseen.length, live);
  }
  const { deleted } = await ports.crm.deletedSince(null, signal);
  const inFeed = new Map(deleted.map((entry) => [entry.id, entry]));
  await refetch(
    ports,
    fence,
    unseen.map((id) => inFeed.get(id) ?? { id, kind: "hidden" as const, deletedAt: null }),
    "full",
    (tx, batch) => tx.addToRun(run.runId, batch.counts, batch.calls),
    signal,
  );
}
