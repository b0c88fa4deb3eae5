import { eq, sql } from "drizzle-orm";
import type { Executor } from "./database.ts";
import { org } from "./tables/org.ts";

export const CHANGE_CHANNEL = "pulse";

/** What every replica is told of a committed change: that there is one, never what. */
export type ChangeNotice = { orgId: string; topic: "deals" | "status" };

/**
 * Everything served from stored data changes its ETag with this number.
 * @param moreLiveDeals how many deals came into view (or, negative, went out of it) with the change
 */
export async function bumpDataVersion(
  tx: Executor,
  orgId: string,
  moreLiveDeals = 0,
): Promise<void> {
  await tx
    .update(org)
    .set({
      dataVersion: sql`${org.dataVersion} + 1`,
      liveDeals: sql`${org.liveDeals} + ${moreLiveDeals}`,
    })
    .where(eq(org.orgId, orgId));
  await notifyChange(tx, { orgId, topic: "deals" });
}

/** Delivered when the transaction commits, and only then. */
export async function notifyChange(tx: Executor, notice: ChangeNotice): Promise<void> {
  await tx.execute(sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify(notice)})`);
}
