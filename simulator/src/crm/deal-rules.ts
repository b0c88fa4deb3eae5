import { Decimal } from "decimal.js";
import { rateOn } from "./currency-rates.ts";
import { defaultPipeline, stageOption } from "./deal-stage.ts";
import type { StoredRecord } from "./model.ts";
import type { OrgState } from "./org-state.ts";
import type { FieldValues } from "./record-operations.ts";

/**
 * Fills in what the server decides about a deal: layout and pipeline of a new one, probability from
 * the stage, the day's exchange rate, expected revenue.
 * @param deal changed in place; not stored yet
 * @param given what the caller sent, which wins over a default
 */
export function settleDeal(
  org: OrgState,
  before: StoredRecord | null,
  deal: StoredRecord,
  given: FieldValues,
): void {
  if (before === null) settleNewDeal(org, deal);
  if (
    given.Stage !== undefined &&
    given.Probability === undefined &&
    deal.Stage !== before?.Stage
  ) {
    const probability = stageOption(org, deal.Stage)?.probability;
    if (probability !== undefined) deal.Probability = probability;
  }
  if (deal.Stage !== before?.Stage) deal.Stage_Modified_Time = org.clock.nowSeconds();
  settleRate(org, before, deal, given);
  deal.Expected_Revenue = expectedRevenue(deal);
}

function settleNewDeal(org: OrgState, deal: StoredRecord): void {
  const layout = typeof deal.Layout === "string" ? deal.Layout : null;
  const pipeline = defaultPipeline(org, layout);
  deal.Pipeline ??= pipeline?.actual_value ?? null;
  if (layout === null) {
    const chosen = org.pipelines.find((candidate) => candidate.actual_value === deal.Pipeline);
    deal.Layout = chosen?.layout_id ?? pipeline?.layout_id ?? org.layouts[0]?.id ?? null;
  }
}

function settleRate(
  org: OrgState,
  before: StoredRecord | null,
  deal: StoredRecord,
  given: FieldValues,
): void {
  if (!org.info.mc_status) {
    delete deal.Currency;
    delete deal.Exchange_Rate;
    return;
  }
  deal.Currency ??= org.info.iso_code;
  const currencyChanged = before === null || before.Currency !== deal.Currency;
  const rateGiven = typeof given.Exchange_Rate === "number";
  if (rateGiven || (!currencyChanged && typeof deal.Exchange_Rate === "number")) return;
  const today = new Date(org.clock.nowMs()).toISOString().slice(0, 10);
  const rate = rateOn(org.currencies, String(deal.Currency), today);
  deal.Exchange_Rate = rate === null ? null : Number(rate);
}

function expectedRevenue(deal: StoredRecord): number | null {
  if (typeof deal.Amount !== "number" || typeof deal.Probability !== "number") return null;
  return new Decimal(deal.Amount).times(deal.Probability).div(100).toDecimalPlaces(2).toNumber();
}
