import { customType, text } from "drizzle-orm/pg-core";
import { Temporal } from "temporal-polyfill";

/** Every table begins with it, and so does every key: the schema can be distributed by organisation. */
export const orgId = () => text("org_id").notNull();

/** An instant in UTC; `Temporal.Instant` in code. */
export const instant = customType<{ data: Temporal.Instant; driverData: string | Date }>({
  dataType: () => "timestamp with time zone",
  toDriver: (value) => value.toString(),
  fromDriver: parseInstant,
});

/** A calendar date, "YYYY-MM-DD" text all the way: a driver's own date type would give it a time zone. */
export const calendarDate = customType<{ data: string; driverData: string }>({
  dataType: () => "date",
});

/** Money and rates: decimal text all the way. */
export const decimal = customType<{
  data: string;
  driverData: string;
  config: { precision: number; scale: number };
}>({
  dataType: (config) => (config ? `numeric(${config.precision},${config.scale})` : "numeric"),
});

export const money = (name: string) => decimal(name, { precision: 20, scale: 4 });

/** Reads what either driver hands back for a timestamptz, e.g. "2026-01-31 10:00:00+00". */
export function parseInstant(value: string | Date): Temporal.Instant {
  if (value instanceof Date) return Temporal.Instant.fromEpochMilliseconds(value.getTime());
  return Temporal.Instant.from(value.replace(" ", "T"));
}
