import type { InstantText } from "@pulse/shared/wire/scalars";

/** `12:04` today, `23 Nov, 12:04` on another day, in the viewer's time zone. */
export function clockText(instant: InstantText, now: Date, timeZone?: string): string {
  const at = new Date(instant);
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { ...zone, day: "numeric", month: "short" });
  const year = new Intl.DateTimeFormat("en-GB", { ...zone, year: "numeric" });
  if (year.format(at) !== year.format(now)) return `${day.format(at)} ${year.format(at)}`;
  if (day.format(at) !== day.format(now)) return `${day.format(at)}, ${time.format(at)}`;
  return time.format(at);
}

/** Everything there is to know about an instant, the time zone included; for tooltips. */
export function fullInstantText(instant: InstantText, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    ...(timeZone === undefined ? {} : { timeZone }),
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  }).format(new Date(instant));
}

/** `less than a minute`, `4 min`, `2 h 5 min`, `3 days`. Negative counts as nothing. */
export function durationText(seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}
