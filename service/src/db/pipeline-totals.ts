import type { BreakdownRow, PipelineTotals } from "@pulse/shared/pipeline/live-pipeline";
import { sql } from "drizzle-orm";
import type { DealFilters, DealScope } from "../analytics/deal-query.ts";
import { type Database, rowsOf } from "./database.ts";
import { withoutTrailingZeros } from "./deal-state.ts";
import { matching, outcome, visibleDeals } from "./visible-deals.ts";

export type StoredSummary = {
  totals: PipelineTotals & { not_weighted: number };
  byTerritory: BreakdownRow[];
  byServiceLine: BreakdownRow[];
  byCurrency: { currency: string | null; deal_count: number; open_amount: string }[];
};

/**
 * Counts and sums in the reporting currency. Exact: amounts are rounded to the cent per deal when
 * they are converted, weighted parts only when the whole sum is shown.
 */
const totalsColumns = sql`
  count(*) as deal_count,
  count(*) filter (where ${outcome} = 'open') as open_count,
  count(*) filter (where ${outcome} = 'won') as won_count,
  count(*) filter (where ${outcome} = 'lost') as lost_count,
  count(*) filter (where ${outcome} = 'unknown') as excluded,
  count(*) filter (where d.amount is null) as missing_amount,
  count(*) filter (where d.amount is not null and d.reporting_amount is null) as not_converted,
  round(coalesce(sum(d.reporting_amount) filter (where ${outcome} = 'open'), 0), 2)::text as open_amount,
  round(coalesce(sum(d.reporting_amount) filter (where ${outcome} = 'won'), 0), 2)::text as won_amount,
  round(coalesce(sum(d.reporting_amount) filter (where ${outcome} = 'lost'), 0), 2)::text as lost_amount,
  round(coalesce(sum(d.reporting_amount * coalesce(d.probability, s.probability) * 0.01)
    filter (where ${outcome} = 'open'), 0), 2)::text as weighted_amount`;

type TotalsRow = Record<
  Exclude<keyof PipelineTotals, `${string}_amount`> | "missing_amount",
  string | number
> &
  Record<"open_amount" | "won_amount" | "lost_amount" | "weighted_amount", string>;

function totalsOf(row: TotalsRow): PipelineTotals {
  return {
    deal_count: Number(row.deal_count),
    open_count: Number(row.open_count),
    won_count: Number(row.won_count),
    lost_count: Number(row.lost_count),
    open_amount: row.open_amount,
    weighted_amount: row.weighted_amount,
    won_amount: row.won_amount,
    lost_amount: row.lost_amount,
    not_converted: Number(row.not_converted),
    missing_amount: Number(row.missing_amount),
    excluded: Number(row.excluded),
  };
}

/** Everything the dashboard adds up, in one pass over the visible deals. */
export async function readSummary(
  db: Database,
  orgId: string,
  scope: DealScope,
): Promise<StoredSummary> {
  type Row = TotalsRow & {
    grouped: number;
    territory: string | null;
    service_line: string | null;
    currency: string | null;
    not_weighted: string | number;
    own_open_amount: string;
  };
  const rows = await rowsOf<Row>(
    db,
    sql`select
        case
          when grouping(d.territory) = 0 then 1
          when grouping(d.service_line) = 0 then 2
          when grouping(d.currency) = 0 then 3
          else 0
        end as grouped,
        d.territory, d.service_line, d.currency, ${totalsColumns},
        count(*) filter (where ${outcome} = 'open' and d.reporting_amount is not null
          and coalesce(d.probability, s.probability) is null) as not_weighted,
        coalesce(sum(d.amount) filter (where ${outcome} = 'open'), 0)::text as own_open_amount
      ${visibleDeals(orgId, scope)}
      group by grouping sets ((), (d.territory), (d.service_line), (d.currency))`,
  );
  const group = (no: number) => rows.filter((row) => row.grouped === no);
  const [whole] = group(0);
  if (!whole) throw new Error("An aggregate over no grouping always has one row");
  const breakdown = (no: number, key: "territory" | "service_line"): BreakdownRow[] =>
    group(no)
      .map((row) => ({ key: row[key], ...totalsOf(row) }))
      .sort(byKey);
  return {
    totals: { ...totalsOf(whole), not_weighted: Number(whole.not_weighted) },
    byTerritory: breakdown(1, "territory"),
    byServiceLine: breakdown(2, "service_line"),
    byCurrency: group(3)
      .map((row) => ({
        key: row.currency,
        currency: row.currency,
        deal_count: Number(row.deal_count),
        open_amount: withoutTrailingZeros(row.own_open_amount),
      }))
      .sort(byKey)
      .map(({ key: _, ...row }) => row),
  };
}

/** By name, with the row of deals without a value last. */
function byKey(a: { key: string | null }, b: { key: string | null }): number {
  if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? 1 : -1;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Totals of the deals that match; `deal_count` is how many there are. */
export async function readSelection(
  db: Database,
  orgId: string,
  scope: DealScope,
  filters: DealFilters,
): Promise<PipelineTotals> {
  const [row] = await rowsOf<TotalsRow>(
    db,
    sql`select ${totalsColumns} ${visibleDeals(orgId, scope)} ${matching(filters)}`,
  );
  if (!row) throw new Error("An aggregate always has one row");
  return totalsOf(row);
}
