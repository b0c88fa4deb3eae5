import type { PipelineTotals } from "@pulse/shared/pipeline/live-pipeline";
import type { CurrencyCode } from "@pulse/shared/wire/scalars";
import type { ReactNode } from "react";
import { MoneyText } from "../deal/money-text.tsx";
import { counted, countText } from "../ui/money.ts";

/** Exact totals of the deals that match, and what those totals leave out. */
export function TotalsBar({
  totals,
  currency,
  loaded,
}: {
  totals: PipelineTotals;
  currency: CurrencyCode;
  loaded: number;
}) {
  return (
    <footer className="flex flex-wrap items-baseline gap-x-5 gap-y-1 rounded-b-lg border-line border-t bg-sunken px-4 py-2">
      <h3 className="font-semibold">
        {counted(totals.deal_count, "deal")}
        {loaded < totals.deal_count && (
          <span className="font-normal text-ink-muted text-xs"> · {countText(loaded)} loaded</span>
        )}
      </h3>
      <dl aria-label="Totals of the deals that match" className="flex flex-wrap gap-x-5 gap-y-1">
        <Total label="Open" count={totals.open_count}>
          <MoneyText amount={totals.open_amount} currency={currency} />
        </Total>
        <Total label="Weighted">
          <MoneyText amount={totals.weighted_amount} currency={currency} />
        </Total>
        <Total label="Won" count={totals.won_count}>
          <MoneyText amount={totals.won_amount} currency={currency} />
        </Total>
        <Total label="Lost" count={totals.lost_count}>
          <MoneyText amount={totals.lost_amount} currency={currency} />
        </Total>
      </dl>
      <p className="text-ink-muted text-xs">
        {countText(totals.not_converted)} not converted · {countText(totals.missing_amount)} without
        amount · {countText(totals.excluded)} excluded
      </p>
    </footer>
  );
}

function Total({ label, count, children }: { label: string; count?: number; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-ink-muted text-xs">
        {label}
        {count !== undefined && ` (${countText(count)})`}
      </dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
