import { Decimal } from "decimal.js";
import { CrmFault } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import { isDay, parseInstant } from "../crm-time.ts";
import type { Field, StoredRecord, StoredValue } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { isObject } from "../request-body.ts";

const MAX_CONDITIONS = 25;
/** Stands for an empty field. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the API spells it this way
const EMPTY = "${EMPTY}";

type Test = (record: StoredRecord) => boolean;

/**
 * Compiles the criteria of a bulk read query.
 * @throws CrmFault INVALID_CRITERIA, CRITERIA_LIMIT_EXCEEDED, FIELD_NOT_AVAILABLE
 */
export function compileCriteria(org: OrgState, fields: Map<string, Field>, raw: unknown): Test {
  let conditions = 0;
  return compile(raw);

  function compile(node: unknown): Test {
    if (!isObject(node)) throw invalidCriteria();
    if (Array.isArray(node.group)) {
      const members = node.group.map(compile);
      const operator = String(node.group_operator).toLowerCase();
      if (operator === "and") return (record) => members.every((member) => member(record));
      if (operator === "or") return (record) => members.some((member) => member(record));
      throw invalidCriteria();
    }
    if (++conditions > MAX_CONDITIONS) {
      throw new CrmFault(400, "CRITERIA_LIMIT_EXCEEDED", "criteria limit exceeded", {
        limit: MAX_CONDITIONS,
      });
    }
    const name = isObject(node.field) ? node.field.api_name : node.api_name;
    const field = typeof name === "string" ? fields.get(name) : undefined;
    if (field === undefined) {
      throw new CrmFault(400, "FIELD_NOT_AVAILABLE", "the field is not available", {
        api_name: String(name),
      });
    }
    return testOf(org, field, String(node.comparator), node.value);
  }
}

function testOf(org: OrgState, field: Field, comparator: string, raw: unknown): Test {
  const compare = comparing(field);
  const read = (record: StoredRecord) => comparable(org, field, record);
  const operands = (Array.isArray(raw) ? raw : [raw]).map((value) => operand(field, value));
  const [first, second] = operands;
  if (first === undefined) throw invalidCriteria();
  const isEqual = (value: StoredValue, wanted: StoredValue) =>
    wanted === null || value === null ? wanted === value : compare(value, wanted) === 0;
  const ordered = (test: (difference: number) => boolean): Test => {
    if (first === null) throw invalidCriteria();
    return (record) => {
      const value = read(record);
      return value !== null && test(compare(value, first));
    };
  };
  const onText = (test: (text: string, part: string) => boolean): Test => {
    const part = String(first ?? "").toLowerCase();
    return (record) => test(String(read(record) ?? "").toLowerCase(), part);
  };
  const within = (record: StoredRecord): boolean => {
    const value = read(record);
    if (first === null || second === undefined || second === null) throw invalidCriteria();
    return value !== null && compare(value, first) >= 0 && compare(value, second) <= 0;
  };
  switch (comparator) {
    case "equal":
      return (record) => isEqual(read(record), first);
    case "not_equal":
      return (record) => !isEqual(read(record), first);
    case "in":
      return (record) => operands.some((wanted) => isEqual(read(record), wanted));
    case "not_in":
      return (record) => !operands.some((wanted) => isEqual(read(record), wanted));
    case "less_than":
      return ordered((difference) => difference < 0);
    case "less_equal":
      return ordered((difference) => difference <= 0);
    case "greater_than":
      return ordered((difference) => difference > 0);
    case "greater_equal":
      return ordered((difference) => difference >= 0);
    case "contains":
      return onText((text, part) => text.includes(part));
    case "not_contains":
      return onText((text, part) => !text.includes(part));
    case "starts_with":
      return onText((text, part) => text.startsWith(part));
    case "ends_with":
      return onText((text, part) => text.endsWith(part));
    case "between":
      if (operands.length !== 2) throw invalidCriteria();
      return within;
    case "not_between":
      if (operands.length !== 2) throw invalidCriteria();
      return (record) => read(record) !== null && !within(record);
    default:
      throw invalidCriteria();
  }
}

/** Money is compared in home currency. */
function comparable(org: OrgState, field: Field, record: StoredRecord): StoredValue {
  const value = record[field.api_name] ?? null;
  const rate = record.Exchange_Rate;
  const isForeign = field.data_type === "currency" && org.info.mc_status;
  if (!isForeign || typeof value !== "number" || typeof rate !== "number" || rate === 0)
    return value;
  const amount = new Decimal(value);
  const home =
    org.behaviour.exchangeRateDirection === "divide" ? amount.div(rate) : amount.times(rate);
  return home.toNumber();
}

function operand(field: Field, raw: unknown): StoredValue {
  if (raw === EMPTY) return null;
  const value = isObject(raw) && "id" in raw ? raw.id : raw;
  switch (field.data_type) {
    case "datetime": {
      const seconds = typeof value === "string" ? parseInstant(value) : null;
      if (seconds === null) throw invalidCriteria();
      return seconds;
    }
    case "date":
      if (typeof value !== "string" || !isDay(value)) throw invalidCriteria();
      return value;
    case "boolean":
      if (value !== true && value !== false && value !== "true" && value !== "false") {
        throw invalidCriteria();
      }
      return String(value) === "true";
    case "integer":
    case "double":
    case "currency":
    case "percent": {
      const number = typeof value === "string" && value !== "" ? Number(value) : value;
      if (typeof number !== "number" || Number.isNaN(number)) throw invalidCriteria();
      return number;
    }
    default:
      if (typeof value !== "string") throw invalidCriteria();
      return value;
  }
}

function comparing(field: Field): (a: StoredValue, b: StoredValue) => number {
  if (field.api_name === "id" || field.data_type.endsWith("lookup")) {
    return (a, b) => compareIds(String(a), String(b));
  }
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    const left = String(a).toLowerCase();
    const right = String(b).toLowerCase();
    return left < right ? -1 : left > right ? 1 : 0;
  };
}

function invalidCriteria(): CrmFault {
  return new CrmFault(400, "INVALID_CRITERIA", "invalid criteria", {});
}
