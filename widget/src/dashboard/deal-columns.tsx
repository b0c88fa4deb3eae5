import type { Deal } from "@pulse/shared/deal/deal";
import type { DealSort } from "@pulse/shared/pipeline/live-pipeline";
import type { CalendarDate, CurrencyCode } from "@pulse/shared/wire/scalars";
import { createColumnHelper, metaHelper, tableFeatures } from "@tanstack/react-table";
import { ExternalLink, TriangleAlert } from "lucide-react";
import { type ReactNode, useContext } from "react";
import { issueText } from "../deal/issue-text.ts";
import { MoneyText } from "../deal/money-text.tsx";
import { OutcomeMark } from "../deal/outcome-mark.tsx";
import { calendarDateText } from "../ui/calendar-date.ts";
import { InstantTime } from "../ui/instant-time.tsx";
import { ActiveRow } from "./active-row.ts";

export type DealColumn = {
  /** Sorting is the service's; a column without one has no order that means anything. */
  sort?: DealSort;
  firstOrder?: "asc" | "desc";
  /** CSS length; no percentage, the columns add up to the table. */
  width: string;
  align?: "right";
  /** A change of any of these makes the cell flash. */
  shows: readonly (keyof Deal)[];
};

export const dealTableFeatures = tableFeatures({ columnMeta: metaHelper<DealColumn>() });

const column = createColumnHelper<typeof dealTableFeatures, Deal>();

/**
 * @param currency what `sgd_amount` is in
 * @param today in the organisation's time zone
 */
export function dealColumns({
  currency,
  today,
  now,
}: {
  currency: CurrencyCode;
  today: CalendarDate;
  now: Date;
}) {
  return column.columns([
    column.display({
      id: "name",
      header: "Deal",
      meta: {
        sort: "opportunity_name",
        firstOrder: "asc",
        // Held at the left, so on a phone it has to leave room for another column.
        width: "min(268px, 46vw)",
        shows: ["opportunity_name", "account_name"],
      },
      cell: ({ row }) => <DealName deal={row.original} />,
    }),
    column.display({
      id: "owner",
      header: "Owner",
      meta: { sort: "owner_name", firstOrder: "asc", width: "136px", shows: ["owner_name"] },
      cell: ({ row }) => (
        <TwoLines
          first={row.original.owner_name ?? <Unknown what="owner" />}
          second={row.original.owner_is_active === false && "inactive user"}
        />
      ),
    }),
    column.display({
      id: "stage",
      header: "Stage",
      meta: { sort: "stage", firstOrder: "asc", width: "152px", shows: ["stage", "outcome"] },
      cell: ({ row }) => (
        <TwoLines
          first={row.original.stage ?? <Unknown what="stage" />}
          second={<OutcomeMark outcome={row.original.outcome} />}
        />
      ),
    }),
    column.display({
      id: "amount",
      header: "Amount",
      meta: { width: "148px", align: "right", shows: ["amount", "currency"] },
      cell: ({ row: { original: deal } }) => <OwnAmount deal={deal} />,
    }),
    column.display({
      id: "reporting",
      header: `In ${currency}`,
      meta: {
        sort: "sgd_amount",
        firstOrder: "desc",
        width: "148px",
        align: "right",
        shows: ["sgd_amount"],
      },
      cell: ({ row: { original: deal } }) => <ReportingAmount deal={deal} currency={currency} />,
    }),
    column.display({
      id: "probability",
      header: "Prob.",
      meta: {
        sort: "probability",
        firstOrder: "desc",
        width: "68px",
        align: "right",
        shows: ["probability"],
      },
      cell: ({ row: { original: deal } }) =>
        deal.probability === null ? <Unknown what="probability" /> : `${deal.probability} %`,
    }),
    column.display({
      id: "closing",
      header: "Closing",
      meta: { sort: "closing_date", firstOrder: "asc", width: "116px", shows: ["closing_date"] },
      cell: ({ row: { original: deal } }) => <ClosingDate deal={deal} today={today} />,
    }),
    column.display({
      id: "territory",
      header: "Territory",
      meta: { sort: "territory", firstOrder: "asc", width: "104px", shows: ["territory"] },
      cell: ({ row }) => row.original.territory ?? <Unknown what="territory" />,
    }),
    column.display({
      id: "service-line",
      header: "Service line",
      meta: { sort: "service_line", firstOrder: "asc", width: "124px", shows: ["service_line"] },
      cell: ({ row }) => row.original.service_line ?? <Unknown what="service line" />,
    }),
    column.display({
      id: "modified",
      header: "Modified",
      meta: { sort: "modified_time", firstOrder: "desc", width: "112px", shows: ["modified_time"] },
      cell: ({ row }) => (
        <span className="text-ink-muted">
          <InstantTime instant={row.original.modified_time} now={now} />
        </span>
      ),
    }),
  ]);
}

