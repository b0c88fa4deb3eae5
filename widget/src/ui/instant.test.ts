import { expect, it } from "vitest";
import { clockText, durationText, fullInstantText } from "./instant.ts";

const now = new Date("2026-02-20T04:00:00Z");

it.each([
  ["2026-02-20T03:04:00Z", "11:04"],
  ["2026-02-19T16:00:00Z", "00:00"],
  ["2026-02-19T15:59:00Z", "19 Feb, 23:59"],
  ["2025-11-24T04:00:00Z", "24 Nov 2025"],
])("shows %s in Singapore as %s", (instant, text) => {
  expect(clockText(instant, now, "Asia/Singapore")).toBe(text);
});

it("names the zone in full", () => {
  const text = fullInstantText("2026-02-20T03:04:05Z", "Asia/Kolkata");
  expect(text).toContain("08:34:05");
  expect(text).toContain("GMT+05:30");
});

it.each([
  [-30, "less than a minute"],
  [59, "less than a minute"],
  [60, "1 min"],
  [3599, "59 min"],
  [3600, "1 h"],
  [7500, "2 h 5 min"],
  [172_800, "2 days"],
])("calls %d seconds %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
