import fc from "fast-check";
import { expect, it } from "vitest";
import { readCursor, writeCursor } from "./page-cursor.ts";

const order = { sort: "stage", order: "asc" } as const;

it("gives back the place it was made from, whatever the value", () => {
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: "grapheme" }), { nil: null }),
      fc.string(),
      (value, id) => {
        expect(readCursor(order, writeCursor(order, { value, id }))).toEqual({ value, id });
      },
    ),
  );
});

it("refuses what is no cursor, and a cursor of another order", () => {
  expect(readCursor(order, "not a cursor")).toBeNull();
  expect(readCursor(order, Buffer.from("[1,2]").toString("base64url"))).toBeNull();
  const other = writeCursor({ sort: "stage", order: "desc" }, { value: "x", id: "1" });
  expect(readCursor(order, other)).toBeNull();
});
