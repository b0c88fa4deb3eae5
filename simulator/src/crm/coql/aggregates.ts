import { Decimal } from "decimal.js";
import { compareIds } from "../crm-id.ts";
import { formatInstant } from "../crm-time.ts";
import type { StoredRecord, StoredValue } from "../model.ts";
import type { Column } from "./columns.ts";
import { familyOf } from "./condition.ts";
import { invalidColumn } from "./coql-faults.ts";
import type { AggregateName } from "./query.ts";

export type Accumulator = { add(record: StoredRecord): void; result(): unknown };

/** @throws CrmFault INVALID_QUERY when the function does not suit the column */
export function checkAggregate(name: AggregateName, column: Column | null): void {
  if (column === null || name === "COUNT") return;
  const family = familyOf(column);
  const suits =
    name === "SUM" || name === "AVG"
      ? family === "number"
      : ["number", "time", "day", "id"].includes(family);
  if (!suits) {
    throw invalidColumn(column.text, { reason: `${name} is not supported for the column` });
  }
}

/** @param column null for COUNT(*) */
export function accumulatorOf(
  name: AggregateName,
  column: Column | null,
  timeZone: string,
): Accumulator {
  if (column === null) return counter(() => true);
  if (name === "COUNT") return counter((record) => column.read(record) !== null);
  if (name === "MIN" || name === "MAX") return extreme(column, name === "MIN" ? -1 : 1, timeZone);
  return total(column, name === "AVG");
}

function counter(counts: (record: StoredRecord) => boolean): Accumulator {
  let count = 0;
  return {
    add: (record) => {
      if (counts(record)) count++;
    },
    result: () => count,
  };
}

function extreme(column: Column, wanted: 1 | -1, timeZone: string): Accumulator {
  const isId = familyOf(column) === "id";
  let found: StoredValue = null;
  return {
    add(record) {
      const value = column.read(record);
      if (value === null) return;
      if (found === null || Math.sign(compare(value, found, isId)) === wanted) found = value;
    },
    result: () =>
      familyOf(column) === "time" && typeof found === "number"
        ? formatInstant(found, timeZone)
        : found,
  };
}

function compare(a: StoredValue, b: StoredValue, areIds: boolean): number {
  if (areIds) return compareIds(String(a), String(b));
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}

/** Exact, as money is added up. */
function total(column: Column, isAverage: boolean): Accumulator {
  let sum = new Decimal(0);
  let count = 0;
  return {
    add(record) {
      const value = column.read(record);
      if (typeof value !== "number") return;
      sum = sum.plus(value);
      count++;
    },
    result() {
      if (count === 0) return null;
      return (isAverage ? sum.div(count) : sum).toNumber();
    },
  };
}
