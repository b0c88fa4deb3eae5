import type { CurrencyCode } from "@pulse/shared/wire/scalars";
import { countText, exactNumber } from "../ui/money.ts";
import type { BreakdownBar } from "./breakdown-rows.ts";

const amounts = [
  { name: "open_amount", label: "Open" },
  { name: "weighted_amount", label: "Weighted" },
  { name: "won_amount", label: "Won" },
  { name: "lost_amount", label: "Lost" },
] as const;

const counts = [
  { name: "deal_count", label: "Deals" },
  { name: "not_converted", label: "Not converted" },
  { name: "missing_amount", label: "No amount" },
  { name: "excluded", label: "Excluded" },
] as const;

/** The same breakdown with every number, exact. */
export function BreakdownTable({
  caption,
  bars,
  currency,
  onPick,
}: {
  caption: string;
  bars: readonly BreakdownBar[];
  currency: CurrencyCode;
  onPick: (filterValue: string) => void;
}) {
  return (
    <section
      aria-label={`${caption}, table`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must take focus
      tabIndex={0}
      className="relative overflow-x-auto"
    >
      <table className="w-full whitespace-nowrap text-right text-xs">
        <caption className="sr-only">
          {caption}, amounts in {currency}
        </caption>
        <thead>
          <tr className="border-line border-b text-ink-muted">
            <th scope="col" className="sticky left-0 bg-panel py-2 pr-3 text-left font-medium">
              {caption.replace("By ", "").replace(/^./, (letter) => letter.toUpperCase())}
            </th>
            {amounts.map(({ name, label }) => (
              <th key={name} scope="col" className="px-2 font-medium">
                {label} <span className="text-ink-faint">{currency}</span>
              </th>
            ))}
            {counts.map(({ name, label }) => (
              <th key={name} scope="col" className="pl-3 font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.filterValue} className="border-line border-b last:border-0">
              <th scope="row" className="sticky left-0 bg-panel py-2 pr-3 text-left font-normal">
                <button
                  type="button"
                  onClick={() => onPick(bar.filterValue)}
                  className="text-blue-ink underline-offset-2 hover:underline"
                >
                  {bar.name}
                </button>
              </th>
              {amounts.map(({ name }) => (
                <td key={name} className="px-2">
                  {exactNumber(bar.row[name], currency)}
                </td>
              ))}
              {counts.map(({ name }) => (
                <td key={name} className="pl-3">
                  {countText(bar.row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
