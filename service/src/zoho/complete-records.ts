import type { Temporal } from "temporal-polyfill";
import { callCost } from "./call-cost.ts";
import { joinSlices } from "./field-slices.ts";
import type { Transport } from "./transport.ts";
import { readRecords } from "./wire-records.ts";
import type { CallOptions, RawRecord, RecordSelection, Served } from "./zoho-client.ts";

/** Reads one slice of fields of some records. */
export type ReadSlice = (fields: string[], ids: string[]) => Promise<Served<RawRecord[]>>;

/**
 * Adds the other slices' fields to records of which the first slice is there. A record torn by an
 * edit between the calls is read again, whole; one that is gone by then is left out.
 */
export async function completeRecords(
  transport: Transport,
  request: RecordSelection & { records: RawRecord[]; otherSlices: string[][] },
  readSlice: ReadSlice,
  options: CallOptions,
): Promise<RawRecord[]> {
  const { records, otherSlices } = request;
  if (otherSlices.length === 0 || records.length === 0) return records;
  const ids = records.map((record) => record.id);
  const pieces = await Promise.all(otherSlices.map((fields) => readSlice(fields, ids)));
  const { joined, torn } = joinSlices(
    records,
    pieces.map((piece) => piece.value),
  );
  for (const id of torn) {
    const whole = await readWhole(transport, request, id, options);
    if (whole !== null) joined.set(id, whole);
  }
  return ids.flatMap((id) => joined.get(id) ?? []);
}

/** By id, every field comes in one reply. */
async function readWhole(
  { send }: Transport,
  { module, fields }: RecordSelection,
  id: string,
  options: CallOptions,
): Promise<RawRecord | null> {
  const reply = await send(
    {
      method: "GET",
      path: `/${module}/${id}`,
      weight: "light",
      credits: callCost.read,
      repeatable: true,
    },
    options,
  );
  const [record] = readRecords(reply).records;
  if (record === undefined) return null;
  return { ...Object.fromEntries(fields.map((field) => [field, record[field]])), id };
}

/** Calls for some ids each, side by side as far as the slots allow. */
export async function readInChunks(
  ids: readonly string[],
  size: number,
  read: (ids: string[]) => Promise<Served<RawRecord[]>>,
): Promise<Served<RawRecord[]>> {
  const chunks = Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );
  const parts = await Promise.all(chunks.map(read));
  return {
    value: parts.flatMap((part) => part.value),
    servedAt: earliest(parts.map((part) => part.servedAt)),
  };
}

/** Null as soon as one is not known: nothing later may be claimed. */
export function earliest(instants: (Temporal.Instant | null)[]): Temporal.Instant | null {
  let first: Temporal.Instant | null = null;
  for (const instant of instants) {
    if (instant === null) return null;
    if (first === null || instant.epochMilliseconds < first.epochMilliseconds) first = instant;
  }
  return first;
}
