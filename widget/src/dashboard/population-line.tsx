import type { PipelineSummary } from "@pulse/shared/pipeline/live-pipeline";
import type { ReactNode } from "react";
import { InstantTime } from "../ui/instant-time.tsx";
import { counted, countText } from "../ui/money.ts";

/** What the numbers above are made of, and what they leave out. Always in view with them. */
export function PopulationLine({
  summary,
  now,
  onShowExcluded,
}: {
  summary: PipelineSummary;
  now: Date;
  onShowExcluded: () => void;
}) {
  return (
    <section aria-label="What these numbers include">
      <ul className="flex flex-wrap gap-x-2 text-ink-muted text-xs">
        <Part>{counted(summary.deal_count, "deal")}</Part>
        <Part title="Have an amount but no usable exchange rate: in the counts, not in the amounts">
          {countText(summary.not_converted)} not converted
        </Part>
        <Part title="Have no amount in the CRM: in the counts, not in the amounts">
          {countText(summary.missing_amount)} without amount
        </Part>
        {summary.not_weighted > 0 && (
          <Part title="Open deals with neither a probability nor a default for their stage">
            {countText(summary.not_weighted)} not weighted
          </Part>
        )}
        <Part title="Their stage is not in the CRM's stage list, so they are neither open, won nor lost">
          {summary.excluded > 0 ? (
            <button
              type="button"
              onClick={onShowExcluded}
              className="text-blue-ink underline-offset-2 hover:underline"
            >
              {countText(summary.excluded)} excluded
            </button>
          ) : (
            "0 excluded"
          )}
        </Part>
        {summary.unmapped > 0 && (
          <Part title="CRM records that could not be read as deals; in no number here">
            {countText(summary.unmapped)} unreadable
          </Part>
        )}
        {summary.as_of !== null && (
          <Part>
            as of <InstantTime instant={summary.as_of} now={now} />
          </Part>
        )}
        <Part title="Each deal is converted at the exchange rate saved on it in the CRM">
          amounts in {summary.currency} at each deal's own rate
        </Part>
      </ul>
    </section>
  );
}

function Part({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <li
      title={title}
      className="after:ml-2 after:text-ink-faint after:content-['·'] last:after:content-none"
    >
      {children}
    </li>
  );
}
