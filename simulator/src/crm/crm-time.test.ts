import { expect, it } from "vitest";
import { formatInstant, hasFraction, isDay, parseInstant } from "./crm-time.ts";

const seconds = (iso: string) => Date.parse(iso) / 1000;

it.each([
  ["2026-01-31T09:00:00Z", "Europe/Paris", "2026-01-31T10:00:00+01:00"],
  // The last second of winter time and the first of summer time.
  ["2026-03-29T00:59:59Z", "Europe/Paris", "2026-03-29T01:59:59+01:00"],
  ["2026-03-29T01:00:00Z", "Europe/Paris", "2026-03-29T03:00:00+02:00"],
  // The hour that comes twice.
  ["2026-10-25T00:30:00Z", "Europe/Paris", "2026-10-25T02:30:00+02:00"],
  ["2026-10-25T01:30:00Z", "Europe/Paris", "2026-10-25T02:30:00+01:00"],
  ["2026-01-31T18:45:00Z", "Asia/Kolkata", "2026-02-01T00:15:00+05:30"],
  ["2026-01-01T00:00:00Z", "America/St_Johns", "2025-12-31T20:30:00-03:30"],
  ["2026-01-01T00:00:00Z", "UTC", "2026-01-01T00:00:00+00:00"],
])("writes %s in %s as %s", (instant, zone, written) => {
  expect(formatInstant(seconds(instant), zone)).toBe(written);
  expect(parseInstant(written)).toBe(seconds(instant));
});

it.each([
  ["2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"],
  ["2026-01-31T10:00:00+0530", "2026-01-31T04:30:00Z"],
  ["2026-01-31T10:00:00.999+00:00", "2026-01-31T10:00:00Z"],
  ["2026-01-31T10:00+00:00", "2026-01-31T10:00:00Z"],
])("reads %s", (text, instant) => {
  expect(parseInstant(text)).toBe(seconds(instant));
});

it.each([
  "2026-01-31T10:00:00",
  "2026-02-30T10:00:00Z",
  "2026-01-31",
  "soon",
  "2026-01-31T25:00:00Z",
])("does not read %s", (text) => {
  expect(parseInstant(text)).toBeNull();
});

it("knows a fraction and a real day", () => {
  expect(hasFraction("2026-01-31T10:00:00.5Z")).toBe(true);
  expect(hasFraction("2026-01-31T10:00:00Z")).toBe(false);
  expect(isDay("2024-02-29")).toBe(true);
  expect(isDay("2026-02-29")).toBe(false);
  expect(isDay("2026-2-9")).toBe(false);
});
