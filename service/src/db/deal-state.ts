import { sql } from "drizzle-orm";
import type { MirroredDeal } from "../sync/mirrored-deal.ts";
import { deal } from "./tables/deal.ts";

/** The columns that a deal and its versions share, with the type each has in SQL. */
const columnTypes = {
  name: "text",
  account_id: "text",
  owner_id: "text",
  pipeline: "text",
  stage: "text",
  amount: "numeric",
  currency: "text",
  exchange_rate: "numeric",
  reporting_amount: "numeric",
  probability: "int",
  closes_on: "date",
  proposal_on: "date",
  po_on: "date",
  kickoff_on: "date",
  invoice_on: "date",
  payment_on: "date",
  revenue_on: "date",
  territory: "text",
  service_line: "text",
  strategic_account: "boolean",
  aws_funded: "boolean",
  created_at: "timestamptz",
} as const;

const columns = Object.keys(columnTypes);

/** `name, account_id, …` */
export const stateColumns = sql.raw(columns.join(", "));
/** `name text, account_id text, …` for `jsonb_to_recordset` */
export const stateColumnTypes = sql.raw(
  Object.entries(columnTypes)
    .map(([column, type]) => `${column} ${type}`)
    .join(", "),
);
/** `excluded.name, excluded.account_id, …` */
export const excludedState = sql.raw(columns.map((column) => `excluded.${column}`).join(", "));

type StateRow = { deal_id: string } & Record<
  keyof typeof columnTypes,
  string | number | boolean | null
>;

/** One row for `jsonb_to_recordset`. */
export function stateRow(state: MirroredDeal, reportingAmount: string | null): StateRow {
  return {
    deal_id: state.id,
    name: state.name,
    account_id: state.accountId,
    owner_id: state.ownerId,
    pipeline: state.pipeline,
    stage: state.stage,
    amount: state.amount,
    currency: state.currency,
    exchange_rate: state.exchangeRate,
    reporting_amount: reportingAmount,
    probability: state.probability,
    closes_on: state.closesOn,
    proposal_on: state.proposalOn,
    po_on: state.poOn,
    kickoff_on: state.kickoffOn,
    invoice_on: state.invoiceOn,
    payment_on: state.paymentOn,
    revenue_on: state.revenueOn,
    territory: state.territory,
    service_line: state.serviceLine,
    strategic_account: state.strategicAccount,
    aws_funded: state.awsFunded,
    created_at: state.createdAt?.toString() ?? null,
  };
}

export const storedDealColumns = {
  dealId: deal.dealId,
  name: deal.name,
  accountId: deal.accountId,
  ownerId: deal.ownerId,
  pipeline: deal.pipeline,
  stage: deal.stage,
  amount: deal.amount,
  currency: deal.currency,
  exchangeRate: deal.exchangeRate,
  reportingAmount: deal.reportingAmount,
  probability: deal.probability,
  closesOn: deal.closesOn,
  proposalOn: deal.proposalOn,
  poOn: deal.poOn,
  kickoffOn: deal.kickoffOn,
  invoiceOn: deal.invoiceOn,
  paymentOn: deal.paymentOn,
  revenueOn: deal.revenueOn,
  territory: deal.territory,
  serviceLine: deal.serviceLine,
  strategicAccount: deal.strategicAccount,
  awsFunded: deal.awsFunded,
  createdAt: deal.createdAt,
  modifiedAt: deal.modifiedAt,
  seq: deal.seq,
  contentHash: deal.contentHash,
  issues: deal.issues,
  deletedAt: deal.deletedAt,
};

type Columns = typeof storedDealColumns;
export type StoredDeal = {
  [Key in keyof Columns]: Columns[Key]["_"]["notNull"] extends true
    ? Columns[Key]["_"]["data"]
    : Columns[Key]["_"]["data"] | null;
};

/** The stored row in canonical form, so that it can be compared with what arrives. */
export function canonicalState(stored: StoredDeal): MirroredDeal {
  const {
    dealId,
    reportingAmount: _,
    seq: __,
    contentHash: ___,
    issues: ____,
    deletedAt: _____,
    ...state
  } = stored;
  return {
    ...state,
    id: dealId,
    amount: withoutTrailingZeros(state.amount),
    exchangeRate: withoutTrailingZeros(state.exchangeRate),
  };
}

/** `numeric` columns come back padded to their scale: "1000.0000" is "1000". */
export function withoutTrailingZeros<Text extends string | null>(text: Text): Text | string {
  return text?.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
