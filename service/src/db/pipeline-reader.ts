import type { Deal } from "@pulse/shared/deal/deal";
import type { DealIssue } from "@pulse/shared/deal/deal-issue";
import type { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import type { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import {
  type BreakdownRow,
  NO_VALUE,
  type PipelineTotals,
} from "@pulse/shared/pipeline/live-pipeline";
import { type SQL, sql } from "drizzle-orm";
import type {
  DealFilters,
  DealPageRequest,
  DealScope,
  PagePlace,
} from "../analytics/deal-query.ts";
import { type Database, rowsOf } from "./database.ts";
import { withoutTrailingZeros } from "./deal-state.ts";
import { isOneOf } from "./json-rows.ts";
import { parseInstant } from "./tables/columns.ts";

export type StoredSummary = {
  totals: PipelineTotals & { not_weighted: number };
  byTerritory: BreakdownRow[];
  byServiceLine: BreakdownRow[];
  byCurrency: { currency: string | null; deal_count: number; open_amount: string }[];
};

/** Deals that exist and that the scope shows, with what the reader knows of their stage. */
function visibleDeals(orgId: string, scope: DealScope): SQL {
  const ownedBy =
    scope.kind === "all" ? sql`` : sql`and ${isOneOf(sql`d.owner_id`, [...scope.ownerIds])}`;
  return sql`
    from deal d
    left join crm_stage s on s.org_id = d.org_id and s.actual_value = d.stage
    left join crm_account a on a.org_id = d.org_id and a.account_id = d.account_id
    left join crm_user u on u.org_id = d.org_id and u.user_id = d.owner_id
    where d.org_id = ${orgId} and d.deleted_at is null ${ownedBy}`;
}

const outcome = sql`coalesce(s.outcome, 'unknown')`;

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

function matching(filters: DealFilters): SQL {
  const conditions: SQL[] = [];
  if (filters.search) {
    const pattern = `%${filters.search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    conditions.push(
      sql`(d.name ilike ${pattern} or a.name ilike ${pattern} or u.name ilike ${pattern} or d.deal_id = ${filters.search})`,
    );
  }
  if (filters.outcome) conditions.push(isOneOf(outcome, filters.outcome));
  if (filters.territory) conditions.push(oneOf(sql`d.territory`, filters.territory));
  if (filters.service_line) conditions.push(oneOf(sql`d.service_line`, filters.service_line));
  if (filters.stage) conditions.push(oneOf(sql`coalesce(s.display_value, d.stage)`, filters.stage));
  if (filters.owner) conditions.push(oneOf(sql`d.owner_id`, filters.owner));
  return sql.join(
    conditions.map((condition) => sql` and ${condition}`),
    sql``,
  );
}

function oneOf(column: SQL, values: string[]): SQL {
  const named = values.filter((value) => value !== NO_VALUE);
  const missing = values.includes(NO_VALUE) ? sql`or ${column} is null` : sql``;
  return sql`(${isOneOf(column, named)} ${missing})`;
}

/** What each sort goes by, and the type its text form is read back as. */
const sortColumns: Record<DealPageRequest["sort"], { column: SQL; type: SQL }> = {
  opportunity_name: { column: sql`lower(d.name) collate "C"`, type: sql`text` },
  account_name: { column: sql`lower(a.name) collate "C"`, type: sql`text` },
  owner_name: { column: sql`lower(u.name) collate "C"`, type: sql`text` },
  stage: { column: sql`s.position`, type: sql`int` },
  sgd_amount: { column: sql`d.reporting_amount`, type: sql`numeric` },
  probability: { column: sql`coalesce(d.probability, s.probability)`, type: sql`int` },
  closing_date: { column: sql`d.closes_on`, type: sql`date` },
  territory: { column: sql`lower(d.territory) collate "C"`, type: sql`text` },
  service_line: { column: sql`lower(d.service_line) collate "C"`, type: sql`text` },
  modified_time: { column: sql`d.modified_at`, type: sql`timestamptz` },
};

type DealRow = {
  deal_id: string;
  name: string | null;
  account_id: string | null;
  account_name: string | null;
  owner_id: string | null;
  owner_name: string | null;
  owner_is_active: boolean | null;
  pipeline: string | null;
  stage: string | null;
  stage_display: string | null;
  outcome: DealOutcome;
  amount: string | null;
  currency: string | null;
  exchange_rate: string | null;
  reporting_amount: string | null;
  probability: number | null;
  closes_on: string | null;
  territory: string | null;
  service_line: string | null;
  strategic_account: boolean | null;
  aws_funded: boolean | null;
  proposal_on: string | null;
  po_on: string | null;
  kickoff_on: string | null;
  invoice_on: string | null;
  payment_on: string | null;
  revenue_on: string | null;
  created_at: string | null;
  modified_at: string;
  issues: DealIssue[];
  sort_value: string | null;
};

/** One page in the order asked for; deals without a sort value come last either way. */
export async function readDealPage(
  db: Database,
  orgId: string,
  scope: DealScope,
  request: DealPageRequest,
  crmUrlOf: (dealId: string) => string,
): Promise<{ deals: Deal[]; next: PagePlace | null }> {
  const { column } = sortColumns[request.sort];
  const direction = request.order === "asc" ? sql`asc` : sql`desc`;
  const rows = await rowsOf<DealRow>(
    db,
    // Dates and instants leave as text, so that no driver gives them a time zone.
    sql`select d.deal_id, d.name, d.account_id, a.name as account_name, d.owner_id, u.name as owner_name,
        u.is_active as owner_is_active, d.pipeline, d.stage, coalesce(s.display_value, d.stage) as stage_display,
        ${outcome} as outcome, d.amount::text, d.currency, d.exchange_rate::text, d.reporting_amount::text,
        d.probability, d.closes_on::text, d.territory, d.service_line, d.strategic_account, d.aws_funded,
        d.proposal_on::text, d.po_on::text, d.kickoff_on::text, d.invoice_on::text, d.payment_on::text,
        d.revenue_on::text, d.created_at::text, d.modified_at::text, d.issues, (${column})::text as sort_value
      ${visibleDeals(orgId, scope)} ${matching(request.filters)} ${behind(request)}
      order by ${column} ${direction} nulls last, d.deal_id ${direction}
      limit ${request.limit + 1}`,
  );
  const page = rows.slice(0, request.limit);
  const last = page.at(-1);
  return {
    deals: page.map((row) => dealOf(row, crmUrlOf(row.deal_id))),
    next: rows.length > request.limit && last ? { value: last.sort_value, id: last.deal_id } : null,
  };
}

function behind({ sort, order, after }: DealPageRequest): SQL {
  if (after === null) return sql``;
  const { column, type } = sortColumns[sort];
  const beyond = order === "asc" ? sql`>` : sql`<`;
  if (after.value === null) return sql`and ${column} is null and d.deal_id ${beyond} ${after.id}`;
  const value = sql`${after.value}::text::${type}`;
  return sql`and (${column} ${beyond} ${value}
    or (${column} = ${value} and d.deal_id ${beyond} ${after.id}) or ${column} is null)`;
}

function dealOf(row: DealRow, crmUrl: string): Deal {
  return {
    record_id: row.deal_id,
    opportunity_name: row.name,
    account_id: row.account_id,
    account_name: row.account_name,
    owner_id: row.owner_id,
    owner_name: row.owner_name,
    owner_is_active: row.owner_is_active,
    pipeline: row.pipeline,
    stage: row.stage_display,
    stage_value: row.stage,
    outcome: row.outcome,
    amount: withoutTrailingZeros(row.amount),
    currency: row.currency,
    exchange_rate: withoutTrailingZeros(row.exchange_rate),
    sgd_amount: row.reporting_amount === null ? null : toCents(row.reporting_amount),
    probability: row.probability,
    closing_date: row.closes_on,
    territory: row.territory,
    service_line: row.service_line,
    strategic_account: row.strategic_account,
    aws_funded: row.aws_funded,
    proposal_date: row.proposal_on,
    po_date: row.po_on,
    kickoff_date: row.kickoff_on,
    invoice_date: row.invoice_on,
    payment_date: row.payment_on,
    revenue_date: row.revenue_on,
    created_time: row.created_at && parseInstant(row.created_at).toString(),
    modified_time: parseInstant(row.modified_at).toString(),
    is_deleted: false,
    crm_url: crmUrl,
    issues: row.issues,
  };
}

/** Stored with four decimals of which the last two are always zero. */
function toCents(text: string): string {
  return text.replace(/(\.\d{2})\d*$/, "$1");
}

export async function readFilterOptions(
  db: Database,
  orgId: string,
  scope: DealScope,
): Promise<FilterOptions> {
  type Row = {
    kind: "territory" | "service_line" | "stage" | "owner";
    id: string;
    name: string;
    outcome: DealOutcome;
    is_active: boolean;
  };
  const rows = await rowsOf<Row>(
    db,
    sql`with visible as (
        select d.territory, d.service_line, d.owner_id, coalesce(s.display_value, d.stage) as stage,
          ${outcome} as outcome, coalesce(s.position, 9999) as position, u.name as owner_name, u.is_active
        ${visibleDeals(orgId, scope)})
      select * from (
        select distinct 'territory' as kind, territory as id, territory as name, 'open' as outcome, true as is_active, 0 as position
          from visible where territory is not null
        union all
        select distinct 'service_line', service_line, service_line, 'open', true, 0 from visible where service_line is not null
        union all
        select 'stage', stage, stage, min(outcome), true, min(position) from visible where stage is not null group by stage
        union all
        select distinct 'owner', owner_id, coalesce(owner_name, owner_id), 'open', coalesce(is_active, true), 0
          from visible where owner_id is not null
      ) options
      order by kind, position, name`,
  );
  const of = (kind: Row["kind"]) => rows.filter((row) => row.kind === kind);
  return {
    territories: of("territory").map((row) => row.name),
    service_lines: of("service_line").map((row) => row.name),
    stages: of("stage").map((row) => ({ name: row.name, outcome: row.outcome })),
    owners: of("owner").map((row) => ({ id: row.id, name: row.name, is_active: row.is_active })),
  };
}
