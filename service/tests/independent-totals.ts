import type { BreakdownRow } from "@pulse/shared/pipeline/live-pipeline";
import { Decimal } from "decimal.js";
import { expect } from "vitest";
import type { CrmClient } from "./crm-client.ts";
import type { PulseClient } from "./pulse-client.ts";

const Exact = Decimal.clone({ precision: 60 });

type Totals = {
  deal_count: number;
  open_count: number;
  won_count: number;
  lost_count: number;
  open_amount: string;
  weighted_amount: string;
  won_amount: string;
  lost_amount: string;
  not_converted: number;
  missing_amount: number;
  excluded: number;
};

type Figures = Record<"open" | "won" | "lost", { count: number; amount: Decimal }> & {
  count: number;
  weighted: Decimal;
  notConverted: number;
  missingAmount: number;
  excluded: number;
};

/**
 * What the dashboard has to show, reckoned from the CRM's records API alone and by other code than
 * the service's: for all deals, and for each value of two fields (null for deals without one).
 * Amounts are in the organisation's home currency.
 */
async function totalsFromCrm(crm: CrmClient) {
  const deals = await crm.all("Deals", [
    "Amount",
    "Exchange_Rate",
    "Stage",
    "Probability",
    "Territory",
    "Service_Line",
  ]);
  const stages = new Map(
    (await crm.options("Deals", "Stage")).map((option) => [option.actual_value, option]),
  );
  const whole = nothing();
  const byTerritory = new Map<string | null, Figures>();
  const byServiceLine = new Map<string | null, Figures>();

  for (const deal of deals) {
    const stage = stages.get(String(deal.Stage));
    const outcome = outcomeOf(stage?.forecast_type);
    const amount = typeof deal.Amount === "number" ? new Exact(deal.Amount) : null;
    const rate = typeof deal.Exchange_Rate === "number" ? new Exact(deal.Exchange_Rate) : null;
    const home =
      amount === null || rate === null || !rate.isPositive() || rate.isZero()
        ? null
        : amount.div(rate).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
    const percent = typeof deal.Probability === "number" ? deal.Probability : stage?.probability;

    const groups = [
      whole,
      figuresOf(byTerritory, deal.Territory),
      figuresOf(byServiceLine, deal.Service_Line),
    ];
    for (const figures of groups) {
      figures.count += 1;
      if (amount === null) figures.missingAmount += 1;
      else if (home === null) figures.notConverted += 1;
      if (outcome === null) figures.excluded += 1;
      else {
        figures[outcome].count += 1;
        figures[outcome].amount = figures[outcome].amount.plus(home ?? 0);
      }
      if (outcome === "open" && home !== null && typeof percent === "number") {
        figures.weighted = figures.weighted.plus(home.times(percent).div(100));
      }
    }
  }
  return {
    totals: shown(whole),
    byTerritory: shownByKey(byTerritory),
    byServiceLine: shownByKey(byServiceLine),
  };
}

function outcomeOf(forecastType: string | undefined): "open" | "won" | "lost" | null {
  switch (forecastType) {
    case "Open":
      return "open";
    case "Closed Won":
      return "won";
    case "Closed Lost":
      return "lost";
    default:
      return null;
  }
}

function nothing(): Figures {
  const none = () => ({ count: 0, amount: new Exact(0) });
  return {
    open: none(),
    won: none(),
    lost: none(),
    count: 0,
    weighted: new Exact(0),
    notConverted: 0,
    missingAmount: 0,
    excluded: 0,
  };
}

function figuresOf(groups: Map<string | null, Figures>, value: unknown): Figures {
  // The CRM keeps "-None-" where somebody saved the empty choice; it is no value either.
  const key = typeof value === "string" && value !== "-None-" ? value : null;
  const figures = groups.get(key) ?? nothing();
  groups.set(key, figures);
  return figures;
}

function shown(figures: Figures): Totals {
  const cents = (amount: Decimal) =>
    amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).plus(0).toFixed(2);
  return {
    deal_count: figures.count,
    open_count: figures.open.count,
    won_count: figures.won.count,
    lost_count: figures.lost.count,
    open_amount: cents(figures.open.amount),
    weighted_amount: cents(figures.weighted),
    won_amount: cents(figures.won.amount),
    lost_amount: cents(figures.lost.amount),
    not_converted: figures.notConverted,
    missing_amount: figures.missingAmount,
    excluded: figures.excluded,
  };
}

function shownByKey(groups: Map<string | null, Figures>): Record<string, Totals> {
  return Object.fromEntries([...groups].map(([key, figures]) => [key ?? "(none)", shown(figures)]));
}

/** Holds the dashboard against the CRM itself. */
export async function expectCrmNumbers(pulse: PulseClient, crm: CrmClient): Promise<void> {
  const [{ summary }, expected] = await Promise.all([pulse.pipeline(), totalsFromCrm(crm)]);
  expect(summary).toMatchObject({ currency: "SGD", ...expected.totals });
  expect(byKey(summary.by_territory)).toEqual(expected.byTerritory);
  expect(byKey(summary.by_service_line)).toEqual(expected.byServiceLine);
  for (const rows of [summary.by_territory, summary.by_service_line]) {
    for (const amount of ["open_amount", "won_amount", "lost_amount"] as const) {
      const sum = rows.reduce((total, row) => total.plus(row[amount]), new Exact(0));
      expect(sum.toFixed(2)).toBe(summary[amount]);
    }
    for (const count of ["deal_count", "open_count", "won_count", "lost_count"] as const) {
      expect(rows.reduce((total, row) => total + row[count], 0)).toBe(summary[count]);
    }
  }
}

function byKey(rows: BreakdownRow[]): Record<string, Totals> {
  return Object.fromEntries(rows.map(({ key, ...totals }) => [key ?? "(none)", totals]));
}
