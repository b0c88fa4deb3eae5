import { Temporal } from "temporal-polyfill";
import type { ChangeCursor, CrmDeals } from "./crm-deals.ts";
import { refetch } from "./refetch.ts";
import { noCounts, type SyncRunRecord } from "./sync-run-record.ts";
import type { Fence, StreamMark, SyncStore } from "./sync-store.ts";
import { later, watermarkAfterDelta, windowStart } from "./watermark.ts";

/** Deletions may be listed later than they happened. */
const DELETED_OVERLAP = Temporal.Duration.from({ minutes: 10 });

/** Small first: a quiet quarter of an hour then costs one credit instead of three. */
const FIRST_PAGE_ROWS = 200;

export type DeltaPorts = {
  crm: CrmDeals;
  store: SyncStore;
  now(): Temporal.Instant;
};

export type PassResult = { deals: StreamMark; deletedDeals: StreamMark };

/**
 * Reads what changed since the watermark, oldest first, and what was deleted.
 *
 * Invariants: the cursor moves only together with the rows it covers. A pass that is resumed keeps
 * the CRM time of its first start, so the watermark cannot jump over changes made before its early
 * pages were read. The marks it returns hold once the caller stores them while closing the run.
 *
 * @throws whatever a port throws; the next call resumes at the stored cursor
 * Source: sync rules S.3 and S.4
 */
export async function runDeltaPass(
  ports: DeltaPorts,
  fence: Fence,
  run: SyncRunRecord,
  signal: AbortSignal,
): Promise<PassResult> {
  const deals = await readChanges(ports, fence, run, signal);
  const deletedDeals = await readDeletions(ports, fence, run, deals.watermark, signal);
  return { deals, deletedDeals };
}

async function readChanges(
  { crm, store, now }: DeltaPorts,
  fence: Fence,
  run: SyncRunRecord,
  signal: AbortSignal,
): Promise<StreamMark> {
  const stored = await store.stream(fence.orgId, "deals");
  if (stored.watermark === null)
    throw new Error(`Run ${run.runId}: a delta needs a full sync first`);

  const resumed = run.cursorModifiedAt !== null;
  const from = windowStart(stored.watermark);
  let cursor: ChangeCursor = { modifiedAt: run.cursorModifiedAt ?? from, id: run.cursorId };
  let servedFrom = resumed ? run.servedFrom : null;
  const servedFromHere = (resumed ? run.servedFromHere : null) ?? now();
  let newest = resumed ? run.newestModifiedAt : null;
  let limit = Math.min(FIRST_PAGE_ROWS, crm.maxRows);

  for (let isFirst = !resumed; ; isFirst = false) {
    const seq = await store.nextSeq();
    const callsBefore = crm.calls();
    const page = await crm.changedAfter(cursor, limit, signal);
    if (isFirst) servedFrom = page.servedAt;
    if (page.lastChange) {
      cursor = page.lastChange;
      newest = newest === null ? cursor.modifiedAt : later(newest, cursor.modifiedAt);
    } else if (page.more) {
      throw new Error(`Run ${run.runId}: the CRM promised more changes but sent none`);
    }

    signal.throwIfAborted();
    await store.transaction(fence, async (tx) => {
      const counts = await tx.applyRecords(page.records, { seq, source: "delta" });
      await tx.updateRun(run.runId, {
        windowFrom: from,
        servedFrom,
        servedFromHere,
        cursorModifiedAt: cursor.modifiedAt,
        cursorId: cursor.id,
        newestModifiedAt: newest,
      });
      await tx.addToRun(run.runId, counts, crm.calls() - callsBefore);
    });
    if (!page.more) break;
    limit = crm.maxRows;
  }

  return {
    watermark: watermarkAfterDelta(stored.watermark, newest, servedFrom),
    asOf: servedFrom ?? newest ?? stored.asOf,
    asOfHere: servedFromHere,
  };
}

async function readDeletions(
  ports: DeltaPorts,
  fence: Fence,
  run: SyncRunRecord,
  dealsWatermark: Temporal.Instant | null,
  signal: AbortSignal,
): Promise<StreamMark> {
  const { crm, store, now } = ports;
  const stored = await store.stream(fence.orgId, "deleted_deals");
  const since = (stored.watermark ?? dealsWatermark)?.subtract(DELETED_OVERLAP) ?? null;
  const asOfHere = now();
  const callsBefore = crm.calls();
  const { deleted, servedAt } = await crm.deletedSince(since, signal);
  const calls = crm.calls() - callsBefore;
  await store.transaction(fence, (tx) => tx.addToRun(run.runId, noCounts, calls));

  // The overlap lists old deletions again and again; only those of deals we hold as live are news.
  const live = new Set(
    await store.liveAmong(
      fence.orgId,
      deleted.map((entry) => entry.id),
    ),
  );
  const news = deleted.filter((entry) => live.has(entry.id));
  await refetch(
    ports,
    fence,
    news,
    "delta",
    (tx, batch) => tx.addToRun(run.runId, batch.counts, batch.calls),
    signal,
  );
  const watermark = servedAt ?? stored.watermark;
  return { watermark, asOf: watermark, asOfHere };
}
