import type { PickListValue } from "../crm/model.ts";
import { INDUSTRIES } from "./account-names.ts";
import { settingId } from "./crm-ids.ts";
import { HOME_CURRENCY, RETIRED_CURRENCY } from "./currencies.ts";
import { SERVICE_LINES, TERRITORIES } from "./service-lines.ts";
import { MANAGED_PIPELINE, STAGE_OPTIONS, STANDARD_PIPELINE } from "./stages.ts";

export const DEAL_TYPES = ["New Business", "Existing Business", "Renewal"] as const;

export const LEAD_SOURCES = [
  "AWS Partner Referral",
  "Cold Call",
  "Employee Referral",
  "External Referral",
  "Online Store",
  "Partner",
  "Trade Show",
  "Web Research",
  "Webinar",
] as const;

export const LOSS_REASONS = [
  "Expectation Mismatch",
  "Price",
  "Unqualified Customer",
  "Lack of response",
  "Missed Follow Ups",
  "Wrong Target",
  "Competition",
  "Future Interest",
  "Other",
] as const;

const ACCOUNT_TYPES = ["Customer", "Prospect", "Partner", "Supplier", "Competitor"];

/** Every list of options in the organisation, each with a block of ids of its own. */
export const PICK_LISTS = {
  stage: STAGE_OPTIONS,
  pipeline: options(50, [STANDARD_PIPELINE.name, MANAGED_PIPELINE.name]),
  territory: options(51, TERRITORIES),
  serviceLine: options(52, SERVICE_LINES),
  dealType: options(53, DEAL_TYPES),
  leadSource: options(54, LEAD_SOURCES),
  lossReason: options(55, LOSS_REASONS),
  currency: options(56, [HOME_CURRENCY, "USD", "INR", "EUR", "JPY", RETIRED_CURRENCY]),
  recordStatus: options(57, ["Available", "Draft", "Trash"]),
  industry: options(58, INDUSTRIES),
  accountType: options(59, ACCOUNT_TYPES),
} satisfies Record<string, PickListValue[]>;

function options(group: number, values: readonly string[]): PickListValue[] {
  return values.map((value, position) => ({
    id: settingId(group, position),
    display_value: value,
    actual_value: value,
    sequence_number: position + 1,
    type: "used",
  }));
}
