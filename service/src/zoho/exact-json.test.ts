import fc from "fast-check";
import { expect, it } from "vitest";
import { parseExactJson } from "./exact-json.ts";

it("keeps a number with 16 or more digits as text and leaves the others alone", () => {
  const text =
    '{"id": 6203459000001847203, "a":[1.5,-9007199254740993.01 , 0.1], "n": 1234567890123456, "ok": 123456789012345, "s": "12345678901234567890"}';
  expect(parseExactJson(text)).toEqual({
    id: "6203459000001847203",
    a: [1.5, "-9007199254740993.01", 0.1],
    n: "1234567890123456",
    ok: 123456789012345,
    s: "12345678901234567890",
  });
});

it("is not confused by long digits inside a text", () => {
  expect(parseExactJson('{"note":"call, 1234567890123456789 now", "n": 1}')).toEqual({
    note: "call, 1234567890123456789 now",
    n: 1,
  });
});

it("counts significant digits only", () => {
  expect(parseExactJson("[0.0000000000000000125, 1.25E+2, 100000000000000.0]")).toEqual([
    0.0000000000000000125,
    125,
    "100000000000000.0",
  ]);
});

it("never rounds an integer of any length", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n })), (numbers) => {
      const parsed = parseExactJson(`{"data":[${numbers.join(" ,\n")}]}`) as { data: unknown[] };
      expect(parsed.data.map((value) => BigInt(value as string | number))).toEqual(numbers);
    }),
  );
});

it("says what JSON.parse says of text that is no JSON", () => {
  expect(() => parseExactJson("<html>")).toThrow(SyntaxError);
});
