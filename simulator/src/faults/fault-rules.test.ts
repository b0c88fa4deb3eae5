import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createFaultRules, FaultRule } from "./fault-rules.ts";

const rule = (more: object) =>
  FaultRule.parse({ effect: { kind: "status", status: 503 }, ...more });

it("strikes the calls its rule names, after those it lets through, and no more than told", () => {
  const rules = createFaultRules(createRandom("x"));
  rules.add(rule({ method: "post", path: "^/crm/v8/coql", skip: 1, times: 2 }));
  const struck = ["POST", "GET", "POST", "POST", "POST"].map(
    (method) => rules.strike(method, "/crm/v8/coql").length,
  );
  expect(struck).toEqual([0, 0, 1, 1, 0]);
  expect(rules.strike("POST", "/crm/v8/Deals")).toEqual([]);
});

it("strikes by chance, the same each time the seed is the same", () => {
  const run = (seed: string) => {
    const rules = createFaultRules(createRandom(seed));
    rules.add(rule({ probability: 0.3 }));
    return Array.from({ length: 200 }, () => rules.strike("GET", "/x").length);
  };
  expect(run("a")).toEqual(run("a"));
  expect(run("a")).not.toEqual(run("b"));
  const hits = run("a").filter(Boolean).length;
  expect(hits).toBeGreaterThan(30);
  expect(hits).toBeLessThan(90);
});

it("applies every rule that strikes, in order, until removed", () => {
  const rules = createFaultRules(createRandom("x"));
  const first = rules.add(FaultRule.parse({ effect: { kind: "latency", ms: 5 } }));
  rules.add(FaultRule.parse({ effect: { kind: "truncate" } }));
  expect(rules.strike("GET", "/x").map((effect) => effect.kind)).toEqual(["latency", "truncate"]);
  expect(rules.remove(first.id)).toBe(true);
  expect(rules.remove(first.id)).toBe(false);
  expect(rules.strike("GET", "/x").map((effect) => effect.kind)).toEqual(["truncate"]);
});
