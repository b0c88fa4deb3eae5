import type { Deal } from "@pulse/shared/deal/deal";
import type {
  BreakdownRow,
  PipelineSummary,
  PipelineTotals,
} from "@pulse/shared/pipeline/live-pipeline";

/** Totals of deals in exact hundredths; a stand-in for what the service sums in its database. */
export function totalsOf(deals: readonly Deal[]): PipelineTotals {
  const of = (outcome: Deal["outcome"]) => deals.filter((deal) => deal.outcome === outcome);
  const counted = deals.filter((deal) => deal.outcome !== "unknown");
  return {
    deal_count: deals.length,
    open_count: of("open").length,
    won_count: of("won").length,
    lost_count: of("lost").length,
    open_amount: sum(of("open"), sgdCents),
    weighted_amount: sum(
      of("open"),
      (deal) => (sgdCents(deal) * BigInt(deal.probability ?? 0)) / 100n,
    ),
    won_amount: sum(of("won"), sgdCents),
    lost_amount: sum(of("lost"), sgdCents),
    not_converted: counted.filter((deal) => deal.amount !== null && deal.sgd_amount === null)
      .length,
    missing_amount: counted.filter((deal) => deal.amount === null).length,
    excluded: of("unknown").length,
  };
}

export function summaryOf(deals: readonly Deal[]): PipelineSummary {
  return {
    currency: "SGD",
    currency_basis: "deal_rate",
    as_of: "2026-02-20T03:58:00Z",
    ...totalsOf(deals),
    not_weighted: deals.filter(
      (deal) => deal.outcome === "open" && deal.sgd_amount !== null && deal.probability === null,
    ).length,
    unmapped: 0,
    by_territory: breakdown(deals, (deal) => deal.territory),
    by_service_line: breakdown(deals, (deal) => deal.service_line),
    by_currency: [],
  };
}

function breakdown(deals: readonly Deal[], key: (deal: Deal) => string | null): BreakdownRow[] {
  return [...Map.groupBy(deals, key)].map(([value, group]) => ({ key: value, ...totalsOf(group) }));
}

export function cents(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.padEnd(2, "0").slice(0, 2));
}

export function centsText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const sgdCents = (deal: Deal) => cents(deal.sgd_amount ?? "0");

function sum(deals: readonly Deal[], value: (deal: Deal) => bigint): string {
  return centsText(deals.reduce((total, deal) => total + value(deal), 0n));
}
