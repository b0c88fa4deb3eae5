import type { ConnectionState } from "@pulse/shared/sync/sync-status";
import { and, desc, eq, sql } from "drizzle-orm";
import type { SyncRunRecord } from "../sync/sync-run-record.ts";
import type { StatusFacts } from "../sync/sync-status.ts";
import type { Database } from "./database.ts";
import { org } from "./tables/org.ts";
import { syncIssue, syncRun, syncStream } from "./tables/sync.ts";

/** @returns null when the organisation is not connected */
export async function readStatusFacts(db: Database, orgId: string): Promise<StatusFacts | null> {
  const [row] = await db.select().from(org).where(eq(org.orgId, orgId));
  if (!row) return null;
  const runs = await db
    .select()
    .from(syncRun)
    .where(eq(syncRun.orgId, orgId))
    // Under way before waiting before finished; then the newest.
    .orderBy(
      sql`case when ${syncRun.state} in ('running', 'interrupted') then 0 when ${syncRun.state} = 'queued' then 1 else 2 end`,
      desc(syncRun.finishedAt),
    )
    .limit(3);
  const [mark] = await db
    .select({ asOf: syncStream.asOf, asOfHere: syncStream.asOfHere })
    .from(syncStream)
    .where(and(eq(syncStream.orgId, orgId), eq(syncStream.stream, "deals")));
  return {
    connection: {
      // Written by us alone, always as one of the states.
      state: row.connectionState as ConnectionState,
      since: row.connectionSince,
      message: row.connectionMessage,
    },
    errorCount: row.errorCount,
    nextSyncAt: row.nextSyncAt,
    asOf: mark?.asOf ?? null,
    asOfHere: mark?.asOfHere ?? null,
    activeRun: runs.find(isUnfinished) ?? null,
    lastRun: runs.find((run) => !isUnfinished(run)) ?? null,
    rejectedCount: await db.$count(syncIssue, eq(syncIssue.orgId, orgId)),
    dealCount: row.liveDeals,
    dataVersion: row.dataVersion,
  };
}

function isUnfinished(run: SyncRunRecord): boolean {
  return run.state === "running" || run.state === "interrupted" || run.state === "queued";
}

/**
 * Organisations whose next scheduled run is due and that have none under way. One that never had a
 * run is due as well: its process may have died between the connection and its first request.
 */
export async function readOrgsDue(db: Database, at: { toString(): string }): Promise<string[]> {
  const rows = await db
    .select({ orgId: org.orgId })
    .from(org)
    .where(
      sql`(${org.nextSyncAt} is null or ${org.nextSyncAt} <= ${at.toString()})
        and not exists (select 1 from ${syncRun} where ${syncRun.orgId} = ${org.orgId}
          and ${syncRun.state} in ('queued', 'running', 'interrupted'))`,
    );
  return rows.map((row) => row.orgId);
}
