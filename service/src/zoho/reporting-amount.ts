import { Decimal } from "decimal.js";

// 16 digits before the point leave 24 behind it: only the last step rounds where it can be seen.
const Exact = Decimal.clone({ precision: 40 });

/** The column that keeps the result holds 16 digits before the point. */
const LIMIT = new Exact("1e16");

export type ConversionContext = {
  /** Null while the organisation's home currency is not known. */
  homeCurrency: string | null;
  reportingCurrency: string;
  /** Decimal text: units of the reporting currency per home unit. Not needed when they are the same. */
  reportingRate: string | null;
};

export type Conversion =
  | { kind: "converted"; amount: string }
  | { kind: "no_rate" }
  | { kind: "out_of_range" };

/**
 * A deal's amount in the reporting currency at the deal's own rate, to the cent, halves away from
 * zero. The rate counts units of the deal's currency per home unit, so home = amount / rate.
 *
 * @param deal `currency` null: several currencies are off and the amount is in the home currency
 * @returns `no_rate` when there is no usable rate (zero and below are none), `out_of_range` when the
 * rate makes of the amount what no deal is worth
 */
export function toReportingAmount(
  deal: { amount: string; currency: string | null; exchangeRate: string | null },
  context: ConversionContext,
): Conversion {
  const currency = deal.currency ?? context.homeCurrency;
  const isHome = currency === context.homeCurrency;
  const reportsHome = context.reportingCurrency === context.homeCurrency;

  // Already in the reporting currency: a way there over the home currency would only change it.
  if (currency === context.reportingCurrency && !isHome) return toCents(new Exact(deal.amount));

  const rate = usableRate(deal.exchangeRate ?? (isHome ? "1" : null));
  if (rate === null) return { kind: "no_rate" };
  const home = new Exact(deal.amount).div(rate);
  if (reportsHome) return toCents(home);

  const reportingRate = usableRate(context.reportingRate);
  return reportingRate === null ? { kind: "no_rate" } : toCents(home.times(reportingRate));
}

function usableRate(text: string | null): Decimal | null {
  if (text === null) return null;
  const rate = new Exact(text);
  return rate.isFinite() && rate.gt(0) ? rate : null;
}

function toCents(amount: Decimal): Conversion {
  if (amount.abs().gte(LIMIT)) return { kind: "out_of_range" };
  const cents = amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  return { kind: "converted", amount: (cents.isZero() ? cents.abs() : cents).toFixed(2) };
}
