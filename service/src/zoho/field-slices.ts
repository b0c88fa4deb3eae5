import type { RawRecord } from "./zoho-client.ts";

/** What proves that two pieces of a record were read from the same state of it. */
const VERSION = "Modified_Time";

/**
 * Cuts a list of fields so that each slice fits one call. Every slice carries Modified_Time, by
 * which the pieces of a record are known to belong together. `id` needs no place: it always comes.
 */
export function sliceFields(fields: readonly string[], maxFields: number): string[][] {
  const wanted = [...new Set(fields)].filter((field) => field !== "id");
  if (wanted.length <= maxFields) return [wanted];
  const rest = wanted.filter((field) => field !== VERSION);
  const size = maxFields - 1;
  return Array.from({ length: Math.ceil(rest.length / size) }, (_, index) => [
    ...rest.slice(index * size, (index + 1) * size),
    VERSION,
  ]);
}

/**
 * Puts the pieces of each record together by id, never by position.
 *
 * @param first the first slice's records; they set the order
 * @param others the other slices', in any order
 * @returns `torn`: ids of records whose pieces are missing or were read before and after a change
 */
export function joinSlices(
  first: readonly RawRecord[],
  others: readonly (readonly RawRecord[])[],
): { joined: Map<string, RawRecord>; torn: string[] } {
  const byId = others.map((slice) => new Map(slice.map((record) => [record.id, record])));
  const joined = new Map<string, RawRecord>();
  const torn: string[] = [];
  for (const record of first) {
    const pieces = byId.map((slice) => slice.get(record.id));
    if (pieces.every((piece) => piece !== undefined && piece[VERSION] === record[VERSION])) {
      joined.set(record.id, Object.assign({}, record, ...pieces));
    } else {
      torn.push(record.id);
    }
  }
  return { joined, torn };
}
