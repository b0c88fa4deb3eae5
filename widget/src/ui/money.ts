import type { CurrencyCode, DecimalText } from "@pulse/shared/wire/scalars";

/**
 * Money on screen. Amounts are exact decimal text and stay so: Intl formats the text itself, every
 * digit of it. Numbers follow English grouping, like the rest of the page, whatever the browser's
 * language: a figure must read the same in a shared screenshot. The code always stands with its number.
 */
export type Money = { amount: DecimalText; currency: CurrencyCode };

/** Every digit, at least as many decimals as the currency has: `SGD 1,234.50`, `JPY 1,250,000`. */
export function exactMoney({ amount, currency }: Money): string {
  return `${currency} ${exactNumber(amount, currency)}`;
}

export function exactNumber(amount: DecimalText, currency: CurrencyCode): string {
  return exactFormat(minorDigits(currency)).format(asNumeric(trimZeros(amount)));
}

/** For cards and charts, where the code and the exact value stand beside it: `48.21M`. */
export function compactNumber(amount: DecimalText): string {
  return compactFormat.format(asNumeric(amount));
}

export function countText(count: number): string {
  return countFormat.format(count);
}

/** `1 deal`, `1,204 deals`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

const countFormat = new Intl.NumberFormat("en");
const compactFormat = new Intl.NumberFormat("en", {
  notation: "compact",
  maximumFractionDigits: 2,
  minimumFractionDigits: 0,
});

const exactFormats = new Map<number, Intl.NumberFormat>();
function exactFormat(digits: number): Intl.NumberFormat {
  const known = exactFormats.get(digits);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: 20,
  });
  exactFormats.set(digits, format);
  return format;
}

const minorDigitsKnown = new Map<CurrencyCode, number>();
function minorDigits(currency: CurrencyCode): number {
  const known = minorDigitsKnown.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().minimumFractionDigits ?? 2;
  minorDigitsKnown.set(currency, digits);
  return digits;
}

/** The database pads to four decimals; padding is not information. */
function trimZeros(amount: DecimalText): DecimalText {
  return amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
}

/** The schema has checked the text; TypeScript wants it in its own numeric template type. */
function asNumeric(amount: DecimalText): `${number}` {
  return amount as `${number}`;
}
