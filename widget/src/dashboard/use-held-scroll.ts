import type { Deal } from "@pulse/shared/deal/deal";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { heldOffset } from "./held-offset.ts";

/**
 * Keeps the rows that a person is reading in place while deals come, go and move above them.
 * At the very top there is nothing to hold: news appears there. Another view starts at its top.
 */
export function useHeldScroll({
  scrollRef,
  deals,
  view,
  rowHeight,
}: {
  scrollRef: RefObject<HTMLElement | null>;
  deals: readonly Deal[];
  view: string;
  rowHeight: number;
}): void {
  const previous = useRef({ deals, view });
  useLayoutEffect(() => {
    const before = previous.current;
    previous.current = { deals, view };
    const element = scrollRef.current;
    if (element === null || before.deals === deals) return;
    element.scrollTop =
      before.view === view ? heldOffset(before.deals, deals, element.scrollTop, rowHeight) : 0;
  }, [scrollRef, deals, view, rowHeight]);
}
