import fc from "fast-check";
import { expect, it } from "vitest";
import { BadArchive, unzipOne } from "./unzip.ts";
import { archive, type Way } from "./zip-archive.builder.ts";

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function contentOf(bytes: Buffer, size = 1_000): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of unzipOne(pieces(bytes, size))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const ways: Way[] = [
  { method: "deflated", lengths: "in_header" },
  { method: "deflated", lengths: "behind" },
  { method: "stored", lengths: "in_header" },
];
/** Packs badly, so that the archive is longer than what is held back. */
const noise = Buffer.from(
  Array.from({ length: 40_000 }, (_, at) => Math.imul(at ^ (at >> 3), 2_654_435_761) >>> 24),
);

it.each(ways)("unpacks what is $method with its lengths $lengths", async (way) => {
  for (const content of [Buffer.alloc(0), Buffer.from("Id\n1\n"), noise]) {
    for (const size of [13, 5_000, 1_000_000]) {
      expect(await contentOf(archive(content, way), size)).toEqual(content);
    }
  }
});

it("unpacks any content, however the pieces fall", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 12_000 }),
      fc.integer({ min: 1, max: 6_000 }),
      fc.constantFrom(...ways),
      async (content, size, way) => {
        const bytes = Buffer.from(content);
        expect(await contentOf(archive(bytes, way), size)).toEqual(bytes);
      },
    ),
    { numRuns: 60 },
  );
});

it("never takes part of an archive for all of it", async () => {
  const whole = archive(noise, { method: "deflated", lengths: "behind" });
  for (const length of [0, 10, 40, 5_000, whole.length - 100, whole.length - 1]) {
    await expect(contentOf(whole.subarray(0, length))).rejects.toThrow(BadArchive);
  }
});

it.each([
  { name: "damaged bytes", at: 9_000 },
  { name: "another checksum", at: -22 - 20 - 46 + 16 },
])("notices $name", async ({ at }) => {
  const bytes = archive(noise, { method: "deflated", lengths: "in_header" });
  const place = at < 0 ? bytes.length + at : at;
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0xff, place);
  await expect(contentOf(bytes)).rejects.toThrow(BadArchive);
});

it("refuses what is no archive", async () => {
  await expect(contentOf(Buffer.from("<!doctype html>".repeat(20)))).rejects.toThrow(BadArchive);
});

it("lets go of its source when the reader leaves early", async () => {
  let isClosed = false;
  async function* source() {
    try {
      yield* pieces(archive(noise, { method: "deflated", lengths: "in_header" }), 500);
    } finally {
      isClosed = true;
    }
  }
  for await (const _ of unzipOne(source())) break;
  expect(isClosed).toBe(true);
});
