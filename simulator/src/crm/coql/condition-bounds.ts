import { hullOfRanges, intersectRanges, type KeyRange, withIds } from "../key-range.ts";
import type { CrmId } from "../model.ts";
import { type Bounds, noBounds, type SortKey } from "../select-records.ts";
import type { CheckedCondition, CheckedTest } from "./condition.ts";

/**
 * Where records that satisfy a condition can lie in the indexes. For
 * `Modified_Time > t or (Modified_Time = t and id > i)` that is everything behind (t, i), so a
 * keyset walk starts exactly where the last page ended.
 */
export function boundsOf(condition: CheckedCondition | null): Bounds {
  if (condition === null) return noBounds;
  const ids = equalValues(condition, "id");
  return { ...rangesOf(condition), ids: ids === null ? null : new Set(ids) };
}

/** The only values a field can have where the condition holds; null when it can have any. */
export function equalValues(condition: CheckedCondition, apiName: string): CrmId[] | null {
  if (condition.kind === "test") {
    const { column, test } = condition;
    if (column.joins.length > 0 || column.field.api_name !== apiName) return null;
    if (test.kind === "compare" && test.operator === "=") return [String(test.value)];
    return test.kind === "in" && !test.negated ? test.values.map(String) : null;
  }
  const left = equalValues(condition.left, apiName);
  const right = equalValues(condition.right, apiName);
  if (condition.kind === "both") return left ?? right;
  return left === null || right === null ? null : [...left, ...right];
}

type Ranges = Record<SortKey, KeyRange>;

function rangesOf(condition: CheckedCondition): Ranges {
  if (condition.kind === "test") {
    if (condition.column.joins.length > 0) return noBounds;
    const name = condition.column.field.api_name;
    return name === "id" || name === "Modified_Time" || name === "Created_Time"
      ? rangeOfTest(name, condition.test)
      : noBounds;
  }
  const left = rangesOf(condition.left);
  const right = rangesOf(condition.right);
  return condition.kind === "both" ? intersect(left, right) : unite(left, right);
}

/** Whether the condition holds for everything inside the range of one index, so counting needs no look. */
export function isExactRange(condition: CheckedCondition | null): SortKey | null {
  if (condition === null) return "id";
  if (condition.kind === "test") {
    const { column, test } = condition;
    if (column.joins.length > 0) return null;
    const name = column.field.api_name;
    if (name === "id" && test.kind === "null" && test.negated) return "id";
    const isRange =
      (test.kind === "compare" && test.operator !== "!=") ||
      (test.kind === "between" && !test.negated);
    const isKey = name === "id" || name === "Modified_Time" || name === "Created_Time";
    return isRange && isKey ? name : null;
  }
  if (condition.kind === "either") return null;
  const left = isExactRange(condition.left);
  return left !== null && left === isExactRange(condition.right) ? left : null;
}

function rangeOfTest(key: SortKey, test: CheckedTest): Ranges {
  if (test.kind === "between" && !test.negated) {
    return withRange(key, { low: start(key, test.from), high: end(key, test.to) });
  }
  if (test.kind !== "compare") return noBounds;
  const { operator, value } = test;
  switch (operator) {
    case "=":
      return withRange(key, { low: start(key, value), high: end(key, value) });
    case ">":
      return withRange(key, { low: end(key, value), high: null });
    case ">=":
      return withRange(key, { low: start(key, value), high: null });
    case "<":
      return withRange(key, { low: null, high: start(key, value) });
    case "<=":
      return withRange(key, { low: null, high: end(key, value) });
    case "!=":
      return noBounds;
  }
}

/** The place right before everything with this value. */
function start(key: SortKey, value: string | number | boolean) {
  return key === "id"
    ? { time: 0, id: String(value), after: false }
    : { time: Number(value), id: null, after: false };
}

/** The place right after everything with this value. */
function end(key: SortKey, value: string | number | boolean) {
  return { ...start(key, value), after: true };
}

function withRange(key: SortKey, range: KeyRange): Ranges {
  return { ...noBounds, [key]: range };
}

function intersect(a: Ranges, b: Ranges): Ranges {
  const id = intersectRanges(a.id, b.id);
  return {
    id,
    Modified_Time: withIds(intersectRanges(a.Modified_Time, b.Modified_Time), id),
    Created_Time: withIds(intersectRanges(a.Created_Time, b.Created_Time), id),
  };
}

function unite(a: Ranges, b: Ranges): Ranges {
  return {
    id: hullOfRanges(a.id, b.id),
    Modified_Time: hullOfRanges(a.Modified_Time, b.Modified_Time),
    Created_Time: hullOfRanges(a.Created_Time, b.Created_Time),
  };
}
