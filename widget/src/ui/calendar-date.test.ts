import { expect, it } from "vitest";
import { calendarDateAt, calendarDateText } from "./calendar-date.ts";

it.each([
  ["2026-04-21", "21 Apr 2026"],
  ["2026-03-01", "1 Mar 2026"],
  ["2025-12-31", "31 Dec 2025"],
  ["2024-02-29", "29 Feb 2024"],
])("shows %s as %s, in whatever zone the browser is", (date, text) => {
  expect(calendarDateText(date)).toBe(text);
});

it("knows that it is another day elsewhere", () => {
  const instant = new Date("2026-02-28T16:30:00Z");
  expect(calendarDateAt(instant, "Asia/Singapore")).toBe("2026-03-01");
  expect(calendarDateAt(instant, "America/Los_Angeles")).toBe("2026-02-28");
});
