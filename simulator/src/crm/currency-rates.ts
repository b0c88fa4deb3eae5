import type { Currency } from "./model.ts";

/** The organisation's rate on a day, as text; null for a currency it does not have. */
export function rateOn(currencies: Currency[], isoCode: string, day: string): string | null {
  const currency = currencies.find((candidate) => candidate.iso_code === isoCode);
  if (currency === undefined) return null;
  // Before its first day a rate is the first one known.
  const inForce = currency.rates.findLast((rate) => rate.from <= day) ?? currency.rates[0];
  return inForce?.rate ?? (currency.is_base ? "1.000000000" : null);
}
