const QUARTER_HOUR_SECONDS = 900;

// Zones change their offset on quarter hours at the finest, and asking Intl is slow.
const offsets = new Map<string, Map<number, number>>();

/** Epoch seconds as the API writes them: the user's zone with its offset, no fraction. */
export function formatInstant(epochSeconds: number, timeZone: string): string {
  const offset = offsetSeconds(epochSeconds, timeZone);
  const local = new Date((epochSeconds + offset) * 1000).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60;
  const sign = offset < 0 ? "-" : "+";
  return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function dayOf(epochSeconds: number, timeZone: string): string {
  return formatInstant(epochSeconds, timeZone).slice(0, 10);
}

const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads ISO 8601 with an offset into epoch seconds, dropping a fraction.
 * @returns null for anything else, a local time included
 */
export function parseInstant(text: string): number | null {
  const match = instantPattern.exec(text);
  if (match === null || !isDay(text.slice(0, 10))) return null;
  const zone = match[8] === "Z" ? "Z" : `${match[8]?.slice(0, 3)}:${match[8]?.slice(-2)}`;
  const ms = Date.parse(`${text.slice(0, 10)}T${match[4]}:${match[5]}:${match[6] ?? "00"}${zone}`);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

export function hasFraction(text: string): boolean {
  return instantPattern.exec(text)?.[7] !== undefined;
}

/** True for a day that exists in the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

function offsetSeconds(epochSeconds: number, timeZone: string): number {
  let known = offsets.get(timeZone);
  if (known === undefined) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  const quarter = Math.floor(epochSeconds / QUARTER_HOUR_SECONDS);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = askOffset(quarter * QUARTER_HOUR_SECONDS, timeZone);
    known.set(quarter, offset);
  }
  return offset;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function askOffset(epochSeconds: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    formatters.set(timeZone, formatter);
  }
  const name = formatter
    .formatToParts(epochSeconds * 1000)
    .find((part) => part.type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? "");
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === "-" ? -seconds : seconds;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
