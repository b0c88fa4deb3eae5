import fc from "fast-check";
import { expect, it } from "vitest";
import { OrderedIndex } from "./ordered-index.ts";

const byNumber = (a: number, b: number) => a - b;
const at = (place: number) => (entry: number) => (entry < place ? -1 : 1);

it("stays a sorted set under any edits", () => {
  const edit = fc.record({ add: fc.boolean(), value: fc.integer({ min: 0, max: 5_000 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(5_000)),
      fc.array(edit),
      fc.nat(5_000),
      (start, edits, place) => {
        const expected = new Set(start);
        const index = new OrderedIndex(byNumber, [...start].sort(byNumber));
        for (const { add, value } of edits) {
          if (!add) expect(index.remove(value)).toBe(expected.delete(value));
          else if (!expected.has(value)) {
            expected.add(value);
            index.add(value);
          }
        }
        const sorted = [...expected].sort(byNumber);
        const before = sorted.filter((value) => value < place);
        expect(index.size).toBe(sorted.length);
        expect([...index.from(() => 0)]).toEqual(sorted);
        expect([...index.from(at(place))]).toEqual(sorted.slice(before.length));
        expect([...index.before(at(place))]).toEqual(before.reverse());
        expect(index.rank(at(place))).toBe(before.length);
      },
    ),
  );
});

it("splits and empties chunks as it grows and shrinks", () => {
  const index = new OrderedIndex<number>(byNumber, []);
  for (let value = 0; value < 10_000; value++) index.add((value * 7_919) % 10_000);
  expect([...index.from(() => 0)]).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  for (let value = 0; value < 10_000; value++) if (value !== 4_321) index.remove(value);
  expect([...index.before(() => -1)]).toEqual([4_321]);
  expect(index.remove(4_321)).toBe(true);
  expect(index.remove(4_321)).toBe(false);
  expect([...index.from(() => 0)]).toEqual([]);
});
