import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { assessFreshness, describeStatus, type StatusFacts } from "./sync-status.ts";

const now = Temporal.Instant.from("2026-03-01T12:00:00Z");
const settings = { intervalMinutes: 15, apiVersion: "v8" };

function facts(given: Partial<StatusFacts> = {}): StatusFacts {
  return {
    connection: { state: "ok", since: null, message: "" },
    errorCount: 0,
    nextSyncAt: now.add({ minutes: 5 }),
    asOf: now.subtract({ minutes: 10 }),
    asOfHere: now.subtract({ minutes: 10 }),
    activeRun: null,
    lastRun: null,
    rejectedCount: 0,
    dealCount: 600,
    dataVersion: 7,
    ...given,
  };
}

it.each([
  { age: null, freshness: "never" },
  { age: 0, freshness: "fresh" },
  { age: 990, freshness: "fresh" },
  { age: 991, freshness: "late" },
  { age: 1890, freshness: "late" },
  { age: 1891, freshness: "stale" },
])("calls data of $age seconds $freshness at an interval of 15 minutes", ({ age, freshness }) => {
  expect(assessFreshness(age, 15)).toBe(freshness);
});

it("reckons ages on our clock, so that a CRM clock that runs ahead makes nothing fresher", () => {
  const status = describeStatus(facts({ asOf: now.add({ minutes: 3 }) }), settings, now);
  expect(status.data_freshness).toBe(600);
});

it("is not connected while a source is failing, and says when it tries again", () => {
  const retryAt = now.add({ seconds: 20 });
  const failing = facts({
    connection: { state: "crm_unavailable", since: now.subtract({ minutes: 2 }), message: "" },
    nextSyncAt: retryAt,
  });
  expect(describeStatus(failing, settings, now)).toMatchObject({
    is_connected: false,
    connection: { state: "crm_unavailable", next_try_at: "2026-03-01T12:00:20Z" },
    last_sync: "2026-03-01T11:50:00Z",
  });
});

it("never counts down below zero", () => {
  const overdue = describeStatus(
    facts({ nextSyncAt: now.subtract({ seconds: 40 }) }),
    settings,
    now,
  );
  expect(overdue.next_sync_in).toBe(0);
});
