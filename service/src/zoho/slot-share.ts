/** One replica's part in the calls that all of them may have open together. */
export type SlotHolder = {
  holder: string;
  held: number;
  wants: number;
  /** Since when it has held some, or waited for some; by one clock for all. */
  sinceMs: number;
};

/**
 * How many slots a replica may hold from now on. All that is free goes to whoever wants it; where
 * all want more than there is, each gets the same, and where there are more replicas than slots,
 * those that wait go before those that hold, and who has held longest goes last.
 *
 * Others hold what they were given until they have given it back, so the sum never exceeds `width`;
 * what a replica has open it keeps, since an open call cannot be taken back.
 *
 * @param me with `inUse`: calls it has open now
 * @param others as they stand, holders whose term is over left out
 */
export function slotShare(
  width: number,
  me: SlotHolder & { inUse: number },
  others: readonly SlotHolder[],
): number {
  const free = width - others.reduce((sum, other) => sum + other.held, 0);
  const fair = entitled(width, [me, ...others]).get(me.holder) ?? 0;
  return Math.max(me.inUse, Math.min(fair, free), 0);
}

function entitled(width: number, holders: readonly SlotHolder[]): Map<string, number> {
  const byName = holders.toSorted((a, b) => (a.holder < b.holder ? -1 : 1));
  const waiting = byName.filter(({ held }) => held === 0);
  const holding = byName.filter(({ held }) => held > 0);
  const inTurn = [
    ...waiting.toSorted((a, b) => a.sinceMs - b.sinceMs),
    ...holding.toSorted((a, b) => b.sinceMs - a.sinceMs),
  ];
  const shares = new Map(inTurn.map(({ holder }) => [holder, 0]));
  let left = width;
  for (let round = 1; left > 0; round += 1) {
    const wanting = inTurn.filter(({ wants }) => wants >= round);
    if (wanting.length === 0) break;
    for (const { holder } of wanting.slice(0, left)) shares.set(holder, round);
    left -= wanting.length;
  }
  return shares;
}
