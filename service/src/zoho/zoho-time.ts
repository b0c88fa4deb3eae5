import { Temporal } from "temporal-polyfill";

// The CRM writes `2026-01-31T10:00:00+05:30`; proxies and older versions drop the colon.
const instantShape =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?(Z|[+-]\d{2}(:?\d{2})?)$/i;

/** @returns null when the text is not a date-time with an offset */
export function parseInstant(text: string): Temporal.Instant | null {
  const trimmed = text.trim();
  if (!instantShape.test(trimmed)) return null;
  try {
    return Temporal.Instant.from(trimmed.replace(/\s(?=[Z+-])/i, ""));
  } catch {
    // The shape is right but the day or the hour does not exist.
    return null;
  }
}

/**
 * An instant as queries and conditional headers want it: with offset, without a fraction.
 * The fraction is cut, not rounded, so that "from this instant on" never skips its own second.
 */
export function formatInstant(instant: Temporal.Instant): string {
  return instant
    .round({ smallestUnit: "second", roundingMode: "floor" })
    .toString()
    .replace("Z", "+00:00");
}

/** The `Date` header: the CRM's own clock. Null when absent or unreadable. */
export function parseHttpDate(text: string | null): Temporal.Instant | null {
  if (text === null) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : Temporal.Instant.fromEpochMilliseconds(ms);
}
