import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { MappedRecord } from "../sync/mirrored-deal.ts";
import type { Transaction } from "./database.ts";
import { jsonRows, textRows } from "./json-rows.ts";

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
    delete from sync_issue where org_id = ${orgId} and record_id in (select * from ${textRows(dealIds)})`);
}

function issueIdOf(record: Rejected): string {
  return (
    record.recordId ??
    createHash("sha256").update(JSON.stringify(record.raw)).digest("hex").slice(0, 32)
  );
}
