import { compareIds } from "./crm-id.ts";
import { type KeyRange, sideOf, wholeRange } from "./key-range.ts";
import type { CrmId, StoredRecord } from "./model.ts";
import type { OrderedIndex } from "./ordered-index.ts";
import { type RecordStore, secondsOf, type TimeField } from "./record-store.ts";

export type Compare = (a: StoredRecord, b: StoredRecord) => number;

export type SortKey = "id" | TimeField;

/** Where matching records can lie at most; the filter still decides. */
export type Bounds = Record<SortKey, KeyRange> & { ids: ReadonlySet<CrmId> | null };

export const noBounds: Bounds = {
  id: wholeRange,
  Modified_Time: wholeRange,
  Created_Time: wholeRange,
  ids: null,
};

export type Order =
  /** By one indexed key, ties by ascending or descending id alike. */
  { kind: "key"; key: SortKey; descending: boolean } | { kind: "compare"; compare: Compare };

export type Selection = {
  filter: (record: StoredRecord) => boolean;
  bounds: Bounds;
  order: Order;
  skip: number;
  take: number;
};

/** A range this many times smaller than the ordered one is worth collecting and sorting. */
const WORTH_SORTING = 20;

/**
 * Reads a page of records in order. Walks the index of the order when it can; collects and sorts
 * when another index leaves far fewer candidates or none has the order.
 */
export function selectRecords(store: RecordStore, selection: Selection): StoredRecord[] {
  const { filter, bounds, order, skip, take } = selection;
  if (bounds.ids === null && order.kind === "key") {
    const own = countInRange(store, order.key, bounds[order.key]);
    const best = smallestRange(store, bounds);
    if (best.count * WORTH_SORTING > own) {
      return page(walk(store, order.key, bounds[order.key], order.descending), filter, skip, take);
    }
  }
  return firstOf(candidatesOf(store, bounds), filter, compareOf(order), skip + take).slice(skip);
}

/** The first `count` matches in an order, holding no more than a few times as many. */
function firstOf(
  candidates: Iterable<StoredRecord>,
  filter: (record: StoredRecord) => boolean,
  compare: Compare,
  count: number,
): StoredRecord[] {
  let held: StoredRecord[] = [];
  for (const record of candidates) {
    if (!filter(record)) continue;
    held.push(record);
    if (held.length > 4 * count + 1_000) held = held.sort(compare).slice(0, count);
  }
  return held.sort(compare).slice(0, count);
}

/** Every record inside the bounds, in no particular order and not yet filtered. */
export function candidatesOf(store: RecordStore, bounds: Bounds): Iterable<StoredRecord> {
  if (bounds.ids !== null) {
    return [...bounds.ids].map((id) => store.get(id)).filter((record) => record !== null);
  }
  const best = smallestRange(store, bounds);
  const range = bounds[best.key];
  if (range.low === null && range.high === null) return store.values();
  return walk(store, best.key, range, false);
}

/** How many records lie in a range of one index; exact. */
export function countInRange(store: RecordStore, key: SortKey, range: KeyRange): number {
  if (range.low === null && range.high === null) return store.size;
  const index = indexOf(store, key);
  const field = timeFieldOf(key);
  const low = range.low === null ? 0 : index.rank(sideOf(range.low, field));
  const high = range.high === null ? index.size : index.rank(sideOf(range.high, field));
  return Math.max(0, high - low);
}

export function* walk(
  store: RecordStore,
  key: SortKey,
  range: KeyRange,
  descending: boolean,
): Generator<StoredRecord> {
  const index = indexOf(store, key);
  const field = timeFieldOf(key);
  const low = range.low === null ? () => 1 : sideOf(range.low, field);
  const high = range.high === null ? () => -1 : sideOf(range.high, field);
  if (descending) {
    for (const record of index.before(high)) {
      if (low(record) < 0) return;
      yield record;
    }
  } else {
    for (const record of index.from(low)) {
      if (high(record) >= 0) return;
      yield record;
    }
  }
}

export function compareByKey(key: SortKey, descending: boolean): Compare {
  const ascending: Compare =
    key === "id"
      ? (a, b) => compareIds(a.id, b.id)
      : (a, b) => secondsOf(a, key) - secondsOf(b, key) || compareIds(a.id, b.id);
  return descending ? (a, b) => ascending(b, a) : ascending;
}

function compareOf(order: Order): Compare {
  return order.kind === "compare" ? order.compare : compareByKey(order.key, order.descending);
}

function smallestRange(store: RecordStore, bounds: Bounds): { key: SortKey; count: number } {
  let best: { key: SortKey; count: number } = {
    key: "id",
    count: countInRange(store, "id", bounds.id),
  };
  for (const key of ["Modified_Time", "Created_Time"] as const) {
    const range = bounds[key];
    if (range.low === null && range.high === null) continue;
    const count = countInRange(store, key, range);
    if (count < best.count) best = { key, count };
  }
  return best;
}

function page(
  records: Iterable<StoredRecord>,
  filter: (record: StoredRecord) => boolean,
  skip: number,
  take: number,
): StoredRecord[] {
  const taken: StoredRecord[] = [];
  let toSkip = skip;
  for (const record of records) {
    if (!filter(record)) continue;
    if (toSkip > 0) toSkip--;
    else taken.push(record);
    if (taken.length >= take) break;
  }
  return taken;
}

function indexOf(store: RecordStore, key: SortKey): OrderedIndex<StoredRecord> {
  return key === "id" ? store.idOrder() : store.timeOrder(key);
}

function timeFieldOf(key: SortKey): TimeField | null {
  return key === "id" ? null : key;
}
