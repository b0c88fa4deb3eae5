import type { Deal } from "@pulse/shared/deal/deal";
import { useEffect, useRef, useState } from "react";
import { changedDeals, type DealChange } from "./changed-deals.ts";

/** Longer than the flash itself; afterwards a row that scrolls into view must not flash again. */
const SHOWN_FOR_MS = 2_500;

export type RecentChanges = {
  changes: ReadonlyMap<string, DealChange>;
  /** Counts up, so that a second change restarts the animation. */
  round: number;
};

const none: RecentChanges = { changes: new Map(), round: 0 };

/** @param view names the list; another filter or order is another list, and nothing in it is news */
export function useDealChanges(deals: readonly Deal[], view: string): RecentChanges {
  const previous = useRef({ deals, view });
  const [recent, setRecent] = useState(none);

  useEffect(() => {
    const before = previous.current;
    previous.current = { deals, view };
    if (before.view !== view || before.deals === deals) return undefined;
    const changes = changedDeals(before.deals, deals);
    if (changes.size === 0) return undefined;
    setRecent((last) => ({ changes, round: last.round + 1 }));
    const timer = setTimeout(
      () => setRecent((last) => ({ changes: none.changes, round: last.round })),
      SHOWN_FOR_MS,
    );
    return () => clearTimeout(timer);
  }, [deals, view]);

  return recent;
}
