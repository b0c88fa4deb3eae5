import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { createCreditMeter, creditAllowance } from "./credits.ts";

it.each([
  ["free", 10, 5_000],
  ["standard", 10, 52_500],
  ["standard", 1_000, 100_000],
  ["professional", 10, 55_000],
  ["enterprise", 24, 74_000],
  ["enterprise", 10_000, 5_000_000],
  ["ultimate", 10_000, 20_050_000],
] as const)("%s with %i users has %i", (edition, users, credits) => {
  expect(creditAllowance(edition, users)).toBe(credits);
});

function meterAt() {
  const clock = createClock(() => 0);
  return { clock, meter: createCreditMeter(clock, () => 10) };
}

it("spends nothing when too few are left", () => {
  const { meter } = meterAt();
  expect(meter.spend(8)).toBe(true);
  expect(meter.spend(3)).toBe(false);
  expect(meter.spend(2)).toBe(true);
  expect(meter.used()).toBe(10);
});

it("tells what is left only past the half", () => {
  const { meter } = meterAt();
  meter.spend(5);
  expect(meter.remainingToTell()).toBeNull();
  meter.spend(1);
  expect(meter.remainingToTell()).toBe(4);
});

it("gives a credit back a day after it was spent", () => {
  const { clock, meter } = meterAt();
  clock.setMs(60_000);
  meter.spend(10);
  clock.advanceMs(86_400_000 - 1);
  expect(meter.spend(1)).toBe(false);
  clock.advanceMs(1);
  expect(meter.spend(10)).toBe(true);
});
