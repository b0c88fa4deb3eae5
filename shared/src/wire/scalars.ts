import { z } from "zod";

/** Exact number as text, e.g. "-1250000.50". Never a JS float. */
export const DecimalText = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("Exact decimal number as text");
export type DecimalText = z.infer<typeof DecimalText>;

/** A day on the calendar; it has no time zone and must never be given one. */
export const CalendarDate = z.iso.date().describe("Calendar date, YYYY-MM-DD, without a time zone");
export type CalendarDate = z.infer<typeof CalendarDate>;

export const InstantText = z.iso.datetime().describe("Instant in UTC");
export type InstantText = z.infer<typeof InstantText>;

export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe("ISO 4217 code");
export type CurrencyCode = z.infer<typeof CurrencyCode>;
