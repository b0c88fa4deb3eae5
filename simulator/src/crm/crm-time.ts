const DAY_SECONDS = 86_400;
const QUARTER_HOUR_SECONDS = 900;

/** Epoch seconds as the API writes them: the user's zone with its offset, no fraction. */
export function formatInstant(epochSeconds: number, timeZone: string): string {
  const offset = offsetSeconds(epochSeconds, timeZone);
  const local = epochSeconds + offset;
  const day = Math.floor(local / DAY_SECONDS);
  return `${dayText(day)}T${clockText(local - day * DAY_SECONDS)}${offsetText(offset)}`;
}

// A page of records has ten thousand times in it; days, times of day and offsets repeat.
const dayText = remembered((day: number) =>
  new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10),
);
const clockText = remembered((second: number) =>
  new Date(second * 1000).toISOString().slice(11, 19),
);
const offsetText = remembered((offset: number) => {
  const minutes = Math.abs(offset) / 60;
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
});

function remembered<T>(make: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      known.set(key, value);
    }
    return value;
  };
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

const offsetsByZone = new Map<string, (epochSeconds: number) => number>();

function offsetSeconds(epochSeconds: number, timeZone: string): number {
  let offsetOf = offsetsByZone.get(timeZone);
  if (offsetOf === undefined) {
    offsetOf = offsetsOf(timeZone);
    offsetsByZone.set(timeZone, offsetOf);
  }
  return offsetOf(epochSeconds);
}

/** Asking Intl is slow, so it is asked once a day, and on the rare day of a change by the quarter hour. */
function offsetsOf(timeZone: string): (epochSeconds: number) => number {
  const atMidnight = remembered((day: number) => askOffset(day * DAY_SECONDS, timeZone));
  const atQuarter = remembered((quarter: number) =>
    askOffset(quarter * QUARTER_HOUR_SECONDS, timeZone),
  );
  return (epochSeconds) => {
    const day = Math.floor(epochSeconds / DAY_SECONDS);
    const offset = atMidnight(day);
    if (offset === atMidnight(day + 1)) return offset;
    return atQuarter(Math.floor(epochSeconds / QUARTER_HOUR_SECONDS));
  };
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
