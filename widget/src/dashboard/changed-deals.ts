import type { Deal } from "@pulse/shared/deal/deal";

/** What is new in a deal: `"new"` when the deal itself is, else the fields that differ. */
export type DealChange = "new" | ReadonlySet<keyof Deal>;

const shown = [
  "opportunity_name",
  "account_name",
  "owner_name",
  "stage",
  "outcome",
  "amount",
  "currency",
  "sgd_amount",
  "probability",
  "closing_date",
  "territory",
  "service_line",
  "modified_time",
] as const satisfies readonly (keyof Deal)[];

/**
 * What a reader of the same list should notice between two reads of it.
 *
 * Deals at the end that were not there before are the next page, not news: a new deal counts only
 * when one that was already known comes after it.
 */
export function changedDeals(
  before: readonly Deal[],
  after: readonly Deal[],
): ReadonlyMap<string, DealChange> {
  const known = new Map(before.map((deal) => [deal.record_id, deal]));
  const lastKnown = after.findLastIndex((deal) => known.has(deal.record_id));
  const changes = new Map<string, DealChange>();

  after.forEach((deal, index) => {
    const old = known.get(deal.record_id);
    if (old === undefined) {
      if (index < lastKnown) changes.set(deal.record_id, "new");
      return;
    }
    const fields = shown.filter((field) => old[field] !== deal[field]);
    if (fields.length > 0) changes.set(deal.record_id, new Set(fields));
  });
  return changes;
}
