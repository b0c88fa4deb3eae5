import type { PipelineSummary } from "@pulse/shared/pipeline/live-pipeline";
import { BreakdownPanel } from "./breakdown-panel.tsx";
import { type DashboardSearch, toggled } from "./dashboard-search.ts";

export function Breakdowns({
  summary,
  search,
  dimmed,
  onSearch,
}: {
  summary: PipelineSummary;
  search: DashboardSearch;
  dimmed: boolean;
  onSearch: (search: DashboardSearch) => void;
}) {
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <BreakdownPanel
        title="By territory"
        nameOfNone="No territory"
        rows={summary.by_territory}
        currency={summary.currency}
        chosen={search.territory ?? []}
        dimmed={dimmed}
        onPick={(value) => onSearch(toggled(search, "territory", value))}
      />
      <BreakdownPanel
        title="By service line"
        nameOfNone="No service line"
        rows={summary.by_service_line}
        currency={summary.currency}
        chosen={search.service_line ?? []}
        dimmed={dimmed}
        onPick={(value) => onSearch(toggled(search, "service_line", value))}
      />
    </div>
  );
}
