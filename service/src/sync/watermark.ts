import { Temporal } from "temporal-polyfill";

/**
 * How far every delta reaches back behind the watermark. A change may become visible a little after
 * the second it carries; it is found as long as that delay is shorter than this.
 */
export const OVERLAP = Temporal.Duration.from({ seconds: 120 });

/** Everything modified at or after this instant is asked for again. */
export function windowStart(
  watermark: Temporal.Instant,
  overlap: Temporal.Duration = OVERLAP,
): Temporal.Instant {
  return watermark.subtract(overlap);
}

/**
 * The watermark after a delta pass whose pages are all stored.
 *
 * It never passes `servedFrom`, the CRM's own time when the pass first began: later changes may have
 * been made behind the place already read. Without that time (the reply had no Date header) it stays
 * one overlap behind the newest change seen. It never falls.
 *
 * @param newestModifiedAt newest change the pass saw, null when it saw none
 * Source: sync rules S.3 and S.12
 */
export function watermarkAfterDelta(
  current: Temporal.Instant,
  newestModifiedAt: Temporal.Instant | null,
  servedFrom: Temporal.Instant | null,
  overlap: Temporal.Duration = OVERLAP,
): Temporal.Instant {
  if (newestModifiedAt === null) return current;
  const ceiling = servedFrom ?? newestModifiedAt.subtract(overlap);
  return later(current, earlier(newestModifiedAt, ceiling));
}

/** The watermark after a full pass that began at CRM time `servedFrom` and closed every range. */
export function watermarkAfterFull(
  current: Temporal.Instant | null,
  servedFrom: Temporal.Instant,
  overlap: Temporal.Duration = OVERLAP,
): Temporal.Instant {
  const reached = servedFrom.subtract(overlap);
  return current === null ? reached : later(current, reached);
}

export function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}
