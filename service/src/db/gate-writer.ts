import { and, eq, sql } from "drizzle-orm";
import { judge, judgeAbsence, newestPerDeal } from "../sync/gate.ts";
import type { MappedRecord } from "../sync/mirrored-deal.ts";
import { noCounts, type RunCounts } from "../sync/sync-run-record.ts";
import type { ReadMark, SyncTransaction } from "../sync/sync-store.ts";
import { bumpDataVersion } from "./data-version.ts";
import type { Transaction } from "./database.ts";
import { type Accepted, laterOf, writeDeletions, writeVersions } from "./deal-history.ts";
import {
  excludedState,
  type StoredDeal,
  stateColumns,
  stateColumnTypes,
  stateRow,
  storedDealColumns,
  withoutTrailingZeros,
} from "./deal-state.ts";
import { isOneOf, jsonRows } from "./json-rows.ts";
import { recordRejected, settleRejected } from "./rejected-records.ts";
import { deal } from "./tables/deal.ts";

/**
 * The gate in the database: everything that changes a mirrored row goes through these two functions.
 * One gate per organisation is open at a time, so writers cannot deadlock and a verdict still holds
 * when it is carried out.
 */
export async function applyRecords(
  tx: Transaction,
  orgId: string,
  records: MappedRecord[],
  read: ReadMark,
): Promise<RunCounts> {
  if (records.length === 0) return noCounts;
  await openGate(tx, orgId);

  const mapped = records.filter((record) => record.kind === "mapped");
  const rejected = records.filter((record) => record.kind === "rejected");
  const items = newestPerDeal(mapped);
  const stored = await storedDeals(
    tx,
    orgId,
    items.map((item) => item.deal.id),
  );

  const accepted: Accepted[] = [];
  const counts = { ...noCounts, read: records.length, rejected: rejected.length };
  // A deal that came twice in one read was received twice; the state that lost counts as older.
  counts.older += mapped.length - items.length;
  for (const item of items) {
    const before = stored.get(item.deal.id) ?? null;
    const verdict = judge(before && markOf(before), {
      modifiedAt: item.deal.modifiedAt,
      seq: read.seq,
      contentHash: item.contentHash,
    });
    if (verdict === "unchanged" && before && derivedDiffers(before, item)) {
      counts.applied += 1;
      accepted.push({ item, before });
    } else {
      counts[verdict] += 1;
      if (verdict === "applied") accepted.push({ item, before });
    }
  }

  await writeDeals(tx, orgId, accepted, read);
  await writeVersions(tx, orgId, accepted, read);
  await settleRejected(
    tx,
    orgId,
    mapped.map((item) => item.deal.id),
  );
  await recordRejected(tx, orgId, rejected);
  if (accepted.length > 0 || rejected.length > 0) {
    const appeared = accepted.filter(({ before }) => before === null || before.deletedAt !== null);
    await bumpDataVersion(tx, orgId, appeared.length);
  }
  return counts;
}

/** See `SyncTransaction.applyAbsences`. */
export async function applyAbsences(
  tx: Transaction,
  orgId: string,
  absent: Parameters<SyncTransaction["applyAbsences"]>[0],
  read: ReadMark,
): Promise<number> {
  if (absent.length === 0) return 0;
  await openGate(tx, orgId);
  const stored = await storedDeals(
    tx,
    orgId,
    absent.map((entry) => entry.id),
  );
  const gone = absent.flatMap((entry) => {
    const before = stored.get(entry.id);
    if (
      !before ||
      judgeAbsence({ seq: before.seq, isDeleted: before.deletedAt !== null }, read.seq) !==
        "applied"
    ) {
      return [];
    }
    // A hidden deal has no deletion time; it was last known to exist at its last change.
    const at = laterOf(entry.deletedAt ?? before.modifiedAt, before.modifiedAt);
    return [{ deal_id: entry.id, deletion: entry.kind, deleted_at: at.toString() }];
  });
  if (gone.length === 0) return 0;
  const goneIds = gone.map((entry) => entry.deal_id);

  await tx.execute(sql`
    update deal set deleted_at = x.deleted_at, deletion = x.deletion, seq = ${read.seq}, source = ${read.source}
    from jsonb_to_recordset(${jsonRows(gone)}) as x(deal_id text, deletion text, deleted_at timestamptz)
    where deal.org_id = ${orgId} and deal.deal_id = x.deal_id and ${isOneOf(sql`deal.deal_id`, goneIds)}`);
  await writeDeletions(
    tx,
    orgId,
    new Map(gone.map((entry) => [entry.deal_id, entry.deleted_at])),
    read,
  );
  await bumpDataVersion(tx, orgId, -gone.length);
  return gone.length;
}

async function openGate(tx: Transaction, orgId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`gate:${orgId}`}, 0))`);
}

async function storedDeals(
  tx: Transaction,
  orgId: string,
  ids: string[],
): Promise<Map<string, StoredDeal>> {
  const rows = await tx
    .select(storedDealColumns)
    .from(deal)
    .where(and(eq(deal.orgId, orgId), isOneOf(deal.dealId, ids)));
  return new Map(rows.map((row) => [row.dealId, row]));
}

function markOf(row: StoredDeal) {
  return {
    modifiedAt: row.modifiedAt,
    seq: row.seq,
    contentHash: row.contentHash,
    isDeleted: row.deletedAt !== null,
  };
}

/** The deal is the same, but what we derive from it is not: a new reporting rate, a stage now known. */
function derivedDiffers(before: StoredDeal, item: Accepted["item"]): boolean {
  return (
    withoutTrailingZeros(before.reportingAmount) !== withoutTrailingZeros(item.reportingAmount) ||
    JSON.stringify(before.issues) !== JSON.stringify(item.issues)
  );
}

async function writeDeals(
  tx: Transaction,
  orgId: string,
  accepted: Accepted[],
  read: ReadMark,
): Promise<void> {
  if (accepted.length === 0) return;
  const rows = accepted.map(({ item }) => ({
    ...stateRow(item.deal, item.reportingAmount),
    modified_at: item.deal.modifiedAt.toString(),
    content_hash: item.contentHash,
    issues: item.issues,
    raw: item.raw,
  }));
  await tx.execute(sql`
    insert into deal (org_id, deal_id, ${stateColumns}, modified_at, seq, content_hash, issues, raw, source)
    select ${orgId}, x.deal_id, ${stateColumns}, x.modified_at, ${read.seq}, x.content_hash,
      x.issues, x.raw, ${read.source}
    from jsonb_to_recordset(${jsonRows(rows)}) as x(deal_id text, ${stateColumnTypes},
      modified_at timestamptz, content_hash text, issues jsonb, raw jsonb)
    on conflict (org_id, deal_id) do update set
      (${stateColumns}, modified_at, seq, content_hash, issues, raw, source, deleted_at, deletion) =
      row(${excludedState}, excluded.modified_at, excluded.seq, excluded.content_hash,
        excluded.issues, excluded.raw, excluded.source, null, null)`);
}
