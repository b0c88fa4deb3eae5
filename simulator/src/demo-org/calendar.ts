/** Calendar days as whole numbers, counted from 1 January 1970 in UTC. */
export type Day = number;

export const SECONDS_PER_DAY = 86_400;

const texts = new Map<Day, string>();

/** "YYYY-MM-DD". Every caller gets the same string object, which a million records then share. */
export function dayText(day: Day): string {
  let text = texts.get(day);
  if (text === undefined) {
    text = new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 10);
    texts.set(day, text);
  }
  return text;
}

export function dayTextOrNull(day: Day | null): string | null {
  return day === null ? null : dayText(day);
}

export function dayOf(epochS: number): Day {
  return Math.floor(epochS / SECONDS_PER_DAY);
}

/** 0 is Monday, 6 is Sunday. */
export function weekday(day: Day): number {
  return (day + 3) % 7;
}

/** The same day, or the Friday before a weekend. */
export function workingDay(day: Day): Day {
  return day - Math.max(0, weekday(day) - 4);
}

export function lastDayOfMonth(day: Day): Day {
  const date = new Date(day * SECONDS_PER_DAY * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) / 1000 / SECONDS_PER_DAY;
}

/** First day of the month `monthsBack` months before the one that `day` is in. */
export function firstDayOfMonth(day: Day, monthsBack: number): Day {
  const date = new Date(day * SECONDS_PER_DAY * 1000);
  return (
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - monthsBack, 1) / 1000 / SECONDS_PER_DAY
  );
}
