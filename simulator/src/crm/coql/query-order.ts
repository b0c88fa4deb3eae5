import { compareIds } from "../crm-id.ts";
import type { StoredValue } from "../model.ts";
import type { Compare, Order, SortKey } from "../select-records.ts";
import type { SelectedColumn } from "./checked-select.ts";
import type { Column } from "./columns.ts";
import { familyOf } from "./condition.ts";
import { invalidColumn } from "./coql-faults.ts";
import type { ColumnName, OrderItem } from "./query.ts";
import type { QueryPlan } from "./run-query.ts";

export type OrderColumn =
  | { kind: "column"; column: Column; descending: boolean }
  /** A selected column or aggregate, by its place in SELECT. */
  | { kind: "selected"; index: number; descending: boolean };

/** ORDER BY may name a column, an alias, or an aggregate as it stands in SELECT. */
export function resolveOrder(
  items: OrderItem[],
  select: SelectedColumn[],
  resolve: (name: ColumnName) => Column,
): OrderColumn[] {
  return items.map(({ name, descending }) => {
    const index = select.findIndex((item) => item.key === name.text);
    const selected = select[index];
    const isAggregate = name.path.length === 0;
    if (selected?.aggregate != null) return { kind: "selected", index, descending };
    if (isAggregate) throw invalidColumn(name.text, { reason: "aggregate is not selected" });
    const column = selected?.column ?? resolve(name);
    familyOf(column);
    return { kind: "column", column, descending };
  });
}

/** The order of a plain query; without ORDER BY it is by ascending id. */
export function orderOf({ orderBy }: QueryPlan): Order {
  return keyOrder(orderBy) ?? { kind: "compare", compare: compareOf(orderBy) };
}

/** One indexed column, alone or followed by the id in the same direction. */
function keyOrder(orderBy: OrderColumn[]): Order | null {
  const [first, second, third] = orderBy.map(indexedKey);
  if (orderBy.length === 0) return { kind: "key", key: "id", descending: false };
  if (first === undefined || first === null || third !== undefined) return null;
  if (second === undefined) return { kind: "key", ...first };
  return second?.key === "id" && second.descending === first.descending
    ? { kind: "key", ...first }
    : null;
}

function indexedKey(order: OrderColumn): { key: SortKey; descending: boolean } | null {
  if (order.kind !== "column" || order.column.joins.length > 0) return null;
  const key = order.column.field.api_name;
  const isKey = key === "id" || key === "Modified_Time" || key === "Created_Time";
  return isKey ? { key, descending: order.descending } : null;
}

function compareOf(orderBy: OrderColumn[]): Compare {
  const parts = orderBy.flatMap((order): Compare[] => {
    if (order.kind !== "column") return [];
    const { column } = order;
    const areIds = familyOf(column) === "id";
    const sign = order.descending ? -1 : 1;
    return [(a, b) => sign * compareValues(column.read(a), column.read(b), areIds)];
  });
  return (a, b) => {
    for (const compare of parts) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return compareIds(a.id, b.id);
  };
}

/** Empty values come first. */
export function compareValues(a: StoredValue, b: StoredValue, areIds: boolean): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (areIds) return compareIds(String(a), String(b));
  if (typeof a === "number" && typeof b === "number") return a - b;
  const left = String(a).toLowerCase();
  const right = String(b).toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}
