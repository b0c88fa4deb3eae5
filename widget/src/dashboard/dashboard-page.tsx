import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback } from "react";
import { useViewer } from "../access/viewer.tsx";
import { useServiceClient } from "../service-client/service-client.tsx";
import { RejectedNotice } from "../sync/rejected-notice.tsx";
import { idleSyncView } from "../sync/sync-view.ts";
import { useHeardStatus } from "../sync/use-heard-status.ts";
import { useLastKnown } from "../ui/use-last-known.ts";
import { useNow } from "../ui/use-now.ts";
import { DashboardNotices } from "./dashboard-notices.tsx";
import { type DashboardSearch, withList } from "./dashboard-search.ts";
import { BreakdownsSkeleton, DashboardSkeleton, PanelSkeleton } from "./dashboard-skeleton.tsx";
import { EmptyOrganisation } from "./empty-organisation.tsx";
import { filterOptionsQuery } from "./filter-options-query.ts";
import { FirstSync } from "./first-sync.tsx";
import { LoadFailed } from "./load-failed.tsx";
import { pipelineQuery } from "./pipeline-query.ts";
import { PipelineTiles } from "./pipeline-tiles.tsx";
import { PopulationLine } from "./population-line.tsx";

// Both start with the page and are there before the first reply; the tiles need not wait for them.
const breakdowns = import("./breakdowns.tsx");
const Breakdowns = lazy(async () => ({ default: (await breakdowns).Breakdowns }));
const dealsPanel = import("./deals-panel.tsx");
const DealsPanel = lazy(async () => ({ default: (await dealsPanel).DealsPanel }));

/** @param search the view, as the address has it */
export function DashboardPage({
  search,
  onSearch,
}: {
  search: DashboardSearch;
  onSearch: (search: DashboardSearch) => void;
}) {
  const service = useServiceClient();
  const pipeline = useInfiniteQuery(pipelineQuery(service, search));
  const options = useQuery(filterOptionsQuery(service));
  const { status, heardAt, unreachable } = useHeardStatus();
  const { user } = useViewer();
  const now = useNow(15_000);

  // A view that fails to load leaves the last one on the page.
  const shown = useLastKnown(pipeline.data);
  const isWaiting = pipeline.isPlaceholderData || pipeline.data === undefined;
  const isStale =
    unreachable ||
    (status !== null && heardAt !== null && idleSyncView({ status, heardAt }, false, now).isStale);
  const { fetchNextPage } = pipeline;
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  const [first, ...rest] = shown?.pages ?? [];
  const summary = first?.summary ?? null;
  const isBeforeFirstSync =
    summary === null ? status?.freshness === "never" : summary.as_of === null;

  return (
    <main id="content" className="mx-auto w-full max-w-[1600px] space-y-3 px-4 py-4 sm:px-6">
      <h1 className="sr-only">Live dashboard</h1>
      <DashboardNotices
        error={pipeline.error}
        hasNumbers={summary !== null}
        onRetry={() => void pipeline.refetch()}
      />
      {isBeforeFirstSync ? (
        <FirstSync />
      ) : first === undefined || summary === null ? (
        pipeline.isPending ? (
          <DashboardSkeleton />
        ) : (
          <LoadFailed error={pipeline.error} onRetry={() => void pipeline.refetch()} />
        )
      ) : (
        <>
          <PipelineTiles
            summary={summary}
            dimmed={isStale}
            onShow={(outcome) => onSearch(withList(search, "outcome", [outcome]))}
          />
          <PopulationLine
            summary={summary}
            now={now}
            onShowExcluded={() => onSearch(withList(search, "outcome", ["unknown"]))}
          />
          <RejectedNotice count={summary.unmapped} canOpen={user.is_administrator} />
          {summary.deal_count === 0 ? (
            <EmptyOrganisation />
          ) : (
            <>
              <Suspense fallback={<BreakdownsSkeleton />}>
                <Breakdowns
                  summary={summary}
                  search={search}
                  dimmed={isStale}
                  onSearch={onSearch}
                />
              </Suspense>
              <Suspense fallback={<PanelSkeleton className="h-[28rem]" />}>
                <DealsPanel
                  pages={[first, ...rest]}
                  search={search}
                  options={options.data ?? null}
                  isWaiting={isWaiting}
                  canLoadMore={!isWaiting && pipeline.hasNextPage && !pipeline.isFetching}
                  onLoadMore={loadMore}
                  onSearch={onSearch}
                />
              </Suspense>
            </>
          )}
        </>
      )}
    </main>
  );
}
