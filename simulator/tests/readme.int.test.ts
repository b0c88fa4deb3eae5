import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { defaultBehaviour } from "../src/crm/behaviour.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("documents every switch with its default", () => {
  const table = [...readme.matchAll(/^\| `(\w+)` \| `(.*?)` \| .+ \| [\d.]+ \|$/gm)];
  const documented = Object.fromEntries(
    table.map(([, name, value = ""]) => [name, JSON.parse(value) as unknown]),
  );
  expect(documented).toEqual(defaultBehaviour);
});

it("names tests that exist", () => {
  const start = readme.indexOf("## Behaviour, source, test");
  const table = readme.slice(start, readme.indexOf("## What it does not do"));
  const named = [...table.matchAll(/`([\w-]+)`: ((?:"[^"]+"(?:; )?)+)/g)].flatMap(
    ([, file, titles = ""]) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title = ""]) => ({ file, title })),
  );
  expect(named.length).toBeGreaterThan(100);
  const missing = named.filter(({ file, title }) => {
    const source = readFileSync(new URL(`${file}.int.test.ts`, import.meta.url), "utf8");
    return !source.includes(`"${title}"`);
  });
  expect(missing).toEqual([]);
});
