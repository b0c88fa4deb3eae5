import { z } from "zod";
import type { Random } from "../random.ts";

const delay = z.union([
  z.int().nonnegative(),
  z.object({ from: z.int().nonnegative(), to: z.int().nonnegative() }),
]);

/** What goes wrong with a call. */
export const FaultEffect = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("latency"), ms: delay }),
  z.object({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    /** Sent as it is; without one the CRM's usual body for the status. */
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  z.object({
    kind: z.literal("cut"),
    /** Before the call does anything, or after it has taken effect. */
    when: z.enum(["before", "after"]),
  }),
  z.object({ kind: z.literal("truncate") }),
  z.object({ kind: z.literal("html"), status: z.int().min(200).max(599).default(502) }),
  z.object({
    kind: z.literal("revoke"),
    /** The access token of the call alone, or its refresh token with it. */
    what: z.enum(["access_token", "refresh_token"]).default("access_token"),
  }),
  z.object({ kind: z.literal("hang") }),
]);
export type FaultEffect = z.infer<typeof FaultEffect>;

export const FaultRule = z.object({
  effect: FaultEffect,
  method: z.string().optional(),
  /** Regular expression over path and query, e.g. `/coql` or `page_token=`. */
  path: z.string().optional(),
  /** Lets this many matching calls through first. */
  skip: z.int().nonnegative().default(0),
  /** Strikes this many times, then is spent; absent for always. */
  times: z.int().positive().optional(),
  probability: z.number().min(0).max(1).default(1),
});
export type FaultRule = z.infer<typeof FaultRule>;

export type ActiveRule = FaultRule & { id: number; matched: number; struck: number };

export type FaultRules = {
  add(rule: FaultRule): ActiveRule;
  remove(id: number): boolean;
  clear(): void;
  all(): ActiveRule[];
  /** Every effect that strikes this call, in the order the rules were made. */
  strike(method: string, pathAndQuery: string): FaultEffect[];
};

export function createFaultRules(random: Random): FaultRules {
  let rules: ActiveRule[] = [];
  let lastId = 0;
  return {
    add(rule) {
      const active = { ...rule, id: ++lastId, matched: 0, struck: 0 };
      rules.push(active);
      return active;
    },
    remove(id) {
      const before = rules.length;
      rules = rules.filter((rule) => rule.id !== id);
      return rules.length < before;
    },
    clear: () => {
      rules = [];
    },
    all: () => rules,
    strike: (method, pathAndQuery) =>
      rules.filter((rule) => strikes(rule, method, pathAndQuery)).map((rule) => rule.effect),
  };

  function strikes(rule: ActiveRule, method: string, pathAndQuery: string): boolean {
    if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
    if (rule.path !== undefined && !new RegExp(rule.path).test(pathAndQuery)) return false;
    rule.matched++;
    if (rule.matched <= rule.skip) return false;
    if (rule.times !== undefined && rule.struck >= rule.times) return false;
    if (!random.chance(rule.probability)) return false;
    rule.struck++;
    return true;
  }
}
