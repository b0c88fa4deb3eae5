import { CrmFault } from "../crm-fault.ts";
import { compareIds, isCrmId } from "../crm-id.ts";
import { hasFraction, isDay, parseInstant } from "../crm-time.ts";
import type { Field, StoredRecord, StoredValue } from "../model.ts";
import type { Column } from "./columns.ts";
import { invalidColumn, invalidValue } from "./coql-faults.ts";
import type { ColumnName, Comparison, Condition, Literal } from "./query.ts";

/** How values of a column are compared. */
type Family = "text" | "number" | "time" | "day" | "boolean" | "id" | "reference";

type Operand = string | number | boolean;

/** A condition whose columns and values were found good. */
export type CheckedCondition =
  | { kind: "both" | "either"; left: CheckedCondition; right: CheckedCondition }
  | { kind: "test"; column: Column; test: CheckedTest };

export type CheckedTest =
  | { kind: "compare"; operator: "=" | "!=" | ">" | ">=" | "<" | "<="; value: Operand }
  | { kind: "like"; negated: boolean; pattern: RegExp }
  | { kind: "in"; negated: boolean; values: Operand[] }
  | { kind: "between"; negated: boolean; from: Operand; to: Operand }
  | { kind: "null"; negated: boolean };

const compareAll = ["=", "!=", ">", ">=", "<", "<="];

/** Operators by family. Fact sheet 3.12. */
const operators: Record<Family, string[]> = {
  text: ["=", "!=", "like", "in", "null"],
  number: [...compareAll, "between", "in", "null"],
  time: [...compareAll, "between", "in", "null"],
  day: [...compareAll, "between", "in", "null"],
  boolean: ["=", "!="].slice(0, 1),
  id: [...compareAll, "between", "in", "null"],
  reference: ["=", "!=", "in", "null"],
};

/** @throws CrmFault INVALID_QUERY for an operator or value that does not suit its column */
export function checkCondition(
  condition: Condition,
  resolve: (name: ColumnName) => Column,
): CheckedCondition {
  if (condition.kind !== "test") {
    return {
      kind: condition.kind,
      left: checkCondition(condition.left, resolve),
      right: checkCondition(condition.right, resolve),
    };
  }
  const column = resolve(condition.column);
  return { kind: "test", column, test: checkTest(column, condition.test) };
}

export function compileCondition(condition: CheckedCondition): (record: StoredRecord) => boolean {
  if (condition.kind === "test") {
    const { column, test } = condition;
    const matches = compileTest(familyOf(column), test);
    return (record) => matches(column.read(record));
  }
  const left = compileCondition(condition.left);
  const right = compileCondition(condition.right);
  return condition.kind === "both"
    ? (record) => left(record) && right(record)
    : (record) => left(record) || right(record);
}

function checkTest(column: Column, test: Comparison): CheckedTest {
  const family = familyOf(column);
  const operator = test.kind === "compare" ? test.operator : test.kind;
  if (!operators[family].includes(operator)) {
    throw invalidColumn(column.text, { operator, reason: "invalid operator found" });
  }
  const operand = (literal: Literal) => readOperand(column, family, literal);
  switch (test.kind) {
    case "compare":
      return { kind: "compare", operator: test.operator, value: operand(test.value) };
    case "like":
      return {
        kind: "like",
        negated: test.negated,
        pattern: likePattern(String(operand(test.value))),
      };
    case "in":
      return { kind: "in", negated: test.negated, values: test.values.map(operand) };
    case "between":
      return {
        kind: "between",
        negated: test.negated,
        from: operand(test.from),
        to: operand(test.to),
      };
    case "null":
      return test;
  }
}

export function familyOf({ field, text }: Column): Family {
  switch (field.data_type) {
    case "integer":
    case "double":
    case "currency":
    case "percent":
      return "number";
    case "bigint":
      return field.api_name === "id" ? "id" : "number";
    case "datetime":
      return "time";
    case "date":
      return "day";
    case "boolean":
      return "boolean";
    case "lookup":
    case "ownerlookup":
    case "userlookup":
      return "reference";
    case "textarea":
      throw new CrmFault(400, "INVALID_QUERY", "data type not supported", {
        column_name: text,
        data_type: field.data_type,
      });
    default:
      return "text";
  }
}

function readOperand(column: Column, family: Family, literal: Literal): Operand {
  const value = String(literal.value);
  const fault = (type: string) => invalidValue(column.text, type);
  switch (family) {
    case "text":
      if (literal.kind !== "text") throw fault("string");
      return value.toLowerCase();
    case "number":
      if (literal.kind !== "number") throw fault(jsonTypeOf(column.field));
      return Number(value);
    case "boolean":
      if (literal.kind !== "boolean") throw fault("boolean");
      return literal.value;
    case "day":
      if (literal.kind !== "text" || !isDay(value)) throw fault("date");
      return value;
    case "time": {
      const seconds = literal.kind === "text" && !hasFraction(value) ? parseInstant(value) : null;
      if (seconds === null) throw fault("datetime");
      return seconds;
    }
    case "id":
    case "reference":
      // Below any real id, zero begins a walk through all of them.
      if (literal.kind === "boolean" || !(isCrmId(value) || value === "0")) throw fault("bigint");
      return value;
  }
}

function jsonTypeOf(field: Field): string {
  return field.data_type === "integer" || field.data_type === "bigint" ? field.data_type : "double";
}

/** `%` stands for any text; letter case does not matter. */
function likePattern(pattern: string): RegExp {
  const parts = pattern.split("%").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "isu");
}

function compileTest(family: Family, test: CheckedTest): (value: StoredValue) => boolean {
  const compare = comparatorOf(family);
  switch (test.kind) {
    case "null":
      return (value) => (value === null) !== test.negated;
    case "like":
      return onText((text) => test.pattern.test(text) !== test.negated);
    case "in": {
      const wanted = new Set(test.values);
      return onValue((value) => wanted.has(normal(value)) !== test.negated);
    }
    case "between":
      return onValue(
        (value) =>
          (compare(value, test.from) >= 0 && compare(value, test.to) <= 0) !== test.negated,
      );
    case "compare":
      return onValue(compareTest(test.operator, (value) => compare(value, test.value)));
  }
}

function compareTest(operator: string, compare: (value: Operand) => number) {
  switch (operator) {
    case "=":
      return (value: Operand) => compare(value) === 0;
    case "!=":
      return (value: Operand) => compare(value) !== 0;
    case ">":
      return (value: Operand) => compare(value) > 0;
    case ">=":
      return (value: Operand) => compare(value) >= 0;
    case "<":
      return (value: Operand) => compare(value) < 0;
    default:
      return (value: Operand) => compare(value) <= 0;
  }
}

function comparatorOf(family: Family): (a: Operand, b: Operand) => number {
  if (family === "id" || family === "reference") return (a, b) => compareIds(String(a), String(b));
  return (a, b) => {
    const left = normal(a);
    return left < b ? -1 : left > b ? 1 : 0;
  };
}

// As in SQL an empty field matches no comparison, not even an unequal one.
function onValue(test: (value: Operand) => boolean): (value: StoredValue) => boolean {
  return (value) => {
    if (value === null) return false;
    return Array.isArray(value) ? value.some(test) : test(value);
  };
}

function onText(test: (text: string) => boolean): (value: StoredValue) => boolean {
  return onValue((value) => test(String(value)));
}

function normal(value: Operand): Operand {
  return typeof value === "string" ? value.toLowerCase() : value;
}
