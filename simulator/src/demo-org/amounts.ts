import { HOME_CURRENCY } from "./currencies.ts";
import type { Random } from "./random.ts";
import type { ServiceLine, Territory } from "./service-lines.ts";

/** Median size in SGD, and the spread of its logarithm. */
const SIZES: Record<ServiceLine, readonly [number, number]> = {
  "MSP Services": [64_000, 0.85],
  "Gen AI": [88_000, 1],
  "Cloud Migration": [145_000, 0.95],
  Security: [46_000, 0.8],
};

const CURRENCY_MIX: Record<Territory, readonly (readonly [string, number])[]> = {
  APAC: [
    ["SGD", 58],
    ["JPY", 22],
    ["USD", 20],
  ],
  Americas: [["USD", 100]],
  EMEA: [
    ["EUR", 70],
    ["USD", 30],
  ],
  India: [
    ["INR", 78],
    ["USD", 22],
  ],
};

export function chooseCurrency(random: Random, territory: Territory): string {
  const mix = CURRENCY_MIX[territory];
  return mix[random.weighted(mix.map(([, weight]) => weight))]?.[0] ?? HOME_CURRENCY;
}

/** A price in the currency's own units; whole when the currency has no decimals. */
export function chooseAmount(
  random: Random,
  serviceLine: ServiceLine,
  { decimals, rate }: { decimals: number; rate: number },
): number {
  const [median, spread] = SIZES[serviceLine];
  const exact = Math.max(900, median * Math.exp(spread * random.normal())) * rate;
  const dice = random.next();
  if (dice < 0.42) return roundTo(exact, 2);
  if (dice < 0.8) return roundTo(exact, 3);
  if (dice < 0.88 || decimals === 0) return Math.round(exact);
  return Math.round(exact * 100) / 100;
}

function roundTo(value: number, significantDigits: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) + 1 - significantDigits);
  return Math.round(value / step) * step;
}
