import { compareIds } from "./crm-id.ts";
import type { CrmId, StoredRecord } from "./model.ts";
import { secondsOf, type TimeField } from "./record-store.ts";

/**
 * A place between two entries of an index ordered by (time, id): right before or right after the
 * key. Without an id it lies before or after everything of that second. The index by id alone uses
 * time 0 throughout.
 */
export type Place = { time: number; id: CrmId | null; after: boolean };

/** Everything between two places; null is the end of the index. */
export type KeyRange = { low: Place | null; high: Place | null };

export const wholeRange: KeyRange = { low: null, high: null };

export function comparePlaces(a: Place, b: Place): number {
  if (a.time !== b.time) return a.time - b.time;
  const edges = edgeOf(a) - edgeOf(b);
  if (edges !== 0 || a.id === null || b.id === null) return edges;
  return compareIds(a.id, b.id) || Number(a.after) - Number(b.after);
}

function edgeOf(place: Place): number {
  if (place.id !== null) return 0;
  return place.after ? 1 : -1;
}

/** For `OrderedIndex`: negative when the record lies before the place. */
export function sideOf(place: Place, field: TimeField | null): (record: StoredRecord) => number {
  return (record) => {
    const time = field === null ? 0 : secondsOf(record, field);
    if (time !== place.time) return time - place.time;
    if (place.id === null) return place.after ? -1 : 1;
    return compareIds(record.id, place.id) || (place.after ? -1 : 1);
  };
}

export function intersectRanges(a: KeyRange, b: KeyRange): KeyRange {
  return { low: later(a.low, b.low), high: earlier(a.high, b.high) };
}

/** The smallest range around both. */
export function hullOfRanges(a: KeyRange, b: KeyRange): KeyRange {
  return {
    low: a.low === null || b.low === null ? null : earlier(a.low, b.low),
    high: a.high === null || b.high === null ? null : later(a.high, b.high),
  };
}

/** Sharpens a time range with what is known of the ids inside it. */
export function withIds(range: KeyRange, ids: KeyRange): KeyRange {
  const { low, high } = range;
  return {
    low:
      low !== null && low.id === null && !low.after && ids.low !== null
        ? { time: low.time, id: ids.low.id, after: ids.low.after }
        : low,
    high:
      high !== null && high.id === null && high.after && ids.high !== null
        ? { time: high.time, id: ids.high.id, after: ids.high.after }
        : high,
  };
}

function later(a: Place | null, b: Place | null): Place | null {
  if (a === null || b === null) return a ?? b;
  return comparePlaces(a, b) >= 0 ? a : b;
}

function earlier(a: Place | null, b: Place | null): Place | null {
  if (a === null || b === null) return a ?? b;
  return comparePlaces(a, b) <= 0 ? a : b;
}
