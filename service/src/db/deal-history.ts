import { sql } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { changedFields } from "../sync/gate.ts";
import type { MappedRecord } from "../sync/mirrored-deal.ts";
import type { ReadMark } from "../sync/sync-store.ts";
import type { Transaction } from "./database.ts";
import {
  canonicalState,
  type StoredDeal,
  stateColumns,
  stateColumnTypes,
  stateRow,
} from "./deal-state.ts";
import { isOneOf, jsonRows, storableJson } from "./json-rows.ts";

/** A state the gate let through, and what the mirror held before it. */
export type Accepted = {
  item: Extract<MappedRecord, { kind: "mapped" }>;
  before: StoredDeal | null;
};

/** One more version for each deal whose state differs from the one before. */
export async function writeVersions(
  tx: Transaction,
  orgId: string,
  accepted: Accepted[],
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
  // Only a first version has no changed field, and nothing before it that could end.
  const ends = rows
    .filter((row) => row.changed.length > 0)
    .map((row) => [row.deal_id, row.valid_from] as const);
  await closeVersions(tx, orgId, new Map(ends));
  await tx.execute(sql`
    insert into deal_version (org_id, deal_id, seq, ${stateColumns}, valid_from, valid_to,
      is_deleted, changed, source, origin, observed_at)
    select ${orgId}, deal_id, ${read.seq}, ${stateColumns}, valid_from, null,
      false, changed, ${read.source}, 'observed', now()
    from jsonb_to_recordset(${jsonRows(rows)}) as x(deal_id text, ${stateColumnTypes},
        changed jsonb, valid_from timestamptz)`);
}

function changesOf(before: StoredDeal, item: Accepted["item"]): string[] {
  const changed: string[] = changedFields(canonicalState(before), item.deal);
  if (before.deletedAt !== null) changed.unshift("restored");
  return changed;
}

/** Ends the current version of each deal at the instant the next one begins. */
async function closeVersions(
  tx: Transaction,
  orgId: string,
  endByDeal: ReadonlyMap<string, string>,
): Promise<void> {
  if (endByDeal.size === 0) return;
  const ends = storableJson(Object.fromEntries(endByDeal));
  await tx.execute(sql`
    update deal_version
    set valid_to = greatest(valid_from, (${ends}::text::jsonb ->> deal_id)::timestamptz)
    where org_id = ${orgId} and valid_to is null and ${isOneOf(sql`deal_id`, [...endByDeal.keys()])}`);
}

/** A last version for each deal that is gone, from the instant it went. The deals are tombstones already. */
export async function writeDeletions(
  tx: Transaction,
  orgId: string,
  deletedAtByDeal: ReadonlyMap<string, string>,
  read: ReadMark,
): Promise<void> {
  await closeVersions(tx, orgId, deletedAtByDeal);
  await tx.execute(sql`
    insert into deal_version (org_id, deal_id, seq, ${stateColumns}, valid_from, valid_to,
      is_deleted, changed, source, origin, observed_at)
    select d.org_id, d.deal_id, ${read.seq}, ${stateColumns}, d.deleted_at, null,
      true, '["deleted"]', ${read.source}, 'observed', now()
    from deal d where d.org_id = ${orgId} and ${isOneOf(sql`d.deal_id`, [...deletedAtByDeal.keys()])}`);
}

export function laterOf(a: Temporal.Instant, b: Temporal.Instant | null): Temporal.Instant {
  return b !== null && Temporal.Instant.compare(b, a) > 0 ? b : a;
}
