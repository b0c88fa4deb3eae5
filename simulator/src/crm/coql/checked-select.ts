import { CrmFault } from "../crm-fault.ts";
import type { Column } from "./columns.ts";
import { invalidColumn } from "./coql-faults.ts";
import type { AggregateName, ColumnName, SelectItem } from "./query.ts";
import { isReserved } from "./reserved-words.ts";

export type SelectedColumn = {
  /** The name of its values in the answer. */
  key: string;
  aggregate: AggregateName | null;
  /** Null only for COUNT(*). */
  column: Column | null;
};

/** @throws CrmFault for aliases and columns that clash, and for what a grouped query cannot show */
export function checkSelect(
  items: SelectItem[],
  groupBy: Column[],
  resolve: (name: ColumnName) => Column,
): SelectedColumn[] {
  const byKey = new Map<string, SelectItem>();
  for (const item of items) {
    if (item.alias !== null) checkAlias(item.alias);
    const key = item.alias ?? item.text;
    const other = byKey.get(key);
    if (other !== undefined) throw duplicate(item, other, key);
    byKey.set(key, item);
  }
  const isGrouped = groupBy.length > 0 || items.some((item) => item.aggregate !== null);
  return items.map((item) => {
    const column = item.column === null ? null : resolve(item.column);
    const mustBeGrouped = isGrouped && item.aggregate === null && column !== null;
    if (mustBeGrouped && !groupBy.some((other) => other.text === column.text)) {
      throw invalidColumn(column.text, { reason: "column is not part of the group by clause" });
    }
    return { key: item.alias ?? item.text, aggregate: item.aggregate, column };
  });
}

function checkAlias(alias: string): void {
  if (/^[A-Za-z_]\w{0,49}$/.test(alias) && !isReserved(alias)) return;
  throw new CrmFault(400, "INVALID_ALIAS", "invalid alias given", { alias });
}

function duplicate(item: SelectItem, other: SelectItem, key: string): CrmFault {
  return item.alias === null && other.alias === null
    ? new CrmFault(400, "DUPLICATE_DATA", "duplicate column given", { column_name: item.text })
    : new CrmFault(400, "DUPLICATE_ALIAS", "duplicate alias given", {
        alias: key,
        referred_columns: [other.text, item.text],
      });
}
