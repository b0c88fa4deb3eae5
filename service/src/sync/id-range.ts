/** A slice of the id space: ids greater than `afterId`, up to and including `untilId`. */
export type IdRange = { afterId: string; untilId: string };

/** The one range that holds both ids and everything between them. */
export function rangeOver(lowestId: string, highestId: string): IdRange {
  return { afterId: (BigInt(lowestId) - 1n).toString(), untilId: highestId };
}

/**
 * Cuts a range into two halves that together hold the same ids, each of them once.
 *
 * Ids are not spread evenly, so a half may turn out empty or nearly all of it; a full page in a half
 * leads to the next cut, and the cost stays below twice the pages that are needed.
 *
 * @returns null when the range holds fewer than two ids
 */
export function splitRange(range: IdRange): [IdRange, IdRange] | null {
  const after = BigInt(range.afterId);
  const until = BigInt(range.untilId);
  if (until - after < 2n) return null;
  const middle = ((after + until) / 2n).toString();
  return [
    { afterId: range.afterId, untilId: middle },
    { afterId: middle, untilId: range.untilId },
  ];
}

/** Ids are compared as numbers: text order would put "9" after "10". */
export function compareIds(a: string, b: string): number {
  const left = BigInt(a);
  const right = BigInt(b);
  return left < right ? -1 : left > right ? 1 : 0;
}
