import { z } from "zod";
import { CalendarDate, CurrencyCode, DecimalText, InstantText } from "../wire/scalars.ts";
import { DealId } from "./deal-id.ts";
import { DealIssue } from "./deal-issue.ts";
import { DealOutcome } from "./deal-outcome.ts";

/** A mirrored CRM deal. Null always means "not known", never zero or no. */
export const Deal = z.object({
  record_id: DealId,
  opportunity_name: z.string().nullable(),
  account_id: z.string().nullable(),
  account_name: z.string().nullable(),
  owner_id: z.string().nullable(),
  owner_name: z.string().nullable(),
  owner_is_active: z.boolean().nullable(),
  pipeline: z.string().nullable(),
  stage: z.string().nullable().describe("The stage as people see it in the CRM"),
  stage_value: z.string().nullable().describe("The stage's actual value on the CRM's wire"),
  outcome: DealOutcome,
  amount: DecimalText.nullable().describe("In the deal's own currency"),
  currency: CurrencyCode.nullable(),
  exchange_rate: DecimalText.nullable().describe(
    "Units of `currency` per one home unit, as saved on the deal",
  ),
  sgd_amount: DecimalText.nullable().describe(
    "Amount in the reporting currency (SGD by default) at the deal's own rate, to the cent; null when not convertible",
  ),
  probability: z.int().min(0).max(100).nullable().describe("Percent, as saved on the deal"),
  closing_date: CalendarDate.nullable(),
  territory: z.string().nullable(),
  service_line: z.string().nullable(),
  strategic_account: z.boolean().nullable(),
  aws_funded: z.boolean().nullable(),
  proposal_date: CalendarDate.nullable(),
  po_date: CalendarDate.nullable(),
  kickoff_date: CalendarDate.nullable(),
  invoice_date: CalendarDate.nullable(),
  payment_date: CalendarDate.nullable(),
  revenue_date: CalendarDate.nullable(),
  created_time: InstantText.nullable(),
  modified_time: InstantText,
  is_deleted: z.boolean(),
  crm_url: z.url().describe("The deal's page in the CRM"),
  issues: z.array(DealIssue),
});
export type Deal = z.infer<typeof Deal>;
