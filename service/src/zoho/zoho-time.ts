import { Temporal } from "temporal-polyfill";

// The CRM writes `2026-01-31T10:00:00+05:30`; proxies and older versions drop the colon.
const instantShape =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s?(Z|[+-]\d{2})(?::?(\d{2}))?$/i;

/**
 * Whether year, month and day are a day on the calendar. Text instead of Temporal because thousands
 * of rows with nine days each pass through here.
 *
 * @param day shaped `YYYY-MM-DD`; year 0 counts as none, for the database has none
 */
export function isCalendarDay(day: string): boolean {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const date = Number(day.slice(8, 10));
  if (year < 1 || month < 1 || month > 12 || date < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const longest = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return date <= longest;
}

/**
 * Read through the engine's own date parser, many times faster than Temporal's; it counts in
 * milliseconds, and the CRM in seconds.
 *
 * @returns null when the text is not a date-time with an offset
 */
export function parseInstant(text: string): Temporal.Instant | null {
  const [, day = "", time = "", zone = "", minutes = "00"] = instantShape.exec(text.trim()) ?? [];
  if (day === "" || !isCalendarDay(day)) return null;
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${zone}:${minutes}`;
  const ms = Date.parse(`${day}T${time.replace(",", ".")}${offset}`);
  return Number.isNaN(ms) ? null : Temporal.Instant.fromEpochMilliseconds(ms);
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
