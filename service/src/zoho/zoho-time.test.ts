import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { formatInstant, parseHttpDate, parseInstant } from "./zoho-time.ts";

it.each([
  ["2026-03-01T10:00:00+05:30", "2026-03-01T04:30:00Z"],
  ["2026-03-01T10:00:00+0530", "2026-03-01T04:30:00Z"],
  ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"],
  ["2026-03-01 10:00:00 -0800", "2026-03-01T18:00:00Z"],
  ["2026-03-01T10:00:00.250+00:00", "2026-03-01T10:00:00.25Z"],
])("reads %s", (text, instant) => {
  expect(parseInstant(text)?.toString()).toBe(instant);
});

it.each(["", "2026-03-01", "2026-03-01T10:00:00", "2026-02-30T10:00:00Z", "10:00", "now"])(
  "does not guess an instant from %j",
  (text) => {
    expect(parseInstant(text)).toBeNull();
  },
);

it("writes an instant with offset and cuts its fraction", () => {
  expect(formatInstant(Temporal.Instant.from("2026-03-01T10:00:00.999Z"))).toBe(
    "2026-03-01T10:00:00+00:00",
  );
});

it("reads the Date header", () => {
  expect(parseHttpDate("Sun, 01 Mar 2026 10:00:00 GMT")?.toString()).toBe("2026-03-01T10:00:00Z");
  expect(parseHttpDate(null)).toBeNull();
  expect(parseHttpDate("later")).toBeNull();
});
