import { expect, it } from "vitest";
import { creditsPerDay } from "./credit-allowance.ts";
import { createCreditLedger } from "./credit-ledger.ts";
import { ZohoError } from "./errors.ts";
import { virtualTiming } from "./scripted-zoho.ts";

function ledgerOf(allowance: number | null) {
  const clock = virtualTiming();
  const ledger = createCreditLedger(clock.timing);
  ledger.allow(allowance);
  return { ...clock, ledger };
}

it("forgets what is older than a day", () => {
  const { ledger, goOn } = ledgerOf(null);
  ledger.spend("delta", 3);
  goOn(86_000_000);
  ledger.spend("delta", 2);
  expect(ledger.usage()).toMatchObject({ credits24h: 5, calls24h: 2 });
  goOn(1_000_000);
  expect(ledger.usage()).toMatchObject({ credits24h: 2, calls24h: 1, calls: 2 });
});

it("refuses nothing while the allowance is unknown", () => {
  const { ledger } = ledgerOf(null);
  ledger.spend("full_sync", 1_000_000);
  expect(() => ledger.admit("full_sync", 3)).not.toThrow();
});

it("lets a purpose go beyond its share while the day is not tight", () => {
  const { ledger } = ledgerOf(5_000);
  ledger.spend("full_sync", 1_900);
  expect(() => ledger.admit("full_sync", 3)).not.toThrow();
});

it("stops a purpose at its share once it is, and leaves write-back alone", () => {
  const { ledger, goOn, timing } = ledgerOf(5_000);
  ledger.spend("full_sync", 2_000);
  let refused: unknown = null;
  try {
    ledger.admit("full_sync", 3);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(ZohoError);
  expect(refused).toMatchObject({
    code: "credit_share_used_up",
    kind: "throttled",
    retryable: true,
  });
  expect(() => ledger.admit("write_back", 10)).not.toThrow();

  const wait = refused instanceof ZohoError ? (refused.retryAfterMs ?? 0) : 0;
  expect(wait).toBeGreaterThan(0);
  goOn(wait);
  expect(timing.nowMs()).toBeGreaterThan(0);
  expect(() => ledger.admit("full_sync", 3)).not.toThrow();
});

it("takes the CRM's own count-down for a tight day", () => {
  const { ledger } = ledgerOf(100_000);
  ledger.spend("health", 4_100);
  expect(() => ledger.admit("health", 1)).not.toThrow();
  ledger.noteRemaining(40_000);
  expect(() => ledger.admit("health", 1)).toThrow("share");
});

it("counts what was spent before a restart and elsewhere, and forgets it after a day", async () => {
  const { ledger, timing, goOn } = ledgerOf(5_000);
  const hourAgo = { purpose: "delta" as const, minuteMs: timing.nowMs() - 3_600_000 };
  ledger.spend("delta", 3);
  await ledger.exchange(async (unsaved) => [
    ...unsaved,
    { ...hourAgo, credits: 2_000, calls: 700 },
  ]);
  expect(ledger.hasUnsaved()).toBe(false);
  expect(ledger.usage()).toMatchObject({ credits24h: 2_003, calls24h: 701, calls: 1 });
  expect(() => ledger.admit("delta", 1)).toThrow("share");
  goOn(86_400_000 - 3_600_000);
  expect(ledger.usage()).toMatchObject({ credits24h: 3 });
  expect(() => ledger.admit("delta", 1)).not.toThrow();
});

it("loses nothing when storing fails, nor what is spent meanwhile", async () => {
  const { ledger } = ledgerOf(null);
  ledger.spend("webhook", 5);
  const failed = ledger.exchange(async () => {
    ledger.spend("webhook", 1);
    expect(ledger.usage().credits24h).toBe(6);
    throw new Error("no database");
  });
  await expect(failed).rejects.toThrow("no database");
  expect(ledger.usage().creditsByPurpose.webhook).toBe(6);
  const stored: unknown[] = [];
  await ledger.exchange(async (unsaved) => {
    stored.push(...unsaved);
    return unsaved;
  });
  expect(stored).toMatchObject([{ purpose: "webhook", credits: 6, calls: 2 }]);
  expect(ledger.usage().credits24h).toBe(6);
});

it.each([
  ["free", 3, 5_000],
  ["standard", 10, 52_500],
  ["standard", 1_000, 100_000],
  ["professional", 10, 55_000],
  ["enterprise", 24, 74_000],
  ["ultimate", 10, 70_000],
  ["Enterprise", null, 51_000],
  ["novel", 10, null],
  [null, 10, null],
])("gives the edition %s with %s users %s credits a day", (edition, users, credits) => {
  expect(creditsPerDay(edition, users)).toBe(credits);
});
