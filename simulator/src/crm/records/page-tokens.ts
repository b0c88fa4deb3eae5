import type { Clock } from "../../clock.ts";
import type { Random } from "../../random.ts";
import type { CrmId } from "../model.ts";

/** Where a page begins, and what the request must look like to get it. */
export type PageStart = {
  user: CrmId;
  /** The frozen parameters as one text. */
  bound: string;
  /** The last row before the page; null for the first page. */
  after: { time: number; id: CrmId } | null;
  /** Rows before the page. */
  rowsBefore: number;
  /** Start of the page before, to go back. */
  previous: PageStart | null;
  expiresAtMs: number;
};

export type PageTokens = {
  issue(start: PageStart): string;
  find(token: string): PageStart | null;
};

const SWEEP_AT = 5_000;

export function createPageTokens(clock: Clock, random: Random): PageTokens {
  const starts = new Map<string, PageStart>();
  return {
    issue(start) {
      if (starts.size > SWEEP_AT) {
        for (const [token, old] of starts) {
          if (old.expiresAtMs < clock.nowMs() - 86_400_000) starts.delete(token);
        }
      }
      const token = random.hex(64);
      starts.set(token, start);
      return token;
    },
    find: (token) => starts.get(token) ?? null,
  };
}
