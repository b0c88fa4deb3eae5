import type { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import type { LivePipeline } from "@pulse/shared/pipeline/live-pipeline";
import { SearchX } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../ui/button.tsx";
import { CenteredMessage } from "../ui/centered-message.tsx";
import { counted, countText } from "../ui/money.ts";
import { Panel } from "../ui/panel.tsx";
import { type DashboardSearch, hasFilters, withoutFilters } from "./dashboard-search.ts";
import { dealOrder } from "./deal-order.ts";
import { DealsGrid } from "./deals-grid.tsx";
import { FilterBar, FilterChips } from "./filter-bar.tsx";
import { loadedDeals } from "./pipeline-query.ts";
import { TotalsBar } from "./totals-bar.tsx";

/** The deals themselves: filters, grid, and the totals of what is shown. */
export function DealsPanel({
  pages,
  search,
  options,
  isWaiting,
  canLoadMore,
  onLoadMore,
  onSearch,
}: {
  pages: readonly [LivePipeline, ...LivePipeline[]];
  search: DashboardSearch;
  options: FilterOptions | null;
  /** What is shown answers an earlier filter; the new answer is on its way. */
  isWaiting: boolean;
  canLoadMore: boolean;
  onLoadMore: () => void;
  onSearch: (search: DashboardSearch) => void;
}) {
  const [first] = pages;
  const deals = useMemo(() => loadedDeals(pages), [pages]);
  const isFiltered = hasFilters(search);
  return (
    <Panel
      title="Deals"
      hint={
        isFiltered
          ? `${countText(first.total)} of ${counted(first.summary.deal_count, "deal")} match`
          : counted(first.total, "deal")
      }
    >
      <div className="space-y-2 px-4 pb-3">
        <FilterBar search={search} options={options} onSearch={onSearch} />
        <FilterChips search={search} options={options} onSearch={onSearch} />
      </div>
      {first.total === 0 && isFiltered && !isWaiting ? (
        <div className="border-line border-t">
          <CenteredMessage
            icon={SearchX}
            title={`0 of ${counted(first.summary.deal_count, "deal")} match`}
            action={<Button onClick={() => onSearch(withoutFilters(search))}>Clear filters</Button>}
          >
            No deal that you may see fits all of the filters together.
          </CenteredMessage>
        </div>
      ) : (
        <>
          <DealsGrid
            deals={deals}
            total={first.total}
            currency={first.summary.currency}
            order={dealOrder(search)}
            view={isWaiting ? "waiting" : JSON.stringify(search)}
            isWaiting={isWaiting}
            canLoadMore={canLoadMore}
            onLoadMore={onLoadMore}
            onOrder={(order) => onSearch({ ...search, ...order })}
          />
          <TotalsBar
            totals={first.selection}
            currency={first.summary.currency}
            loaded={deals.length}
          />
        </>
      )}
    </Panel>
  );
}
