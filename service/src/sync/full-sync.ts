import { Temporal } from "temporal-polyfill";
import type { CrmDeals } from "./crm-deals.ts";
import { rangeOver, splitRange } from "./id-range.ts";
import { sweepUnseen } from "./sweep.ts";
import { noCounts, type SyncRunRecord } from "./sync-run-record.ts";
import type { Fence, NumberedRange, SyncStore } from "./sync-store.ts";
import { watermarkAfterFull } from "./watermark.ts";

export type FullSyncPorts = {
  crm: CrmDeals;
  store: SyncStore;
  now(): Temporal.Instant;
  /** Ranges read side by side. */
  width: number;
};

/**
 * Reads every deal once, by slices of the id space that are read side by side, then looks for deals
 * that are gone, then moves the watermark.
 *
 * Invariant: rows, the place in their range and the counts commit together, so that a run which dies
 * anywhere is resumed by calling this again with the run as stored. Deltas and notifications may work
 * beside it; the gate keeps whichever state is newer.
 *
 * @throws whatever a port throws; nothing needs undoing
 * Source: sync rule S.2
 */
export async function runFullSync(
  ports: FullSyncPorts,
  fence: Fence,
  run: SyncRunRecord,
  signal: AbortSignal,
): Promise<void> {
  let { phase } = run;
  let servedFrom = run.servedFrom;
  if (phase === "plan") {
    servedFrom = await planRanges(ports, fence, run, signal);
    phase = "ranges";
  }
  if (servedFrom === null) throw new Error(`Run ${run.runId} passed its plan without a CRM time`);
  if (phase === "ranges") {
    await readRanges(ports, fence, run, signal);
    await ports.store.transaction(fence, (tx) => tx.updateRun(run.runId, { phase: "sweep" }));
    phase = "sweep";
  }
  if (phase === "sweep") {
    await sweepUnseen(ports, fence, { runId: run.runId, createdBefore: servedFrom }, signal);
    await finishFullPass(ports, fence, run.runId, servedFrom);
  }
}

async function planRanges(
  { crm, store, now }: FullSyncPorts,
  fence: Fence,
  run: SyncRunRecord,
  signal: AbortSignal,
): Promise<Temporal.Instant> {
  const servedFromHere = now();
  const callsBefore = crm.calls();
  const { count, servedAt } = await crm.count(signal);
  const bounds = await crm.idBounds(signal);
  // Without the CRM's time the run can still be complete; the watermark then waits for the first delta.
  const servedFrom = servedAt ?? Temporal.Instant.fromEpochMilliseconds(0);
  await store.transaction(fence, async (tx) => {
    await tx.updateRun(run.runId, { phase: "ranges", servedFrom, servedFromHere, expected: count });
    await tx.addToRun(run.runId, noCounts, crm.calls() - callsBefore);
    if (bounds) {
      const whole = rangeOver(bounds.lowest, bounds.highest);
      await tx.putRange(run.runId, { ...whole, rangeNo: 1, isDone: false });
    }
  });
  return servedFrom;
}

/** Works through all open ranges, `width` at a time; a full page with an idle neighbour is cut in two. */
async function readRanges(
  ports: FullSyncPorts,
  fence: Fence,
  run: SyncRunRecord,
  signal: AbortSignal,
): Promise<void> {
  const waiting = await ports.store.openRanges(fence.orgId, run.runId);
  let lastNo = await ports.store.highestRangeNo(fence.orgId, run.runId);
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);

  const start = (range: NumberedRange) => {
    const work = readPage(
      ports,
      fence,
      run.runId,
      range,
      () => {
        const idle = ports.width - underWay.size - waiting.length;
        return idle > 0 ? ++lastNo : null;
      },
      either,
    ).then((left) => {
      waiting.push(...left);
    });
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  try {
    while (waiting.length > 0 || underWay.size > 0) {
      while (underWay.size < ports.width) {
        const next = waiting.shift();
        if (!next) break;
        start(next);
      }
      await Promise.race(underWay);
      signal.throwIfAborted();
    }
  } catch (error) {
    // The others must have stopped writing before the failure is recorded.
    stop.abort(error);
    await Promise.allSettled(underWay);
    throw error;
  }
}

/** Reads and stores one page of a range; what is left of it comes back as one range, or as two. */
async function readPage(
  { crm, store }: FullSyncPorts,
  fence: Fence,
  runId: string,
  range: NumberedRange,
  numberForSplit: () => number | null,
  signal: AbortSignal,
): Promise<NumberedRange[]> {
  const seq = await store.nextSeq();
  const callsBefore = crm.calls();
  const page = await crm.inIdRange({ ...range, limit: crm.maxRows }, signal);
  if (page.more && page.lastId === null) {
    throw new Error(`The CRM promised more deals after ${range.afterId} but sent none`);
  }

  const left: NumberedRange[] = [];
  if (page.more && page.lastId !== null) {
    const rest = { afterId: page.lastId, untilId: range.untilId };
    const halves = splitRange(rest);
    const extraNo = halves ? numberForSplit() : null;
    if (halves && extraNo !== null) {
      left.push({ ...halves[0], rangeNo: range.rangeNo }, { ...halves[1], rangeNo: extraNo });
    } else {
      left.push({ ...rest, rangeNo: range.rangeNo });
    }
  }

  signal.throwIfAborted();
  await store.transaction(fence, async (tx) => {
    const counts = await tx.applyRecords(page.records, { seq, source: "full" });
    await tx.markSeen(runId, idsOf(page.records));
    if (left.length === 0) await tx.putRange(runId, { ...range, isDone: true });
    for (const rest of left) await tx.putRange(runId, { ...rest, isDone: false });
    await tx.addToRun(runId, counts, crm.calls() - callsBefore);
  });
  return left;
}

function idsOf(
  records: { kind: string; deal?: { id: string }; recordId?: string | null }[],
): string[] {
  return records.flatMap((record) => record.deal?.id ?? record.recordId ?? []);
}

async function finishFullPass(
  { store }: FullSyncPorts,
  fence: Fence,
  runId: string,
  servedFrom: Temporal.Instant,
): Promise<void> {
  const mark = await store.stream(fence.orgId, "deals");
  await store.transaction(fence, async (tx) => {
    await tx.moveStream("deals", {
      ...mark,
      watermark: watermarkAfterFull(mark.watermark, servedFrom),
    });
    await tx.forgetSeen(runId);
    // What changed while the ranges were read is caught up by a delta pass of the same run.
    await tx.updateRun(runId, { phase: "changes", servedFrom: null, servedFromHere: null });
  });
}
