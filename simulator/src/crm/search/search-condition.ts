import { CrmFault } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import { isDay, parseInstant } from "../crm-time.ts";
import type { Field, StoredRecord, StoredValue } from "../model.ts";
import type { ModuleData } from "../module-data.ts";
import type { OrgState } from "../org-state.ts";
import { lookupRef } from "../wire-record.ts";
import { type Criterion, countTests, invalid, parseCriteria } from "./criteria-parser.ts";

const MAX_IN_VALUES = 100;

type Test = (record: StoredRecord) => boolean;

type Kind = "text" | "number" | "time" | "day" | "picklist" | "boolean" | "reference";

const ordered = [
  "equals",
  "not_equal",
  "greater_equal",
  "greater_than",
  "less_equal",
  "less_than",
  "between",
  "in",
];

/** Operators by the kind of a field. Fact sheet 3.10. */
const operators: Record<Kind, string[]> = {
  text: ["equals", "not_equal", "starts_with", "in"],
  number: ordered,
  time: ordered,
  day: ordered,
  picklist: ["equals", "not_equal", "in"],
  boolean: ["equals", "not_equal"],
  reference: ["equals", "not_equal", "in"],
};

/** @throws CrmFault INVALID_QUERY or CRITERIA_LIMIT_EXCEEDED */
export function searchCriteria(org: OrgState, data: ModuleData, source: string): Test {
  const criterion = parseCriteria(source);
  const limit = org.behaviour.maxSearchConditions;
  if (countTests(criterion) > limit) {
    throw new CrmFault(400, "CRITERIA_LIMIT_EXCEEDED", "criteria limit exceeded", { limit });
  }
  return compile(criterion);

  function compile(node: Criterion): Test {
    if (node.kind === "test") return compileTest(org, data, node);
    const left = compile(node.left);
    const right = compile(node.right);
    return node.kind === "both"
      ? (record) => left(record) && right(record)
      : (record) => left(record) || right(record);
  }
}

/** Any text of the record begins a word with the term. */
export function searchWord(data: ModuleData, term: string): Test {
  const wanted = term.toLowerCase();
  const names = [...data.fields.values()]
    .filter((field) => ["text", "textarea", "email", "phone", "picklist"].includes(field.data_type))
    .map((field) => field.api_name);
  return (record) =>
    names.some((name) =>
      String(record[name] ?? "")
        .toLowerCase()
        .includes(wanted),
    );
}

export function searchByType(data: ModuleData, type: "email" | "phone", term: string): Test {
  const wanted = term.toLowerCase();
  const names = [...data.fields.values()]
    .filter((field) => field.data_type === type)
    .map((field) => field.api_name);
  return (record) => names.some((name) => String(record[name] ?? "").toLowerCase() === wanted);
}

function compileTest(
  org: OrgState,
  data: ModuleData,
  { field: path, operator, values }: Extract<Criterion, { kind: "test" }>,
): Test {
  const [name = "", part] = path.split(".");
  const field = data.fields.get(name);
  if (field === undefined || (part !== undefined && part !== "id")) {
    throw invalid("the field is not available for search", { api_name: path });
  }
  const kind = kindOf(field);
  if (!operators[kind].includes(operator)) throw invalid("invalid operator found", { operator });
  if (operator === "in" && values.length > MAX_IN_VALUES) {
    throw invalid("too many values", { operator, limit: MAX_IN_VALUES });
  }
  if (operator === "between" && values.length !== 2)
    throw invalid("two values are needed", { operator });
  const operands =
    operator === "in" || operator === "between"
      ? values.map((value) => operandOf(kind, field, value))
      : [operandOf(kind, field, values.join(","))];
  if (kind === "text") return textTest(name, operator, operands);
  const compare = kind === "reference" ? sameReference(org, field) : compareValues;
  const [first, second] = operands;
  return (record) => {
    const value = record[name] ?? null;
    if (value === null || first === undefined) return operator === "not_equal";
    switch (operator) {
      case "equals":
        return compare(value, first) === 0;
      case "not_equal":
        return compare(value, first) !== 0;
      case "in":
        return operands.some((operand) => compare(value, operand) === 0);
      case "between":
        return compare(value, first) >= 0 && second !== undefined && compare(value, second) <= 0;
      case "greater_than":
        return compare(value, first) > 0;
      case "greater_equal":
        return compare(value, first) >= 0;
      case "less_than":
        return compare(value, first) < 0;
      default:
        return compare(value, first) <= 0;
    }
  };
}

// In text, "equals" has always meant "contains".
function textTest(name: string, operator: string, operands: StoredValue[]): Test {
  const wanted = operands.map((operand) => String(operand).toLowerCase());
  return (record) => {
    const text = String(record[name] ?? "").toLowerCase();
    switch (operator) {
      case "starts_with":
        return wanted.some((operand) => text.startsWith(operand));
      case "not_equal":
        return !wanted.some((operand) => text.includes(operand));
      default:
        return wanted.some((operand) => text.includes(operand));
    }
  };
}

function kindOf(field: Field): Kind {
  switch (field.data_type) {
    case "integer":
    case "double":
    case "currency":
    case "percent":
      return "number";
    case "datetime":
      return "time";
    case "date":
      return "day";
    case "boolean":
      return "boolean";
    case "picklist":
    case "multiselectpicklist":
      return "picklist";
    case "lookup":
    case "ownerlookup":
    case "userlookup":
    case "bigint":
      return "reference";
    default:
      return "text";
  }
}

function operandOf(kind: Kind, field: Field, value: string): StoredValue {
  const fault = (expected: string) =>
    invalid("invalid value", {
      api_name: field.api_name,
      expected_data_type: expected,
    });
  switch (kind) {
    case "number":
      if (value.trim() === "" || Number.isNaN(Number(value))) throw fault("double");
      return Number(value);
    case "time": {
      const seconds = parseInstant(value);
      if (seconds === null) throw fault("datetime");
      return seconds;
    }
    case "day":
      if (!isDay(value)) throw fault("date");
      return value;
    case "boolean":
      if (value !== "true" && value !== "false") throw fault("boolean");
      return value === "true";
    default:
      return value;
  }
}

function compareValues(a: StoredValue, b: StoredValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (Array.isArray(a)) return a.includes(String(b)) ? 0 : 1;
  const left = String(a).toLowerCase();
  const right = String(b).toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A reference may be named by id or by what it is called. */
function sameReference(org: OrgState, field: Field) {
  return (a: StoredValue, b: StoredValue): number => {
    if (compareIds(String(a), String(b)) === 0) return 0;
    return lookupRef(org, field, a)?.name === b ? 0 : 1;
  };
}
