import { type BreakdownRow, NO_VALUE } from "@pulse/shared/pipeline/live-pipeline";

/** One bar group: the row, its filter value, and lengths for drawing. */
export type BreakdownBar = {
  name: string;
  filterValue: string;
  row: BreakdownRow;
  /** Drawing only; the exact amounts are in `row`. */
  open: number;
  weighted: number;
  won: number;
};

/** Largest open amount first; deals without a value always last. */
export function breakdownBars(rows: readonly BreakdownRow[], nameOfNone: string): BreakdownBar[] {
  return rows
    .map((row) => ({
      name: row.key ?? nameOfNone,
      filterValue: row.key ?? NO_VALUE,
      row,
      open: Number(row.open_amount),
      weighted: Number(row.weighted_amount),
      won: Number(row.won_amount),
    }))
    .sort((a, b) => Number(a.row.key === null) - Number(b.row.key === null) || b.open - a.open);
}
