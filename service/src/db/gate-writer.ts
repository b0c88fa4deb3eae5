import { and, eq, sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { changedFields, judge, judgeAbsence, newestPerDeal } from "../sync/gate.ts";
import type { MappedRecord } from "../sync/mirrored-deal.ts";
import { noCounts, type RunCounts } from "../sync/sync-run-record.ts";
import type { ReadMark, SyncTransaction } from "../sync/sync-store.ts";
import { bumpDataVersion } from "./data-version.ts";
import type { Transaction } from "./database.ts";
import {
  canonicalState,
  excludedState,
  type StoredDeal,
  stateColumns,
  stateColumnTypes,
  stateRow,
  storedDealColumns,
  withoutTrailingZeros,
} from "./deal-state.ts";
import { jsonRows, textRows } from "./json-rows.ts";
import { recordRejected, settleRejected } from "./rejected-records.ts";
import { deal } from "./tables/deal.ts";

type Mapped = Extract<MappedRecord, { kind: "mapped" }>;

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

  const accepted: { item: Mapped; before: StoredDeal | null }[] = [];
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

  await tx.execute(sql`
    update deal set deleted_at = x.deleted_at, deletion = x.deletion, seq = ${read.seq}, source = ${read.source}
    from jsonb_to_recordset(${jsonRows(gone)}) as x(deal_id text, deletion text, deleted_at timestamptz)
    where deal.org_id = ${orgId} and deal.deal_id = x.deal_id`);
  await tx.execute(sql`
    with gone as (
      select * from jsonb_to_recordset(${jsonRows(gone)}) as x(deal_id text, deleted_at timestamptz)
    ), closed as (
      update deal_version v set valid_to = greatest(v.valid_from, gone.deleted_at)
      from gone where v.org_id = ${orgId} and v.deal_id = gone.deal_id and v.valid_to is null
    )
    insert into deal_version (org_id, deal_id, seq, ${stateColumns}, valid_from, valid_to,
      is_deleted, changed, source, origin, observed_at)
    select d.org_id, d.deal_id, ${read.seq}, ${stateColumns}, gone.deleted_at, null,
      true, '["deleted"]', ${read.source}, 'observed', now()
    from deal d join gone on gone.deal_id = d.deal_id where d.org_id = ${orgId}`);
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
    .where(and(eq(deal.orgId, orgId), sql`${deal.dealId} in (select * from ${textRows(ids)})`));
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
function derivedDiffers(before: StoredDeal, item: Mapped): boolean {
  return (
    withoutTrailingZeros(before.reportingAmount) !== withoutTrailingZeros(item.reportingAmount) ||
    JSON.stringify(before.issues) !== JSON.stringify(item.issues)
  );
}

async function writeDeals(
  tx: Transaction,
  orgId: string,
  accepted: { item: Mapped }[],
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

async function writeVersions(
  tx: Transaction,
  orgId: string,
  accepted: { item: Mapped; before: StoredDeal | null }[],
  read: ReadMark,
): Promise<void> {
  const rows = accepted.flatMap(({ item, before }) => {
    const changed = before ? changesOf(before, item) : [];
    if (before && changed.length === 0) return [];
    // A restore moves no Modified_Time; its state still begins after the deletion it ends.
    const validFrom = laterOf(
      item.deal.modifiedAt,
      before?.deletedAt ?? before?.modifiedAt ?? null,
    );
    return [
      { ...stateRow(item.deal, item.reportingAmount), changed, valid_from: validFrom.toString() },
    ];
  });
  if (rows.length === 0) return;
  await tx.execute(sql`
    with incoming as (
      select * from jsonb_to_recordset(${jsonRows(rows)}) as x(deal_id text, ${stateColumnTypes},
        changed jsonb, valid_from timestamptz)
    ), closed as (
      update deal_version v set valid_to = greatest(v.valid_from, incoming.valid_from)
      from incoming where v.org_id = ${orgId} and v.deal_id = incoming.deal_id and v.valid_to is null
    )
    insert into deal_version (org_id, deal_id, seq, ${stateColumns}, valid_from, valid_to,
      is_deleted, changed, source, origin, observed_at)
    select ${orgId}, deal_id, ${read.seq}, ${stateColumns}, valid_from, null,
      false, changed, ${read.source}, 'observed', now()
    from incoming`);
}

function changesOf(before: StoredDeal, item: Mapped): string[] {
  const changed: string[] = changedFields(canonicalState(before), item.deal);
  if (before.deletedAt !== null) changed.unshift("restored");
  return changed;
}

function laterOf(a: Temporal.Instant, b: Temporal.Instant | null): Temporal.Instant {
  return b !== null && Temporal.Instant.compare(b, a) > 0 ? b : a;
}
