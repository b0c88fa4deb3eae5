import fc from "fast-check";
import { expect, it } from "vitest";
import { compareIds, type IdRange, rangeOver, splitRange } from "./id-range.ts";

const holds = (range: IdRange, id: bigint) =>
  id > BigInt(range.afterId) && id <= BigInt(range.untilId);

const anId = fc.bigInt({ min: 1n, max: 9_999_999_999_999_999_999n });

it("splits so that every id lies in exactly one half", () => {
  fc.assert(
    fc.property(anId, anId, anId, (a, b, id) => {
      const [low, high] = [a, b].sort((x, y) => compareIds(`${x}`, `${y}`));
      const range = { afterId: `${low}`, untilId: `${high}` };
      const halves = splitRange(range);
      if (halves === null) return BigInt(range.untilId) - BigInt(range.afterId) < 2n;
      const inHalves = halves.filter((half) => holds(half, id)).length;
      return inHalves === (holds(range, id) ? 1 : 0);
    }),
  );
});

it("covers both the lowest and the highest id", () => {
  const range = rangeOver("5725767000000000001", "5725767000000999999");
  expect(holds(range, 5725767000000000001n)).toBe(true);
  expect(holds(range, 5725767000000999999n)).toBe(true);
  expect(splitRange(rangeOver("7", "7"))).toBeNull();
});

it("orders ids as numbers, beyond what a JS number holds", () => {
  expect(compareIds("9", "10")).toBe(-1);
  expect(compareIds("9007199254740993", "9007199254740992")).toBe(1);
  expect(compareIds("5", "5")).toBe(0);
});
