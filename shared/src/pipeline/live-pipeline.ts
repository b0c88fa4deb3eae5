import { z } from "zod";
import { Deal } from "../deal/deal.ts";
import { DealOutcome } from "../deal/deal-outcome.ts";
import { SyncStatus } from "../sync/sync-status.ts";
import { CurrencyCode, DecimalText, InstantText } from "../wire/scalars.ts";

export const DealSort = z.enum([
  "opportunity_name",
  "account_name",
  "owner_name",
  "stage",
  "sgd_amount",
  "probability",
  "closing_date",
  "territory",
  "service_line",
  "modified_time",
]);
export type DealSort = z.infer<typeof DealSort>;

/** Stands for "has no value" in a filter; the CRM shows an empty picklist the same way. */
export const NO_VALUE = "-None-";

const oneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Query of `GET /api/zoho/live-pipeline`. Filters narrow `deals`, `total` and `selection`, never `summary`. */
export const LivePipelineQuery = z.strictObject({
  search: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe("Part of a deal, account or owner name, or a record id"),
  outcome: oneOrMore.pipe(z.array(DealOutcome)).optional(),
  territory: oneOrMore.optional().describe("Repeat for several; -None- for deals without one"),
  service_line: oneOrMore.optional().describe("Repeat for several; -None- for deals without one"),
  stage: oneOrMore.optional().describe("Display value; repeat for several"),
  owner: oneOrMore.optional().describe("Owner id; repeat for several"),
  sort: DealSort.default("modified_time"),
  order: z.enum(["asc", "desc"]).default("desc"),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(1000).optional().describe("next_cursor of the previous page"),
});
export type LivePipelineQuery = z.infer<typeof LivePipelineQuery>;
export type LivePipelineParams = z.input<typeof LivePipelineQuery>;

const totals = {
  deal_count: z.int().describe("open_count + won_count + lost_count + excluded"),
  open_count: z.int(),
  won_count: z.int(),
  lost_count: z.int(),
  open_amount: DecimalText,
  weighted_amount: DecimalText.describe(
    "Sum over open deals of amount x probability; the stage's default stands in for a missing probability",
  ),
  won_amount: DecimalText,
  lost_amount: DecimalText,
  not_converted: z
    .int()
    .describe("Deals with an amount but no usable rate: in the counts, not in the amounts"),
  missing_amount: z.int().describe("Deals without an amount: in the counts, not in the amounts"),
  excluded: z.int().describe("Deals in no outcome because their stage is not in the stage list"),
};

export const PipelineTotals = z.object(totals);
export type PipelineTotals = z.infer<typeof PipelineTotals>;

export const BreakdownRow = z.object({
  key: z.string().nullable().describe("Null collects the deals that have no value"),
  ...totals,
});
export type BreakdownRow = z.infer<typeof BreakdownRow>;

export const PipelineSummary = z.object({
  currency: CurrencyCode.describe("Currency of every amount here"),
  currency_basis: z.literal("deal_rate").describe("Each deal converted at the rate saved on it"),
  as_of: InstantText.nullable().describe(
    "CRM time up to which everything is included; null before the first sync",
  ),
  ...totals,
  not_weighted: z
    .int()
    .describe("Open deals with an amount but neither a probability nor a stage default"),
  unmapped: z
    .int()
    .describe("CRM records kept raw because they could not be read as deals; in no count above"),
  by_territory: z.array(BreakdownRow),
  by_service_line: z.array(BreakdownRow),
  by_currency: z.array(
    z.object({
      currency: CurrencyCode.nullable(),
      deal_count: z.int(),
      open_amount: DecimalText.describe("In this row's own currency"),
    }),
  ),
});
export type PipelineSummary = z.infer<typeof PipelineSummary>;

export const LivePipeline = z.object({
  summary: PipelineSummary.describe("Over all deals the caller may see"),
  deals: z.array(Deal),
  total: z.int().describe("Deals that match the filters"),
  selection: PipelineTotals.describe("Totals of the deals that match the filters"),
  next_cursor: z.string().nullable(),
  last_sync: InstantText.nullable(),
  data_freshness: z.int().nullable().describe("Seconds since last_sync"),
  sync_status: SyncStatus,
});
export type LivePipeline = z.infer<typeof LivePipeline>;
