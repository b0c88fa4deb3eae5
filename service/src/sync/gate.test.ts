import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  changedFields,
  type IncomingMark,
  judge,
  judgeAbsence,
  newestPerDeal,
  type StoredMark,
} from "./gate.ts";
import { aDeal } from "./mirrored-deal.builder.ts";

const at = (seconds: number) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
const mark = (seconds: number, seq: number, contentHash = `${seconds}/${seq}`): IncomingMark => ({
  modifiedAt: at(seconds),
  seq,
  contentHash,
});
const stored = (incoming: IncomingMark, isDeleted = false): StoredMark => ({
  ...incoming,
  isDeleted,
});

describe("the gate", () => {
  it.each([
    { name: "a new deal", held: null, incoming: mark(10, 1), verdict: "applied" },
    {
      name: "a later change",
      held: stored(mark(10, 1)),
      incoming: mark(11, 2),
      verdict: "applied",
    },
    {
      name: "a later read of the same second",
      held: stored(mark(10, 1)),
      incoming: mark(10, 2),
      verdict: "applied",
    },
    {
      name: "an earlier read of the same second",
      held: stored(mark(10, 5)),
      incoming: mark(10, 2),
      verdict: "older",
    },
    {
      name: "a stale page (FR-029)",
      held: stored(mark(10, 1)),
      incoming: mark(9, 7),
      verdict: "older",
    },
    {
      name: "the same read again",
      held: stored(mark(10, 1)),
      incoming: mark(10, 1),
      verdict: "older",
    },
    {
      name: "the same content",
      held: stored(mark(10, 1, "x")),
      incoming: mark(10, 2, "x"),
      verdict: "unchanged",
    },
    {
      name: "a restored deal",
      held: stored(mark(10, 1, "x"), true),
      incoming: mark(10, 2, "x"),
      verdict: "applied",
    },
  ])("says $verdict to $name", ({ held, incoming, verdict }) => {
    expect(judge(held, incoming)).toBe(verdict);
  });

  it("ends in the same state whatever the order and however often states arrive", () => {
    const aMark = fc.record({
      seconds: fc.integer({ min: 0, max: 3 }),
      seq: fc.integer({ min: 1, max: 6 }),
    });
    const marks = fc.uniqueArray(aMark, { selector: (m) => m.seq, minLength: 1 });
    fc.assert(
      fc.property(marks, fc.infiniteStream(fc.nat()), (distinct, order) => {
        const items = distinct.map((m) => mark(m.seconds, m.seq));
        const shuffled = [...items, ...items]
          .map((item) => ({ item, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
        expect(replay(shuffled)).toEqual(replay(items));
      }),
    );
  });

  it("needs a read that left after the last sighting to believe in a deletion", () => {
    expect(judgeAbsence({ seq: 5, isDeleted: false }, 6)).toBe("applied");
    expect(judgeAbsence({ seq: 5, isDeleted: false }, 4)).toBe("older");
    expect(judgeAbsence({ seq: 5, isDeleted: true }, 6)).toBe("unchanged");
    expect(judgeAbsence(null, 6)).toBe("unchanged");
  });
});

function replay(incoming: IncomingMark[]): StoredMark | null {
  let held: StoredMark | null = null;
  for (const item of incoming) {
    if (judge(held, item) === "applied") held = stored(item);
  }
  return held;
}

it("keeps the newest state of a deal that stands twice in one batch", () => {
  const older = { deal: aDeal({ id: "1", amount: "5", modifiedAt: at(1) }) };
  const newer = { deal: aDeal({ id: "1", amount: "6", modifiedAt: at(2) }) };
  const other = { deal: aDeal({ id: "2", modifiedAt: at(1) }) };
  expect(newestPerDeal([newer, other, older])).toEqual([newer, other]);
});

it("names the fields that differ, and Modified_Time is not one of them", () => {
  const before = aDeal({ amount: "100", stage: "Qualification", modifiedAt: at(1) });
  expect(changedFields(before, aDeal({ ...before, amount: "120", modifiedAt: at(2) }))).toEqual([
    "amount",
  ]);
  expect(changedFields(before, { ...before, modifiedAt: at(9) })).toEqual([]);
});
