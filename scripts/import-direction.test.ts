import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const capabilities = [
  "sync",
  "analytics",
  "o2r",
  "quality",
  "writeback",
  "health",
  "access",
  "admin",
  "live",
];

/** What a file is, by where it stands. Lower ranks know nothing of higher ones. */
type Layer = "contract" | "rule" | "adapter" | "route" | "composition";
const rank: Record<Layer, number> = { contract: 0, rule: 1, adapter: 2, route: 3, composition: 4 };

function layerOf(file: string): Layer {
  if (file.startsWith("shared/")) return "contract";
  const [folder = "", name = folder] = file.replace("service/src/", "").split("/");
  if (folder === "zoho" || folder === "db") return "adapter";
  if (capabilities.includes(folder)) return /route(s)?\.ts$/.test(name) ? "route" : "rule";
  // What every route shares knows the contract alone.
  if (folder === "http.ts" || folder === "config.ts") return "rule";
  return folder.startsWith("compose") || folder === "main.ts" ? "composition" : "route";
}

function capabilityOf(file: string): string | null {
  const folder = file.replace("service/src/", "").split("/")[0] ?? "";
  return file.startsWith("service/src/") && capabilities.includes(folder) ? folder : null;
}

type Import = { from: string; to: string; name: string };

/** Imports of our own files as paths from the root; `name` is what the source says. */
function importsOf(pattern: string): Import[] {
  return globSync(pattern, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] }).flatMap(
    (from) => {
      const source = readFileSync(join(root, from), "utf8");
      const names = [...source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
        ([, name = ""]) => name,
      );
      return names.map((name) => ({ from, name, to: resolveName(from, name) }));
    },
  );
}

function resolveName(from: string, name: string): string {
  if (name.startsWith(".")) return normalize(join(dirname(from), name));
  if (name.startsWith("@pulse/shared/")) return `${name.replace("@pulse/shared", "shared/src")}.ts`;
  return name;
}

const isOurs = ({ to }: Import) => /^(shared|service|widget|simulator|scripts|bench)\//.test(to);
const isTest = (file: string) => /\.(test|builder)\.tsx?$|(^|\/)tests\/|memory-/.test(file);

describe("imports point one way", () => {
  it("shared knows only zod and itself", () => {
    const wrong = importsOf("shared/src/**/*.ts").filter(
      ({ to, name, from }) => !to.startsWith("shared/") && name !== "zod" && !isTest(from),
    );
    expect(
      wrong.map(({ from, name }) => `${from} imports ${name}; the contract knows only zod`),
    ).toEqual([]);
  });

  it("rules ← adapters ← routes ← compose.ts, and capabilities do not know each other", () => {
    const imports = importsOf("service/src/**/*.ts").filter(
      (one) => isOurs(one) && !isTest(one.from),
    );
    expect(imports.length).toBeGreaterThan(100);
    const wrong = imports.flatMap(({ from, to }) => {
      const [own, other] = [layerOf(from), layerOf(to)];
      if (rank[other] > rank[own])
        return [`${from} (${own}) imports ${to} (${other}); turn the arrow round`];
      const [mine, theirs] = [capabilityOf(from), capabilityOf(to)];
      if (mine !== null && theirs !== null && mine !== theirs) {
        return [`${from} imports ${to}; let compose.ts hand ${mine} a function of ${theirs}`];
      }
      return [];
    });
    expect(wrong).toEqual([]);
  });

  it("only adapters, routes and compose.ts know the database, the web server and Zoho", () => {
    const wrong = importsOf("service/src/**/*.ts").filter(
      ({ from, name }) =>
        layerOf(from) === "rule" &&
        !isTest(from) &&
        !/(http|config|require-viewer|browser-cookies|failure-page)\.ts$/.test(from) &&
        /^(drizzle-orm|postgres|hono|@hono|pg-boss|@electric-sql)/.test(name),
    );
    expect(wrong.map(({ from, name }) => `${from} is a rule and imports ${name}`)).toEqual([]);
  });

  it("the widget and the service meet only in shared, and the stand-in meets nobody", () => {
    const allowed: Record<string, RegExp> = {
      widget: /^(widget|shared)\//,
      service: /^(service|shared)\//,
      simulator: /^simulator\//,
    };
    const wrong = Object.entries(allowed).flatMap(([workspace, own]) =>
      importsOf(`${workspace}/src/**/*.{ts,tsx}`)
        .filter((one) => isOurs(one) && !own.test(one.to))
        .map(({ from, to }) => `${from} imports ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it("every import of our own names a file that is there, with its ending", () => {
    const wrong = importsOf("{shared,service,simulator,widget,scripts}/**/*.{ts,tsx}")
      .filter(({ name }) => name.startsWith("."))
      .filter(({ name }) => !/\.(tsx?|css|json|svg)(\?\w+)?$/.test(name))
      .map(({ from, name }) => `${relative("", from)} imports ${name} without its ending`);
    expect(wrong).toEqual([]);
  });
});
