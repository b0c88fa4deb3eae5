import { expect, it } from "vitest";
import { ZohoError, type ZohoErrorFacts } from "./errors.ts";
import { parseRetryAfter, retryWaitMs } from "./retry-wait.ts";

const failure = (facts: Partial<ZohoErrorFacts> = {}) =>
  new ZohoError({
    kind: "upstream",
    code: "http_503",
    message: "",
    advice: "",
    retryable: true,
    ...facts,
  });

it("waits a random time below a limit that doubles up to a minute", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryWaitMs(failure(), attempt, 1));
  expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(retryWaitMs(failure(), 5, 0)).toBe(1_000);
});

it("waits what the server asks and a little more", () => {
  expect(retryWaitMs(failure({ retryAfterMs: 7_000 }), 1, 0)).toBe(7_000);
  expect(retryWaitMs(failure({ retryAfterMs: 7_000 }), 1, 0.5)).toBe(7_500);
  expect(retryWaitMs(failure({ retryAfterMs: 600_000 }), 1, 0.5)).toBeNull();
});

it.each([
  { retryable: false },
  { outcomeUnknown: true },
  { kind: "locked" as const, code: "RECORD_LOCKED" },
  { kind: "auth" as const },
])("does not try again after %j", (facts) => {
  expect(retryWaitMs(failure(facts), 1, 0.5)).toBeNull();
});

it("reads Retry-After as seconds or as a date, and nothing else", () => {
  const date = "Sun, 01 Mar 2026 10:00:00 GMT";
  expect(parseRetryAfter("7", null)).toBe(7_000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 10:00:09 GMT", date)).toBe(9_000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 09:00:00 GMT", date)).toBe(0);
  expect(parseRetryAfter("Sun, 01 Mar 2026 10:00:09 GMT", null)).toBeNull();
  expect(parseRetryAfter("soon", date)).toBeNull();
  expect(parseRetryAfter(null, date)).toBeNull();
});
