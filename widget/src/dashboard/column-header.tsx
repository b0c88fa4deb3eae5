import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import type { DealColumn } from "./deal-columns.tsx";
import type { DealOrder } from "./deal-order.ts";
import { orderAfterClick } from "./deal-order.ts";

/** A sortable header says its order to the eye and, by `aria-sort`, to a screen reader. */
export function ColumnHeader({
  column,
  order,
  isFirst,
  onOrder,
  children,
}: {
  column: DealColumn;
  order: DealOrder;
  isFirst: boolean;
  onOrder: (order: DealOrder) => void;
  children: ReactNode;
}) {
  const { sort } = column;
  const isSorted = sort === order.sort;
  const Arrow = order.order === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (order.order === "asc" ? "ascending" : "descending") : undefined}
      className={classNames(
        "sticky top-0 h-9 border-line border-y bg-sunken px-3 first:pl-4 last:pr-4 font-medium text-ink-muted text-xs",
        column.align === "right" ? "text-right" : "text-left",
        isFirst ? "left-0 z-20" : "z-10",
      )}
    >
      {sort === undefined ? (
        <span title="Amounts in different currencies have no common order; sort by the converted amount">
          {children}
        </span>
      ) : (
        <button
          type="button"
          onClick={() => onOrder(orderAfterClick(order, sort, column.firstOrder ?? "asc"))}
          className={classNames(
            "inline-flex items-center gap-1 rounded hover:text-ink",
            isSorted && "font-semibold text-ink",
          )}
        >
          {children}
          {isSorted && <Arrow aria-hidden className="size-3" />}
        </button>
      )}
    </th>
  );
}
