import type { CrmId } from "../crm/model.ts";
import { type Day, SECONDS_PER_DAY } from "./calendar.ts";

/**
 * A record's id tells its module, its index and the second of its creation:
 *
 *   5725767 · twelve digits: (seconds since the organisation began) × 1000 + place in that second
 *
 * Ids therefore rise with creation, leave wide gaps, are unique across modules, and lead back to
 * the index without a table. The second of the day comes from the index alone: two records meet in
 * one second only if their indexes are a multiple of SLOTS apart, and then their places differ.
 */
const ORG_PREFIX = "5725767";
/** Below the records' prefix, so that visits of later days, with ids of the sequence, come after. */
const VISIT_PREFIX = "57256";

/** Seconds of a day in which somebody somewhere is at work: 01:00 to 23:00 UTC. */
const SLOTS = 79_200;
const FIRST_SLOT_S = 3_600;
/** Coprime to SLOTS, so that multiplying by it visits every slot once. */
const STRIDE = 48_271;
const STRIDE_INVERSE = inverseOf(STRIDE, SLOTS);

const PLACES = {
  Deals: { first: 0, count: 600 },
  Accounts: { first: 600, count: 200 },
  Contacts: { first: 800, count: 200 },
} as const;
/** Coprime to both counts above. */
const PLACE_STRIDE = 7;

export type RecordModule = keyof typeof PLACES;

/** The organisation began this many days before today; its first records came later. */
export const ORG_AGE_DAYS = 1900;

export function settingId(group: number, position: number): CrmId {
  return ORG_PREFIX + String(group * 100_000 + position * 3 + 1).padStart(12, "0");
}

/** Seconds into the UTC day at which the record with this index is created. */
export function creationSecond(index: number): number {
  return FIRST_SLOT_S + (((index % SLOTS) * STRIDE) % SLOTS);
}

/** The id's last twelve digits as a number; sorts as the ids do. */
export function recordTail(
  module: RecordModule,
  index: number,
  createdDay: Day,
  orgStart: Day,
): number {
  const { first, count } = PLACES[module];
  const round = Math.floor(index / SLOTS);
  if (round >= count) throw new RangeError(`${module} cannot hold a record number ${index}`);
  const second = creationSecond(index);
  const place = (round * PLACE_STRIDE + second) % count;
  return ((createdDay - orgStart) * SECONDS_PER_DAY + second) * 1000 + first + place;
}

export function recordIdOfTail(tail: number): CrmId {
  return ORG_PREFIX + String(tail).padStart(12, "0");
}

/** @returns null when the text cannot be the id of a generated record */
export function tailOfRecordId(id: CrmId): number | null {
  if (id.length !== 19 || !id.startsWith(ORG_PREFIX)) return null;
  const tail = Number(id.slice(ORG_PREFIX.length));
  return Number.isInteger(tail) ? tail : null;
}

/** @returns null when no record of the module can have this tail */
export function indexOfTail(module: RecordModule, tail: number): number | null {
  const { first, count } = PLACES[module];
  const place = (tail % 1000) - first;
  const second = Math.floor(tail / 1000) % SECONDS_PER_DAY;
  const slot = second - FIRST_SLOT_S;
  if (place < 0 || place >= count || slot < 0 || slot >= SLOTS) return null;
  for (let round = 0; round < count; round++) {
    if ((round * PLACE_STRIDE + second) % count === place) {
      return round * SLOTS + ((slot * STRIDE_INVERSE) % SLOTS);
    }
  }
  return null;
}

/** Ids of stage visits: the deal's twelve digits, then the number of the visit. */
export function visitId(dealTail: number, visit: number): CrmId {
  return VISIT_PREFIX + String(dealTail).padStart(12, "0") + String(visit).padStart(2, "0");
}

function inverseOf(value: number, modulus: number): number {
  for (let candidate = 1; candidate < modulus; candidate++) {
    if ((value * candidate) % modulus === 1) return candidate;
  }
  throw new Error(`${value} has no inverse modulo ${modulus}`);
}
