import type { IssueProblem } from "@pulse/shared/deal/deal-issue";
import { Decimal } from "decimal.js";
import type { Temporal } from "temporal-polyfill";
import { isCalendarDay, parseInstant } from "./zoho-time.ts";

/**
 * Readers of single CRM values. The same value may come as JSON (number, boolean, object) or as the
 * text of a CSV cell; both give the same result. Null and blank mean "not filled in".
 */
export type Reading<T> = { value: T | null; problem: IssueProblem | null };

export const EMPTY: Reading<never> = { value: null, problem: null };

const read = <T>(value: T): Reading<T> => ({ value, problem: null });
const refuse = (problem: IssueProblem): Reading<never> => ({ value: null, problem });

/** What an unset pick list and careless imports put where nothing is meant. */
const noValue =
  /^(-none-|n\.?\/?a\.?|none|null|nil|undefined|tb[acd]|unknown|[-\u2012-\u2015\u2212]+|\.+|\?+)$/i;
const recordId = /^\d{1,19}$/;
const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
const canonicalDecimal = /^(0|-?(?=.*[1-9])(0|[1-9]\d{0,15})(\.\d*[1-9])?)$/;
const calendarDay = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?$/;

/** Money and rates must fit the columns that hold them: 16 digits before the point. */
const DECIMAL_LIMIT = new Decimal("1e16");

function isBlank(value: unknown): value is null | undefined | "" {
  return (
    value === null || value === undefined || (typeof value === "string" && value.trim() === "")
  );
}

export function readText(value: unknown): Reading<string> {
  if (isBlank(value)) return EMPTY;
  return typeof value === "string" ? read(decodeEntities(value)) : refuse("unexpected_type");
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** The same five as numbers, decimal or hexadecimal. */
const basicCharacters = new Set(Object.values(entities));

/** One pass: text that was encoded twice loses one layer only. */
function decodeEntities(text: string): string {
  return text.includes("&")
    ? text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,4}));/gi, decodeEntity)
    : text;
}

function decodeEntity(entity: string, decimal?: string, hexadecimal?: string, name?: string) {
  if (name !== undefined) return entities[name] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
  const character = String.fromCodePoint(code);
  return basicCharacters.has(character) ? character : entity;
}

/** Any spelling of an option (actual, display, reference) to its actual value. */
export type OptionLookup = ReadonlyMap<string, string>;

/**
 * One option of a pick list, as its actual value. A field that shares its name with one of Zoho's own
 * (Territory) may come as an object or a list with one; more than one choice is not one value.
 *
 * @param options null: whatever is chosen is taken as it is
 */
export function readOption(value: unknown, options: OptionLookup | null): Reading<string> {
  if (Array.isArray(value)) {
    if (value.length === 0) return EMPTY;
    return value.length === 1 ? readOption(value[0], options) : refuse("unexpected_type");
  }
  if (typeof value === "object" && value !== null) {
    const { name } = value as { name?: unknown };
    return typeof name === "string" ? readOption(name, options) : refuse("unexpected_type");
  }
  if (isBlank(value)) return EMPTY;
  if (typeof value !== "string") return refuse("unexpected_type");
  const written = value.trim();
  if (written.toLowerCase() === "-none-") return EMPTY;
  const decoded = decodeEntities(written);
  if (options === null) return read(decoded);
  const actual = options.get(written) ?? options.get(decoded);
  if (actual !== undefined) return read(actual);
  // Several choices in one text, as a CSV writes a list of them: not one value either.
  const isSeveral = written.includes(";") && written.split(";").every((one) => options.has(one));
  return isSeveral ? refuse("unexpected_type") : { value: decoded, problem: "unknown_value" };
}

/** A lookup comes as `{name, id}`, as `{id}`, or as the bare id. The name is a courtesy, not truth. */
export function readLookup(value: unknown): Reading<string> & { name: string | null } {
  if (isBlank(value)) return { ...EMPTY, name: null };
  if (Array.isArray(value)) {
    if (value.length === 0) return { ...EMPTY, name: null };
    return value.length === 1 ? readLookup(value[0]) : { ...refuse("unexpected_type"), name: null };
  }
  if (typeof value === "object") {
    const { id, name } = value as { id?: unknown; name?: unknown };
    const nameText = readText(name).value;
    // A name points nowhere: somebody is meant, and cannot be found.
    const isLost = isBlank(id) && nameText !== null;
    return { ...(isLost ? refuse("missing") : readRecordId(id)), name: nameText };
  }
  return { ...readRecordId(value), name: null };
}

/** Ids are text. A number cannot be trusted: beyond 2^53 it has been rounded already. */
export function readRecordId(value: unknown): Reading<string> {
  if (isBlank(value)) return EMPTY;
  if (typeof value !== "string") return refuse("unexpected_type");
  const id = value.trim();
  return recordId.test(id) ? read(id) : refuse("bad_format");
}

/** Canonical decimal text: no exponent, no trailing zeros, no negative zero. */
export function readDecimal(value: unknown): Reading<string> {
  if (isBlank(value)) return EMPTY;
  if (typeof value !== "string" && typeof value !== "number") return refuse("unexpected_type");
  const text = String(value).trim();
  if (noValue.test(text)) return EMPTY;
  // Most values are canonical as they come; making a Decimal of each would cost half the mapping.
  if (canonicalDecimal.test(text)) return read(text);
  if (!decimalText.test(text)) return refuse("bad_format");
  const number = new Decimal(text);
  if (number.abs().gte(DECIMAL_LIMIT)) return refuse("out_of_range");
  return read(number.isZero() ? "0" : number.toFixed());
}

/** Whole percent, 0 to 100. */
export function readPercent(value: unknown): Reading<number> {
  const decimal = readDecimal(value);
  if (decimal.value === null) return { value: null, problem: decimal.problem };
  const percent = new Decimal(decimal.value);
  if (percent.lt(0) || percent.gt(100)) return refuse("out_of_range");
  return percent.isInteger() ? read(percent.toNumber()) : refuse("bad_format");
}

export function readBoolean(value: unknown): Reading<boolean> {
  if (isBlank(value)) return EMPTY;
  if (typeof value === "boolean") return read(value);
  if (typeof value !== "string") return refuse("unexpected_type");
  const text = value.trim().toLowerCase();
  if (text === "true") return read(true);
  return text === "false" ? read(false) : refuse("bad_format");
}

/** The day as written; a time beside it is dropped, never used to shift the day. */
export function readDate(value: unknown): Reading<string> {
  if (isBlank(value)) return EMPTY;
  if (typeof value !== "string") return refuse("unexpected_type");
  const day = calendarDay.exec(value.trim())?.[1];
  return day !== undefined && isCalendarDay(day) ? read(day) : refuse("bad_format");
}

export function readInstant(value: unknown): Reading<Temporal.Instant> {
  if (isBlank(value)) return EMPTY;
  if (typeof value !== "string") return refuse("unexpected_type");
  const instant = parseInstant(value);
  return instant === null ? refuse("bad_format") : read(instant);
}

export function readCurrencyCode(value: unknown): Reading<string> {
  const option = readOption(value, null);
  if (option.value === null) return option;
  const code = option.value.toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? read(code) : refuse("bad_format");
}
