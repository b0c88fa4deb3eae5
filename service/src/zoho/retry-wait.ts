import type { ZohoError, ZohoErrorKind } from "./errors.ts";

/** Kinds of trouble that pass by themselves within a call's patience. */
const transient: readonly ZohoErrorKind[] = ["throttled", "upstream", "unreachable", "bad_reply"];

const FIRST_MS = 2_000;
const FLOOR_MS = 1_000;
const CEILING_MS = 60_000;
/** Who is told to wait longer than this gives its place back and comes again later. */
const LONGEST_WAIT_MS = 120_000;

/**
 * How long to wait before trying again: what the server asked for and a little more, else a random
 * time below a doubling limit, so that callers who failed together do not return together.
 *
 * @param attempt tries made so far, from 1
 * @returns null when trying again within this call is wrong or pointless
 */
export function retryWaitMs(error: ZohoError, attempt: number, random: number): number | null {
  if (!error.retryable || error.outcomeUnknown || !transient.includes(error.kind)) return null;
  const limit = Math.min(CEILING_MS, FIRST_MS * 2 ** (attempt - 1));
  const jittered = FLOOR_MS + random * (limit - FLOOR_MS);
  if (error.retryAfterMs === null) return jittered;
  if (error.retryAfterMs > LONGEST_WAIT_MS) return null;
  return error.retryAfterMs + random * FLOOR_MS;
}

/**
 * `Retry-After` in milliseconds. A date is measured against the same reply's `Date`: both are the
 * server's clock.
 */
export function parseRetryAfter(value: string | null, date: string | null): number | null {
  if (value === null) return null;
  if (/^\d{1,6}(\.\d+)?$/.test(value.trim())) return Number(value) * 1000;
  const untilMs = Date.parse(value);
  const nowMs = Date.parse(date ?? "");
  return Number.isNaN(untilMs - nowMs) ? null : Math.max(0, untilMs - nowMs);
}
