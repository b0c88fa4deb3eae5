import type { Timing } from "./timing.ts";

const WINDOW_MS = 60_000;

/**
 * Our own ceiling of calls a minute, beneath Zoho's: never more than so many starts in any 60 s.
 * Calls are let through in the order in which they ask.
 */
export function createCallRate(callsPerMinute: number, timing: Timing) {
  // Start times already given out, oldest first; the last may lie ahead of now.
  let starts: number[] = [];

  return {
    /** Waits for this call's turn. */
    async turn(signal?: AbortSignal): Promise<void> {
      const nowMs = timing.nowMs();
      starts = starts.filter((start) => start > nowMs - WINDOW_MS);
      const blocker = starts.at(-callsPerMinute);
      const startMs = blocker === undefined ? nowMs : Math.max(nowMs, blocker + WINDOW_MS);
      starts.push(startMs);
      if (startMs > nowMs) await timing.sleep(startMs - nowMs, signal);
    },
  };
}
