import fc from "fast-check";
import { expect, it } from "vitest";
import { randomStream, seedWords } from "./random.ts";

const anySeed = fc.string().map(seedWords);
const anyIndex = fc.nat(5_000_000);

it("draws the same numbers for the same seed, subject and index", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), anyIndex, (seed, subject, index) => {
      const draw = () => {
        const random = randomStream(seedWords(seed), subject)(index);
        return Array.from({ length: 5 }, () => random.next());
      };
      expect(draw()).toEqual(draw());
    }),
  );
});

it("draws other numbers for another index, subject or seed", () => {
  const firstOf = (seed: string, subject: string, index: number) =>
    randomStream(seedWords(seed), subject)(index).next();
  const drawn = new Set<number>();
  for (let index = 0; index < 500; index++) {
    drawn
      .add(firstOf("a", "x", index))
      .add(firstOf("a", "y", index))
      .add(firstOf("b", "x", index));
  }
  expect(drawn.size).toBe(1500);
});

it("keeps whole numbers within their ends and reaches both", () => {
  fc.assert(
    fc.property(anySeed, anyIndex, fc.integer({ min: -50, max: 50 }), (seed, index, min) => {
      const random = randomStream(seed, "range")(index);
      const drawn = Array.from({ length: 200 }, () => random.int(min, min + 3));
      expect(new Set(drawn)).toEqual(new Set([min, min + 1, min + 2, min + 3]));
    }),
    { numRuns: 50 },
  );
});

it("spreads draws evenly and picks by weight", () => {
  const random = randomStream(seedWords("even"), "weights")(7);
  const counts = [0, 0, 0];
  let sum = 0;
  for (let i = 0; i < 30_000; i++) {
    const choice = random.weighted([6, 3, 1]);
    counts[choice] = (counts[choice] ?? 0) + 1;
    sum += random.next();
  }
  expect(sum / 30_000).toBeCloseTo(0.5, 1);
  expect(counts.map((count) => Math.round(count / 3000))).toEqual([6, 3, 1]);
});
