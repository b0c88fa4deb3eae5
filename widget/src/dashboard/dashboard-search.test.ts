import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DashboardSearch,
  hasFilters,
  toggled,
  withList,
  withoutFilters,
} from "./dashboard-search.ts";
import { readSearchText, writeSearchText } from "./search-text.ts";

const fromAddress = (text: string) => DashboardSearch.parse(readSearchText(text));

describe("the view in the address", () => {
  it("comes back from its own text, whatever the names contain", () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, unit: "grapheme" }), { minLength: 1 });
    fc.assert(
      fc.property(names, names, (territory, owner) => {
        const search = DashboardSearch.parse({ territory, owner, outcome: ["won"], order: "asc" });
        expect(fromAddress(writeSearchText(search))).toEqual(search);
      }),
    );
  });

  it("keeps numbers text: an owner id has more digits than a JS number", () => {
    expect(fromAddress("?owner=5725767000000300001").owner).toEqual(["5725767000000300001"]);
  });

  it("drops what it does not understand", () => {
    expect(
      fromAddress("?outcome=open&outcome=later&sort=shoe_size&order=up&search=%20&x=1"),
    ).toEqual({
      outcome: ["open"],
    });
  });
});

it("adds and removes one value of a filter", () => {
  const one = toggled({}, "territory", "APAC");
  expect(one.territory).toEqual(["APAC"]);
  expect(toggled(one, "territory", "India").territory).toEqual(["APAC", "India"]);
  expect(hasFilters(toggled(one, "territory", "APAC"))).toBe(false);
});

it("clears filters and keeps the order", () => {
  const search = withList({ search: "x", sort: "stage", order: "asc" }, "stage", ["Proposal"]);
  expect(hasFilters(search)).toBe(true);
  expect(withoutFilters(search)).toEqual({ sort: "stage", order: "asc" });
});
