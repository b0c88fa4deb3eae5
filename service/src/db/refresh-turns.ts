import { eq } from "drizzle-orm";
import { asLeader, type Leases } from "../sync/leases.ts";
import { countRefresh, type RefreshBooks, type RefreshTurns } from "../zoho/refresh-turns.ts";
import type { Database, Transaction } from "./database.ts";
import { databaseNowMs } from "./database-clock.ts";
import { crmLimit } from "./tables/crm-limit.ts";

const LEASE = "token";

/** Turns by a lease, books in the organisation's row; all times are the database's. */
export function createRefreshTurns(
  db: Database,
  lease: { leases: Leases; holder: string },
  orgId: string,
): RefreshTurns {
  const { leases, holder } = lease;
  const never = new AbortController().signal;

  return {
    alone: (refresh) => asLeader(leases, { orgId, name: LEASE, holder }, never, () => refresh()),

    count: () =>
      db.transaction(async (tx) => {
        const { books, nowMs } = await lockBooks(tx, orgId);
        const counted = countRefresh(books, nowMs);
        await keep(tx, orgId, counted.books);
        return counted.verdict;
      }),

    uncount: () =>
      db.transaction(async (tx) => {
        const { books } = await lockBooks(tx, orgId);
        await keep(tx, orgId, { ...books, countedAtMs: books.countedAtMs.slice(0, -1) });
      }),

    hold: (ms) =>
      db.transaction(async (tx) => {
        const { books, nowMs } = await lockBooks(tx, orgId);
        await keep(tx, orgId, { ...books, heldUntilMs: nowMs + ms });
      }),
  };
}

async function lockBooks(tx: Transaction, orgId: string) {
  await tx.insert(crmLimit).values({ orgId }).onConflictDoNothing();
  const [row] = await tx
    .select({
      countedAtMs: crmLimit.refreshedAtMs,
      heldUntilMs: crmLimit.refreshHeldUntilMs,
    })
    .from(crmLimit)
    .where(eq(crmLimit.orgId, orgId))
    .for("update");
  if (row === undefined) throw new Error("The row was just inserted");
  return { books: row, nowMs: await databaseNowMs(tx) };
}

async function keep(tx: Transaction, orgId: string, books: RefreshBooks): Promise<void> {
  await tx
    .update(crmLimit)
    .set({ refreshedAtMs: [...books.countedAtMs], refreshHeldUntilMs: books.heldUntilMs })
    .where(eq(crmLimit.orgId, orgId));
}
