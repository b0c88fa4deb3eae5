import type { Deal } from "@pulse/shared/deal/deal";
import type { DealIssue } from "@pulse/shared/deal/deal-issue";
import type { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import { type SQL, sql } from "drizzle-orm";
import type { DealPageRequest, DealScope, PagePlace } from "../analytics/deal-query.ts";
import { type Database, rowsOf } from "./database.ts";
import { withoutTrailingZeros } from "./deal-state.ts";
import { parseInstant } from "./tables/columns.ts";
import { matching, outcome, visibleDeals } from "./visible-deals.ts";

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
