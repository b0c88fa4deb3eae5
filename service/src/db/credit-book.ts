import { and, eq, gt, lte, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import type { Spent } from "../zoho/credit-ledger.ts";
import type { CreditBook } from "../zoho/org-limits.ts";
import type { Database } from "./database.ts";
import { creditMinute } from "./tables/crm-limit.ts";

const instantOf = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

/** Spending by minute and purpose, added up over replicas and restarts. */
export function createCreditBook(db: Database, orgId: string): CreditBook {
  return (unsaved, sinceMs) =>
    db.transaction(async (tx) => {
      const since = instantOf(sinceMs);
      if (unsaved.length > 0) {
        // In one order everywhere, so that replicas wait for each other and never in a ring.
        const rows = unsaved.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
        await tx
          .insert(creditMinute)
          .values(
            rows.map(({ purpose, minuteMs, credits, calls }) => ({
              orgId,
              purpose,
              minute: instantOf(minuteMs),
              credits,
              calls,
            })),
          )
          .onConflictDoUpdate({
            target: [creditMinute.orgId, creditMinute.purpose, creditMinute.minute],
            set: {
              credits: sql`${creditMinute.credits} + excluded.credits`,
              calls: sql`${creditMinute.calls} + excluded.calls`,
            },
          });
        await tx
          .delete(creditMinute)
          .where(and(eq(creditMinute.orgId, orgId), lte(creditMinute.minute, since)));
      }
      const rows = await tx
        .select()
        .from(creditMinute)
        .where(and(eq(creditMinute.orgId, orgId), gt(creditMinute.minute, since)));
      return rows.map((row) => ({
        // Written by us alone.
        purpose: row.purpose as Spent["purpose"],
        minuteMs: row.minute.epochMilliseconds,
        credits: row.credits,
        calls: row.calls,
      }));
    });
}

const keyOf = ({ purpose, minuteMs }: Spent) => `${purpose} ${minuteMs}`;
