import type { ConnectionState } from "@pulse/shared/sync/sync-status";
import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { notifyChange } from "./data-version.ts";
import type { Database } from "./database.ts";
import { org } from "./tables/org.ts";

/** `since` is kept while the state stays the same. */
export async function recordConnection(
  db: Database,
  orgId: string,
  { state, message, at }: { state: ConnectionState; message: string; at: Temporal.Instant },
): Promise<void> {
  const changed = await db
    .update(org)
    .set({
      connectionState: state,
      connectionMessage: message,
      connectionSince: sql`case when ${org.connectionState} = ${state} and ${org.connectionSince} is not null
        then ${org.connectionSince} else ${at.toString()}::timestamptz end`,
    })
    .where(
      and(
        eq(org.orgId, orgId),
        or(
          ne(org.connectionState, state),
          ne(org.connectionMessage, message),
          isNull(org.connectionSince),
        ),
      ),
    )
    .returning({ orgId: org.orgId });
  if (changed.length > 0) await notifyChange(db, { orgId, topic: "status" });
}

export async function recordOutcome(
  db: Database,
  orgId: string,
  { failed, nextSyncAt }: { failed: boolean; nextSyncAt: Temporal.Instant },
): Promise<void> {
  await db
    .update(org)
    .set({ nextSyncAt, errorCount: failed ? sql`${org.errorCount} + 1` : 0 })
    .where(eq(org.orgId, orgId));
  await notifyChange(db, { orgId, topic: "status" });
}
