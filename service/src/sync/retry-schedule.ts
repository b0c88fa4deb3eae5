import type { Temporal } from "temporal-polyfill";

const FIRST_DELAY_SECONDS = 5;
const LONGEST_DELAY_SECONDS = 60;

/** About five minutes of trying; after that the run has failed and the schedule starts a new one. */
const MAX_ATTEMPTS = 8;

/**
 * When a run that stopped for a passing reason is picked up again.
 * @param attempts failures in a row, this one included
 * @returns null when it has been tried often enough
 */
export function nextRetryAt(attempts: number, now: Temporal.Instant): Temporal.Instant | null {
  if (attempts >= MAX_ATTEMPTS) return null;
  const seconds = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempts - 1));
  return now.add({ seconds });
}

/** How long after a failed run the next one is due; sooner than the interval, so that recovery is quick. */
export function nextRunAfterFailure(
  now: Temporal.Instant,
  intervalMinutes: number,
): Temporal.Instant {
  return now.add({ seconds: Math.min(LONGEST_DELAY_SECONDS, intervalMinutes * 60) });
}
