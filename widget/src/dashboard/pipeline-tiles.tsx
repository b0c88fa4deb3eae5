import type { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import type { PipelineSummary } from "@pulse/shared/pipeline/live-pipeline";
import { CircleX, Layers, Scale, Trophy } from "lucide-react";
import type { ReactNode } from "react";
import { MetricCard, MetricCardSkeleton } from "../ui/metric-card.tsx";
import { counted } from "../ui/money.ts";

/**
 * The four headline numbers.
 * @param summary the reason as text when there are no numbers yet
 */
export function PipelineTiles({
  summary,
  dimmed,
  onShow,
}: {
  summary: PipelineSummary | { unavailable: string };
  dimmed: boolean;
  onShow: (outcome: DealOutcome) => void;
}) {
  const known = "currency" in summary ? summary : null;
  const value = (amount: "open_amount" | "weighted_amount" | "won_amount" | "lost_amount") =>
    "currency" in summary ? { amount: summary[amount], currency: summary.currency } : summary;

  return (
    <TileRow>
      <MetricCard
        label="Open pipeline"
        definition="open stages, full amount"
        icon={Layers}
        accent="blue"
        value={value("open_amount")}
        dimmed={dimmed}
      >
        {known && <ShowDeals count={known.open_count} kind="open" onShow={() => onShow("open")} />}
      </MetricCard>
      <MetricCard
        label="Weighted"
        definition="open amount × probability"
        icon={Scale}
        accent="purple"
        value={value("weighted_amount")}
        dimmed={dimmed}
      >
        {known && (
          <>
            <span>{counted(known.open_count, "open deal")}</span>
            {known.not_weighted > 0 && <span>{known.not_weighted} without probability</span>}
          </>
        )}
      </MetricCard>
      <MetricCard
        label="Won"
        definition="all closed-won deals"
        icon={Trophy}
        accent="green"
        value={value("won_amount")}
        dimmed={dimmed}
      >
        {known && <ShowDeals count={known.won_count} kind="won" onShow={() => onShow("won")} />}
      </MetricCard>
      <MetricCard
        label="Lost"
        definition="all closed-lost deals"
        icon={CircleX}
        accent="red"
        value={value("lost_amount")}
        dimmed={dimmed}
      >
        {known && <ShowDeals count={known.lost_count} kind="lost" onShow={() => onShow("lost")} />}
      </MetricCard>
    </TileRow>
  );
}

export function PipelineTilesSkeleton() {
  return (
    <TileRow>
      <MetricCardSkeleton />
      <MetricCardSkeleton />
      <MetricCardSkeleton />
      <MetricCardSkeleton />
    </TileRow>
  );
}

function TileRow({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-3 min-[360px]:grid-cols-2 lg:grid-cols-4">{children}</div>
  );
}

function ShowDeals({ count, kind, onShow }: { count: number; kind: string; onShow: () => void }) {
  const text = counted(count, `${kind} deal`);
  return (
    <button
      type="button"
      onClick={onShow}
      aria-label={`Show ${text}`}
      className="text-blue-ink underline-offset-2 hover:underline"
    >
      {text}
    </button>
  );
}
