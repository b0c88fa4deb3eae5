import type { Leases } from "../sync/leases.ts";
import { SharedLimits } from "../zoho/org-limits.ts";
import { systemTiming } from "../zoho/timing.ts";
import { createCreditBook } from "./credit-book.ts";
import type { Database } from "./database.ts";
import { createRefreshTurns } from "./refresh-turns.ts";
import { createSlotStore } from "./slot-store.ts";

/** Heavy calls that Zoho lets run at once in every edition, less two. */
const MAX_HEAVY = 8;

/** Limits that every replica on this database keeps to together. */
export function createSharedLimits(
  db: Database,
  replica: {
    leases: Leases;
    holder: string;
    maxConcurrent: number;
    log(event: string, facts: Record<string, unknown>): void;
  },
): SharedLimits {
  const { leases, holder, maxConcurrent, log } = replica;
  return new SharedLimits({
    slotStore: (orgId) => createSlotStore(db, holder, orgId),
    creditBook: (orgId) => createCreditBook(db, orgId),
    turns: (orgId) => createRefreshTurns(db, { leases, holder }, orgId),
    own: { maxConcurrent, maxHeavy: Math.min(MAX_HEAVY, maxConcurrent) },
    timing: systemTiming,
    log,
  });
}
