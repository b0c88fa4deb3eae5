import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aDeal, aPipeline } from "../../tests/builders.ts";
import { breakdownBars } from "./breakdown-rows.ts";
import { changedDeals } from "./changed-deals.ts";
import { orderAfterClick } from "./deal-order.ts";
import { heldOffset } from "./held-offset.ts";
import { loadedDeals } from "./pipeline-query.ts";
import { nextRowIndex } from "./row-keys.ts";

const deals = (...ids: string[]) => ids.map((record_id) => aDeal({ record_id }));

describe("what changed between two reads", () => {
  it("names the fields that a reader sees", () => {
    const [before] = deals("1");
    if (before === undefined) throw new Error("No deal");
    const after = { ...before, amount: "9.00", sgd_amount: "12.00", created_time: null };
    expect(changedDeals([before], [after])).toEqual(
      new Map([["1", new Set(["amount", "sgd_amount"])]]),
    );
  });

  it("calls a deal new only above deals that were known", () => {
    const changes = changedDeals(deals("1", "2"), deals("9", "1", "2", "3", "4"));
    expect([...changes]).toEqual([["9", "new"]]);
  });

  it("says nothing when nothing changed", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), (ids) => {
        expect(changedDeals(deals(...ids), deals(...ids)).size).toBe(0);
      }),
    );
  });
});

describe("held scrolling", () => {
  // Rows of 50 px, scrolled by 110: the first visible deal is "3", cut by 10 px.
  it.each([
    { what: "two deals come above", after: deals("8", "9", "1", "2", "3", "4"), offset: 210 },
    { what: "one above goes", after: deals("2", "3", "4"), offset: 60 },
    { what: "the first visible one goes", after: deals("1", "2", "4"), offset: 60 },
    { what: "all go", after: deals("7"), offset: 110 },
  ])("holds the rows in view when $what", ({ after, offset }) => {
    expect(heldOffset(deals("1", "2", "3", "4"), after, 110, 50)).toBe(offset);
  });

  it("lets news appear at the top", () => {
    expect(heldOffset(deals("1"), deals("9", "1"), 0, 50)).toBe(0);
  });

  it("leaves every held deal at its distance from the window's top", () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 40 }).map(String), { minLength: 1 });
    fc.assert(
      fc.property(ids, ids, fc.nat(2000), (before, after, offset) => {
        const index = Math.floor(offset / 50);
        const id = before[index];
        if (offset === 0 || id === undefined || !after.includes(id)) return;
        const held = heldOffset(deals(...before), deals(...after), offset, 50);
        expect(after.indexOf(id) * 50 - held).toBe(index * 50 - offset);
      }),
    );
  });
});

it("lists a deal once that moved between two page reads", () => {
  const pages = [aPipeline(deals("1", "2")), aPipeline(deals("2", "3"))];
  expect(loadedDeals(pages).map((deal) => deal.record_id)).toEqual(["1", "2", "3"]);
});

it("orders a breakdown by open amount, with the deals that have no value last", () => {
  const { summary } = aPipeline([
    aDeal({ record_id: "1", territory: null, sgd_amount: "900.00" }),
    aDeal({ record_id: "2", territory: "APAC", sgd_amount: "-5.00" }),
    aDeal({ record_id: "3", territory: "India", sgd_amount: "20.00" }),
  ]);
  const bars = breakdownBars(summary.by_territory, "No territory");
  expect(bars.map(({ name, filterValue }) => [name, filterValue])).toEqual([
    ["India", "India"],
    ["APAC", "APAC"],
    ["No territory", "-None-"],
  ]);
});

it.each([
  ["ArrowDown", 5, 6],
  ["ArrowDown", 9, 9],
  ["ArrowUp", 0, 0],
  ["PageDown", 2, 6],
  ["PageUp", 2, 0],
  ["Home", 7, 0],
  ["End", 7, 9],
  ["a", 7, null],
])("%s goes from row %d to %s of ten", (key, from, to) => {
  expect(nextRowIndex(key, from, 10, 4)).toBe(to);
});

it("turns an order round on its own column and starts afresh on another", () => {
  const now = { sort: "modified_time", order: "desc" } as const;
  expect(orderAfterClick(now, "modified_time", "desc")).toEqual({
    sort: "modified_time",
    order: "asc",
  });
  expect(orderAfterClick(now, "sgd_amount", "desc")).toEqual({ sort: "sgd_amount", order: "desc" });
});
