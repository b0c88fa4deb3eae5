import { createHash } from "node:crypto";
import type { DealIssue } from "@pulse/shared/deal/deal-issue";
import type { RejectedRecords } from "@pulse/shared/sync/rejected-record";
import { desc, eq, sql } from "drizzle-orm";
import type { MappedRecord } from "../sync/mirrored-deal.ts";
import type { Database, Transaction } from "./database.ts";
import { isOneOf, jsonRows } from "./json-rows.ts";
import { syncIssue } from "./tables/sync.ts";

type Rejected = Extract<MappedRecord, { kind: "rejected" }>;

/** Keeps records that could not be read as deals exactly as they came; the same one again is no second row. */
export async function recordRejected(
  tx: Transaction,
  orgId: string,
  rejected: Rejected[],
): Promise<void> {
  if (rejected.length === 0) return;
  const rows = new Map(
    rejected.map((record) => [
      issueIdOf(record),
      {
        issue_id: issueIdOf(record),
        record_id: record.recordId,
        issues: record.issues,
        raw: record.raw,
      },
    ]),
  );
  await tx.execute(sql`
    insert into sync_issue (org_id, issue_id, record_id, issues, raw, first_seen_at, last_seen_at)
    select ${orgId}, x.issue_id, x.record_id, x.issues, x.raw, now(), now()
    from jsonb_to_recordset(${jsonRows([...rows.values()])}) as x(issue_id text, record_id text, issues jsonb, raw jsonb)
    on conflict (org_id, issue_id) do update set
      issues = excluded.issues, raw = excluded.raw, last_seen_at = excluded.last_seen_at`);
}

/** A later read of the record succeeded: its issue is settled. */
export async function settleRejected(
  tx: Transaction,
  orgId: string,
  dealIds: string[],
): Promise<void> {
  await tx.execute(sql`
    delete from sync_issue where org_id = ${orgId} and ${isOneOf(sql`record_id`, dealIds)}`);
}

function issueIdOf(record: Rejected): string {
  return (
    record.recordId ??
    createHash("sha256").update(JSON.stringify(record.raw)).digest("hex").slice(0, 32)
  );
}

/** The newest ones, and how many there are in all. */
export async function readRejected(
  db: Database,
  orgId: string,
  limit: number,
): Promise<RejectedRecords> {
  const rows = await db
    .select()
    .from(syncIssue)
    .where(eq(syncIssue.orgId, orgId))
    .orderBy(desc(syncIssue.lastSeenAt))
    .limit(limit);
  return {
    total: await db.$count(syncIssue, eq(syncIssue.orgId, orgId)),
    records: rows.map((row) => ({
      id: row.issueId,
      record_id: row.recordId,
      // Written by `recordRejected` alone, always as issues.
      issues: row.issues as DealIssue[],
      raw: row.raw,
      first_seen_at: row.firstSeenAt.toString(),
      last_seen_at: row.lastSeenAt.toString(),
    })),
  };
}
