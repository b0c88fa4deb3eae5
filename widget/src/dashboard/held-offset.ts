import type { Deal } from "@pulse/shared/deal/deal";

/**
 * The scroll offset that leaves the first visible deal where it is.
 * If that deal is gone, the next one that is still there is held instead.
 *
 * @param offset pixels scrolled in the old list
 */
export function heldOffset(
  before: readonly Pick<Deal, "record_id">[],
  after: readonly Pick<Deal, "record_id">[],
  offset: number,
  rowHeight: number,
): number {
  if (offset <= 0) return offset;
  const first = Math.floor(offset / rowHeight);
  const places = new Map(after.map((deal, index) => [deal.record_id, index]));
  for (let index = first; index < before.length; index += 1) {
    const place = places.get(before[index]?.record_id ?? "");
    if (place !== undefined) return offset + (place - index) * rowHeight;
  }
  return offset;
}
