import { expect, it } from "vitest";
import { storableJson } from "./json-rows.ts";

it("replaces what Postgres cannot store and keeps everything else", () => {
  const text = storableJson({
    a: "x\u0000y",
    b: "\ud83d!",
    c: "🚀 é 東京",
    d: String.raw`\u0000 \ud83d`,
    e: '\t"',
  });
  expect(JSON.parse(text)).toEqual({
    a: "x\ufffdy",
    b: "\ufffd!",
    c: "🚀 é 東京",
    d: String.raw`\u0000 \ud83d`,
    e: '\t"',
  });
});
