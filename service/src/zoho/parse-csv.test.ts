import fc from "fast-check";
import { expect, it } from "vitest";
import { BadCsv, parseCsv } from "./parse-csv.ts";

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function rowsOf(text: string, size = 7): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const row of parseCsv(pieces(Buffer.from(text), size))) rows.push(row);
  return rows;
}

it.each([
  {
    name: "plain rows",
    text: "a,b\n1,2\n",
    rows: [
      ["a", "b"],
      ["1", "2"],
    ],
  },
  {
    name: "no line end at the end",
    text: "a,b\n1,2",
    rows: [
      ["a", "b"],
      ["1", "2"],
    ],
  },
  { name: "other line ends", text: "a\r\nb\rc\n", rows: [["a"], ["b"], ["c"]] },
  {
    name: "empty cells, also first and last",
    text: "a,,b\n,,\n",
    rows: [
      ["a", "", "b"],
      ["", "", ""],
    ],
  },
  {
    name: "an empty cell as the very last",
    text: "a,b\n1,",
    rows: [
      ["a", "b"],
      ["1", ""],
    ],
  },
  {
    name: "empty lines",
    text: "a,b\n\n\r\n1,2\n\n",
    rows: [
      ["a", "b"],
      ["1", "2"],
    ],
  },
  { name: "a line end in quotes", text: 'a,"x\r\ny\nz"\n', rows: [["a", "x\r\ny\nz"]] },
  { name: "separators in quotes", text: '"x,y",b\n', rows: [["x,y", "b"]] },
  { name: "doubled quotes", text: '"say ""hi""",b\n""""\n', rows: [['say "hi"', "b"], ['"']] },
  { name: "a quote nobody doubled", text: '"5" disc",b\n', rows: [['5" disc', "b"]] },
  { name: "quotes in a bare cell", text: 'a"b"c,d\n', rows: [['a"b"c', "d"]] },
  { name: "an empty cell in quotes", text: '"",b\n', rows: [["", "b"]] },
  { name: "blanks, which belong to the cell", text: " a , b \n", rows: [[" a ", " b "]] },
  { name: "a byte order mark", text: "\uFEFFId,b\n", rows: [["Id", "b"]] },
  { name: "nothing", text: "", rows: [] },
])("reads $name", async ({ text, rows }) => {
  for (const size of [1, 2, 3, 1_000]) expect(await rowsOf(text, size)).toEqual(rows);
});

it("gives back what was written, however the pieces fall", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "a", "é", "🚀", " ") }),
  );
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  const quote = (text: string) =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      async (rows, size, lineEnd, endsWithLine) => {
        const lines = rows.map((row) => row.map(quote).join(","));
        const text = lines.join(lineEnd) + (endsWithLine ? lineEnd : "");
        // A byte order mark is the file's, not the first cell's.
        fc.pre(!text.startsWith("\uFEFF"));
        expect(await rowsOf(text, size)).toEqual(rows);
      },
    ),
    { numRuns: 300 },
  );
});

it("gives up on a quote that is never closed, before it fills the memory", async () => {
  async function* endless() {
    yield Buffer.from('"');
    for (;;) yield Buffer.alloc(100_000, "x");
  }
  await expect(async () => {
    for await (const _ of parseCsv(endless())) expect.unreachable();
  }).rejects.toThrow(BadCsv);
});
