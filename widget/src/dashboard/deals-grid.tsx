import type { Deal } from "@pulse/shared/deal/deal";
import type { CurrencyCode } from "@pulse/shared/wire/scalars";
import { useTable } from "@tanstack/react-table";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  Fragment,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useViewer } from "../access/viewer.tsx";
import { calendarDateAt } from "../ui/calendar-date.ts";
import { classNames } from "../ui/class-names.ts";
import { useNow } from "../ui/use-now.ts";
import { ActiveRow } from "./active-row.ts";
import type { DealChange } from "./changed-deals.ts";
import { ColumnHeader } from "./column-header.tsx";
import { type DealColumn, dealColumns, dealTableFeatures } from "./deal-columns.tsx";
import type { DealOrder } from "./deal-order.ts";
import { nextRowIndex } from "./row-keys.ts";
import { useDealChanges } from "./use-deal-changes.ts";
import { useHeldScroll } from "./use-held-scroll.ts";

const ROW_HEIGHT = 48;
const HEADER_HEIGHT = 36;
/** Rows left below the window when the next page is asked for. */
const AHEAD = 30;

/**
 * All matching deals in one scrolling table; only the rows in the window exist.
 * One row is the tab stop: arrows move it, Enter opens the deal in CRM.
 *
 * @param view names filter and order: another view starts at its top
 */
export function DealsGrid({
  deals,
  total,
  currency,
  order,
  view,
  isWaiting,
  canLoadMore,
  onLoadMore,
  onOrder,
}: {
  deals: Deal[];
  total: number;
  currency: CurrencyCode;
  order: DealOrder;
  view: string;
  isWaiting: boolean;
  canLoadMore: boolean;
  onLoadMore: () => void;
  onOrder: (order: DealOrder) => void;
}) {
  const { org } = useViewer();
  const now = useNow(60_000);
  const columns = useMemo(
    () => dealColumns({ currency, today: calendarDateAt(now, org.time_zone), now }),
    [currency, now, org.time_zone],
  );
  const table = useTable({
    features: dealTableFeatures,
    columns,
    data: deals,
    getRowId: (deal) => deal.record_id,
  });
  const rows = table.getRowModel().rows;

  const [activeIndex, setActiveIndex] = useState(0);
  const tabStop = Math.min(activeIndex, rows.length - 1);
  const scrollRef = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
    // The row with the focus stays drawn when it scrolls away; otherwise the focus would be lost.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.max(0, tabStop)])].sort((a, b) => a - b),
    scrollPaddingStart: HEADER_HEIGHT,
  });
  const items = virtualizer.getVirtualItems();
  useHeldScroll({ scrollRef, deals, view, rowHeight: ROW_HEIGHT });
  const { changes, round } = useDealChanges(deals, view);

  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (canLoadMore && lastShown >= rows.length - AHEAD) onLoadMore();
  }, [canLoadMore, lastShown, rows.length, onLoadMore]);

  const focusOn = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (focusOn.current === null) return;
    const row = scrollRef.current?.querySelector<HTMLElement>(`[data-index="${focusOn.current}"]`);
    if (!row) return; // Not drawn yet: the scroll that brings it renders again.
    focusOn.current = null;
    row.focus({ preventScroll: true });
  });

  function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, index: number, deal: Deal) {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") {
      window.open(deal.crm_url, "_blank", "noopener");
      return;
    }
    const pageRows = Math.floor((scrollRef.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1;
    const next = nextRowIndex(event.key, index, rows.length, pageRows);
    if (next === null) return;
    event.preventDefault();
    focusOn.current = next;
    setActiveIndex(next);
    virtualizer.scrollToIndex(next);
  }

  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const tableWidth = headers.map((header) => metaOf(header.column).width).join(" + ");

  return (
    <div
      ref={scrollRef}
      aria-busy={isWaiting}
      className={classNames(
        "relative overflow-auto overscroll-x-contain transition-opacity",
        isWaiting && "opacity-60",
      )}
      style={{
        // Fits its rows, up to most of a window; the page scrolls for the rest.
        height: HEADER_HEIGHT + 2 + rows.length * ROW_HEIGHT,
        maxHeight: "max(20rem, calc(100dvh - 15rem))",
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows take the focus and keys of a grid, on a table's own layout
        role="grid"
        aria-label="Deals"
        aria-rowcount={total + 1}
        className="table-fixed border-separate border-spacing-0"
        style={{ width: `max(100%, ${tableWidth})` }}
      >
        <colgroup>
          {headers.map((header) => (
            <col key={header.id} style={{ width: metaOf(header.column).width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {headers.map((header, index) => (
              <ColumnHeader
                key={header.id}
                column={metaOf(header.column)}
                order={order}
                isFirst={index === 0}
                onOrder={onOrder}
              >
                <table.FlexRender header={header} />
              </ColumnHeader>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item, place) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const change = changes.get(row.id);
            return (
              <Fragment key={row.id}>
                <Spacer
                  height={item.start - (items[place - 1]?.end ?? 0)}
                  columns={headers.length}
                />
                <tr
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                  tabIndex={item.index === tabStop ? 0 : -1}
                  onFocus={() => setActiveIndex(item.index)}
                  onKeyDown={(event) => onRowKey(event, item.index, row.original)}
                  className="group/row -outline-offset-2"
                  style={{ height: ROW_HEIGHT }}
                >
                  <ActiveRow value={item.index === tabStop}>
                    {row.getAllCells().map((cell, index) => {
                      const meta = metaOf(cell.column);
                      return (
                        <td
                          key={cell.id}
                          className={classNames(
                            "overflow-hidden border-line border-b bg-panel px-3 py-0 first:pl-4 last:pr-4 group-hover/row:bg-hover",
                            meta.align === "right" && "text-right",
                            index === 0 && "sticky left-0 z-[5]",
                            flashes(change, meta) && (round % 2 === 0 ? "flash" : "flash-again"),
                          )}
                        >
                          <table.FlexRender cell={cell} />
                        </td>
                      );
                    })}
                  </ActiveRow>
                </tr>
              </Fragment>
            );
          })}
          <Spacer
            height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)}
            columns={headers.length}
          />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not drawn, so that the scroll bar is true. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} className="p-0" />
    </tr>
  );
}

/** Every column of the grid is made with its meta. */
function metaOf(column: { columnDef: { meta?: DealColumn | undefined } }): DealColumn {
  const { meta } = column.columnDef;
  if (meta === undefined) throw new Error("A deal column has no meta");
  return meta;
}

function flashes(change: DealChange | undefined, { shows }: DealColumn): boolean {
  if (change === undefined) return false;
  return change === "new" || shows.some((field) => change.has(field));
}
