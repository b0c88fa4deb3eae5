import fc from "fast-check";
import { expect, it } from "vitest";
import { createCallRate } from "./call-rate.ts";
import { virtualTiming } from "./scripted-zoho.ts";

it("never lets more than so many calls start within any minute", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }),
      async (perMinute, pauses) => {
        const { timing, goOn } = virtualTiming();
        const rate = createCallRate(perMinute, timing);
        const starts: number[] = [];
        for (const pause of pauses) {
          goOn(pause);
          await rate.turn();
          starts.push(timing.nowMs());
        }
        for (const start of starts) {
          const inWindow = starts.filter((other) => other >= start && other < start + 60_000);
          expect(inWindow.length).toBeLessThanOrEqual(perMinute);
        }
      },
    ),
  );
});

it("does not hold back what stays beneath", async () => {
  const { timing, sleeps } = virtualTiming();
  const rate = createCallRate(100, timing);
  for (let i = 0; i < 100; i += 1) await rate.turn();
  expect(sleeps).toEqual([]);
  await rate.turn();
  expect(sleeps).toEqual([60_000]);
});
