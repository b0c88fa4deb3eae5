import fc from "fast-check";
import { expect, it } from "vitest";
import { readCursor, writeCursor } from "./page-cursor.ts";

const byName = { sort: "opportunity_name", order: "asc" } as const;

const dealId = fc.bigInt({ min: 1n, max: 9_999_999_999_999_999_999n }).map(String);
/** Names come from the database, which holds no U+0000. */
const name = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));

it("gives back the place it was made from, whatever the value", () => {
  fc.assert(
    fc.property(fc.option(name, { nil: null }), dealId, (value, id) => {
      expect(readCursor(byName, writeCursor(byName, { value, id }))).toEqual({ value, id });
    }),
  );
});

it.each([
  ["sgd_amount", "-1250000.5000"],
  ["stage", "7"],
  ["probability", "100"],
  ["closing_date", "2028-02-29"],
  ["modified_time", "2026-11-25 01:31:48.588+00"],
  ["modified_time", "2026-11-25 07:01:48+05:30"],
] as const)("takes %s %s as the database writes it", (sort, value) => {
  const order = { sort, order: "desc" } as const;
  const place = { value, id: "1" };
  expect(readCursor(order, writeCursor(order, place))).toEqual(place);
});

it.each([
  ["sgd_amount", "NaN"],
  ["sgd_amount", "1e9999999"],
  ["stage", "99999999999"],
  ["closing_date", "2026-02-31"],
  ["modified_time", "2026-13-01 00:00:00+00"],
  ["modified_time", "now"],
  ["owner_name", "\0"],
] as const)("refuses %s %j, which the database could not compare", (sort, value) => {
  const order = { sort, order: "desc" } as const;
  expect(readCursor(order, writeCursor(order, { value, id: "1" }))).toBeNull();
});

it("refuses what is no cursor, and a cursor of another order", () => {
  expect(readCursor(byName, "not a cursor")).toBeNull();
  expect(readCursor(byName, Buffer.from("[1,2]").toString("base64url"))).toBeNull();
  expect(readCursor(byName, writeCursor(byName, { value: "x", id: "1 or 1=1" }))).toBeNull();
  const other = writeCursor({ ...byName, order: "desc" }, { value: "x", id: "1" });
  expect(readCursor(byName, other)).toBeNull();
});
