import { expect, it } from "vitest";
import { createClock } from "./clock.ts";

it("runs shifted, stands still, and goes on from where it stood", () => {
  let real = 1_000;
  const clock = createClock(() => real);
  clock.setMs(50_500);
  real += 500;
  expect(clock.nowMs()).toBe(51_000);
  expect(clock.nowSeconds()).toBe(51);
  clock.freeze();
  real += 10_000;
  expect(clock.nowMs()).toBe(51_000);
  clock.advanceMs(250);
  expect(clock.nowMs()).toBe(51_250);
  clock.resume();
  real += 1;
  expect(clock.nowMs()).toBe(51_251);
  expect(clock.offsetMs()).toBe(51_251 - real);
});
