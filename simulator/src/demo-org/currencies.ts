import type { Currency } from "../crm/model.ts";
import { type Day, dayText, firstDayOfMonth } from "./calendar.ts";
import { settingId } from "./crm-ids.ts";
import { randomStream, type SeedWords } from "./random.ts";

export const HOME_CURRENCY = "SGD";
/** Switched off in the organisation, though deals from an old import still carry it. */
export const RETIRED_CURRENCY = "THB";

const MONTHS_OF_RATES = 26;

/** Units of the currency per one SGD: the middle of its range and how far it strays from there. */
const FOREIGN = [
  { iso: "USD", name: "US Dollar", symbol: "$", decimals: 2, middle: 0.77, reach: 0.028 },
  { iso: "INR", name: "Indian Rupee", symbol: "₹", decimals: 2, middle: 62.4, reach: 2.1 },
  { iso: "EUR", name: "Euro", symbol: "€", decimals: 2, middle: 0.66, reach: 0.018 },
  { iso: "JPY", name: "Japanese Yen", symbol: "¥", decimals: 0, middle: 118.5, reach: 6.2 },
] as const;

export type CurrencyTable = {
  currencies: Currency[];
  /** The rate that applied on that day; null when the organisation has none for the currency. */
  rateOn(iso: string, day: Day): number | null;
};

export function currencyTable(seed: SeedWords, today: Day): CurrencyTable {
  const months = Array.from({ length: MONTHS_OF_RATES }, (_, back) =>
    firstDayOfMonth(today, MONTHS_OF_RATES - 1 - back),
  );
  const currencies: Currency[] = [
    currency(0, HOME_CURRENCY, "Singapore Dollar", "S$", 2, { base: true, active: true }, [
      { from: dayText(months[0] ?? today), rate: "1.000000000" },
    ]),
  ];
  FOREIGN.forEach(({ iso, name, symbol, decimals, middle, reach }, position) => {
    const randomOfMonth = randomStream(seed, `rate ${iso}`);
    const rates = months.map((from) => {
      const random = randomOfMonth(from);
      const tide = Math.sin(from / 97 + position * 2.1);
      const rate = middle + reach * (0.75 * tide + 0.5 * (random.next() - 0.5));
      return { from: dayText(from), rate: rate.toFixed(9) };
    });
    currencies.push(
      currency(position + 1, iso, name, symbol, decimals, { base: false, active: true }, rates),
    );
  });
  currencies.push(
    currency(9, RETIRED_CURRENCY, "Thai Baht", "฿", 2, { base: false, active: false }, [
      { from: dayText(firstDayOfMonth(today, 40)), rate: "26.104500000" },
    ]),
  );
  return { currencies, rateOn: rateLookup(currencies) };
}

function currency(
  position: number,
  iso_code: string,
  name: string,
  symbol: string,
  decimal_places: number,
  is: { base: boolean; active: boolean },
  rates: Currency["rates"],
): Currency {
  return {
    id: settingId(30, position),
    name: `${name} - ${iso_code}`,
    iso_code,
    symbol,
    decimal_places,
    is_base: is.base,
    is_active: is.active,
    rates,
  };
}

function rateLookup(currencies: readonly Currency[]): CurrencyTable["rateOn"] {
  const ratesByIso = new Map(
    currencies
      .filter((one) => one.is_active)
      .map((one) => [
        one.iso_code,
        one.rates.map(({ from, rate }) => ({ from, rate: Number(rate) })),
      ]),
  );
  return (iso, day) => {
    const rates = ratesByIso.get(iso);
    if (rates === undefined) return null;
    const text = dayText(day);
    return rates.findLast(({ from }) => from <= text)?.rate ?? null;
  };
}
