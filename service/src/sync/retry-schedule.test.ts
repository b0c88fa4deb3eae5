import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { nextRetryAt, nextRunAfterFailure } from "./retry-schedule.ts";

const now = Temporal.Instant.from("2026-03-01T10:00:00Z");
const delay = (attempts: number) => nextRetryAt(attempts, now)?.since(now).total("seconds") ?? null;

it("waits longer after each failure, a minute at most, and then gives the run up", () => {
  expect([1, 2, 3, 4, 5, 7, 8, 9].map(delay)).toEqual([5, 10, 20, 40, 60, 60, null, null]);
});

it("tries again a minute after a failed run, or sooner where runs are more frequent", () => {
  expect(nextRunAfterFailure(now, 15)).toEqual(now.add({ minutes: 1 }));
  expect(nextRunAfterFailure(now, 0.5)).toEqual(now.add({ seconds: 30 }));
});
