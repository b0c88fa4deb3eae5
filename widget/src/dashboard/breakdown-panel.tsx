import type { BreakdownRow } from "@pulse/shared/pipeline/live-pipeline";
import type { CurrencyCode } from "@pulse/shared/wire/scalars";
import { Funnel } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { classNames } from "../ui/class-names.ts";
import { counted, exactMoney } from "../ui/money.ts";
import { Panel } from "../ui/panel.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useElementWidth } from "../ui/use-element-width.ts";
import { AXIS_HEIGHT, BAND_HEIGHT, MEASURES } from "./breakdown-measures.ts";
import { type BreakdownBar, breakdownBars } from "./breakdown-rows.ts";
import { BreakdownTable } from "./breakdown-table.tsx";

const BreakdownChart = lazy(async () => ({
  default: (await import("./breakdown-chart.tsx")).BreakdownChart,
}));

const forms = [
  { value: "chart", label: "Chart" },
  { value: "table", label: "Table" },
] as const;

/** More rows than this scroll, so that one long list does not push the deals off the page. */
const MOST_IN_VIEW = 6;

/** The pipeline cut by one field, as bars or as a table; a click on a name filters the grid. */
export function BreakdownPanel({
  title,
  nameOfNone,
  rows,
  currency,
  chosen,
  dimmed,
  onPick,
}: {
  title: string;
  nameOfNone: string;
  rows: readonly BreakdownRow[];
  currency: CurrencyCode;
  /** Filter values that are set in the grid. */
  chosen: readonly string[];
  dimmed: boolean;
  onPick: (filterValue: string) => void;
}) {
  const [form, setForm] = useState<(typeof forms)[number]["value"]>("chart");
  const bars = breakdownBars(rows, nameOfNone);
  return (
    <Panel
      title={title}
      hint={currency}
      actions={
        <>
          {form === "chart" && <Legend />}
          <Segmented label={`${title} shown as`} value={form} options={forms} onChange={setForm} />
        </>
      }
    >
      <div
        className={classNames(
          "relative px-4 pb-3",
          bars.length > MOST_IN_VIEW && "max-h-96 overflow-y-auto",
        )}
        style={{ minHeight: Math.min(bars.length, MOST_IN_VIEW) * BAND_HEIGHT + AXIS_HEIGHT + 12 }}
      >
        {form === "chart" ? (
          <Chart bars={bars} currency={currency} chosen={chosen} dimmed={dimmed} onPick={onPick} />
        ) : (
          <BreakdownTable caption={title} bars={bars} currency={currency} onPick={onPick} />
        )}
      </div>
    </Panel>
  );
}

function Chart({
  bars,
  currency,
  chosen,
  dimmed,
  onPick,
}: {
  bars: BreakdownBar[];
  currency: CurrencyCode;
  chosen: readonly string[];
  dimmed: boolean;
  onPick: (filterValue: string) => void;
}) {
  const id = useId();
  const [ref, width] = useElementWidth<HTMLDivElement>();
  return (
    <div className="flex">
      <ul className="-ml-2 w-28 shrink-0 pr-2 sm:w-36">
        {bars.map((bar) => (
          <li key={bar.filterValue} style={{ height: BAND_HEIGHT }} className="flex items-center">
            <button
              type="button"
              aria-pressed={chosen.includes(bar.filterValue)}
              onClick={() => onPick(bar.filterValue)}
              className="group w-full rounded-md px-2 py-1 text-left hover:bg-hover aria-pressed:bg-blue-tint"
            >
              <span
                className={classNames(
                  "line-clamp-2 font-medium leading-4 group-aria-pressed:text-blue-ink",
                  bar.row.key === null ? "text-ink-muted italic" : "text-ink",
                )}
              >
                {bar.name}
              </span>
              <span className="flex items-center gap-1 text-ink-muted text-xs">
                {counted(bar.row.deal_count, "deal")}
                <span className="sr-only">: {amountsText(bar, currency)}. Filter deals</span>
                {chosen.includes(bar.filterValue) && (
                  <>
                    {" · "}
                    <Funnel aria-hidden className="size-3" />
                  </>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div
        ref={ref}
        aria-hidden
        className="min-w-0 flex-1 overflow-hidden"
        style={{ minHeight: bars.length * BAND_HEIGHT + AXIS_HEIGHT }}
      >
        {width > 0 && (
          <Suspense fallback={<ChartSkeleton bars={bars} />}>
            <BreakdownChart
              id={id}
              bars={bars}
              width={width}
              currency={currency}
              dimmed={dimmed}
              onPick={onPick}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}

/** One grey bar per row, where the bars will be. */
function ChartSkeleton({ bars }: { bars: readonly BreakdownBar[] }) {
  return bars.map((bar) => (
    <div key={bar.filterValue} style={{ height: BAND_HEIGHT }} className="flex items-center">
      <Skeleton className="h-9 w-2/3" />
    </div>
  ));
}

function amountsText(bar: BreakdownBar, currency: CurrencyCode): string {
  return MEASURES.map(
    ({ label, amount }) =>
      `${label.toLowerCase()} ${exactMoney({ amount: bar.row[amount], currency })}`,
  ).join(", ");
}

function Legend() {
  return (
    <ul aria-label="Legend" className="hidden gap-3 text-ink-muted text-xs sm:flex">
      {MEASURES.map((measure) => (
        <li key={measure.name} className="flex items-center gap-1.5">
          <span
            aria-hidden
            className="size-2.5 rounded-sm"
            style={{ background: swatches[measure.name] }}
          />
          {measure.label}
        </li>
      ))}
    </ul>
  );
}

/** The chart's patterns once more, in CSS. */
const swatches: Record<(typeof MEASURES)[number]["name"], string> = {
  open: "var(--blue-mark)",
  weighted:
    "repeating-linear-gradient(-45deg, var(--purple-mark) 0 2px, var(--purple-tint) 2px 3.5px)",
  won: "radial-gradient(var(--panel) 25%, transparent 26%) 0 0 / 4px 4px, var(--green-mark)",
};