function DealName({ deal }: { deal: Deal }) {
  const isActive = useContext(ActiveRow);
  const name = deal.opportunity_name ?? `Deal ${deal.record_id} without a name`;
  return (
    <div className="min-w-0">
      <p className="flex items-center gap-1.5">
        <a
          href={deal.crm_url}
          target="_blank"
          rel="noopener"
          tabIndex={isActive ? 0 : -1}
          title={`${name} (opens in CRM)`}
          className="group min-w-0 truncate font-medium text-ink hover:text-blue-ink hover:underline"
        >
          <bdi>{name}</bdi>
          <ExternalLink
            aria-hidden
            className="ml-1 hidden size-3 text-ink-faint group-hover:inline group-focus-visible:inline"
          />
        </a>
        {deal.issues.length > 0 && (
          <span title={deal.issues.map(issueText).join("\n")} className="shrink-0 text-amber-ink">
            <TriangleAlert aria-hidden className="size-3" />
            <span className="sr-only">{deal.issues.map(issueText).join(", ")}</span>
          </span>
        )}
      </p>
      <p className="truncate text-ink-muted text-xs" title={deal.account_name ?? undefined}>
        {deal.account_name === null ? "No account" : <bdi>{deal.account_name}</bdi>}
      </p>
    </div>
  );
}

function OwnAmount({ deal: { amount, currency } }: { deal: Deal }) {
  if (amount === null) return <Missing>no amount</Missing>;
  // A number without its currency is not money; it is shown as what it is.
  if (currency === null) return <Missing>{amount}, no currency</Missing>;
  return <MoneyText amount={amount} currency={currency} />;
}

function ReportingAmount({ deal, currency }: { deal: Deal; currency: CurrencyCode }) {
  if (deal.sgd_amount !== null) return <MoneyText amount={deal.sgd_amount} currency={currency} />;
  return deal.amount === null ? <Unknown what="amount" /> : <Missing>not converted</Missing>;
}

function ClosingDate({ deal, today }: { deal: Deal; today: CalendarDate }) {
  if (deal.closing_date === null) return <Unknown what="closing date" />;
  const isPast = deal.outcome === "open" && deal.closing_date < today;
  return (
    <TwoLines
      first={<time dateTime={deal.closing_date}>{calendarDateText(deal.closing_date)}</time>}
      second={isPast && <span className="text-amber-ink">past, still open</span>}
    />
  );
}

function TwoLines({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="truncate">{first}</p>
      {second !== false && <p className="truncate text-ink-faint text-xs">{second}</p>}
    </div>
  );
}

function Missing({ children }: { children: ReactNode }) {
  return <span className="text-ink-faint text-xs">{children}</span>;
}

function Unknown({ what }: { what: string }) {
  return (
    <span className="text-ink-faint">
      <span aria-hidden>—</span>
      <span className="sr-only">{what} not known</span>
    </span>
  );
}
