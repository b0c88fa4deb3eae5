import { inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { csvLine } from "./csv.ts";
import { zipOne } from "./zip-file.ts";

it("packs a file so that its parts agree", () => {
  const content = Buffer.from("é,1\n".repeat(10_000));
  const zip = Buffer.from(zipOne("deals é.csv", content));
  const nameLength = zip.readUInt16LE(26);
  expect(zip.toString("utf8", 30, 30 + nameLength)).toBe("deals é.csv");
  const packedSize = zip.readUInt32LE(18);
  expect(inflateRawSync(zip.subarray(30 + nameLength, 30 + nameLength + packedSize))).toEqual(
    content,
  );
  const end = zip.length - 22;
  const central = zip.readUInt32LE(end + 16);
  expect(zip.subarray(central + 10, central + 30)).toEqual(zip.subarray(8, 28));
  expect(zip.readUInt32LE(end + 12)).toBe(end - central);
});

it("quotes only what needs it", () => {
  expect(csvLine(["a", null, 'say "x"', "1,5", "two\nlines", ""])).toBe(
    'a,,"say ""x""","1,5","two\nlines",',
  );
});
