import type { Deal } from "@pulse/shared/deal/deal";
import type { LivePipeline, LivePipelineParams } from "@pulse/shared/pipeline/live-pipeline";
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { ServiceClient } from "../service-client/service-client.tsx";
import type { DashboardSearch } from "./dashboard-search.ts";

export const pipelineKey = ["pipeline"];

const PAGE_SIZE = 100;
/** Events bring every change; the poll covers a stream that is down without knowing it. */
const POLL_MS = 5 * 60_000;
export const PIPELINE_RETRY_MS = 15_000;

/** Summary and deals of one view, page by page. While another view loads, the last one stays. */
export function pipelineQuery(service: ServiceClient, search: DashboardSearch) {
  return infiniteQueryOptions({
    queryKey: [...pipelineKey, search],
    queryFn: ({ pageParam, signal }) =>
      service.livePipeline(pipelineParams(search, pageParam), signal),
    initialPageParam: firstPage,
    getNextPageParam: (last: LivePipeline) => last.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 2 * 60_000,
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? PIPELINE_RETRY_MS : POLL_MS),
  });
}

const firstPage: string | null = null;

function pipelineParams(search: DashboardSearch, cursor: string | null): LivePipelineParams {
  return {
    ...search,
    sort: search.sort ?? "modified_time",
    order: search.order ?? "desc",
    limit: PAGE_SIZE,
    ...(cursor === null ? {} : { cursor }),
  };
}

/** One list of all loaded pages. A deal that moved between two page reads appears once. */
export function loadedDeals(pages: readonly LivePipeline[]): Deal[] {
  const byId = new Map<string, Deal>();
  for (const page of pages) {
    for (const deal of page.deals) {
      if (!byId.has(deal.record_id)) byId.set(deal.record_id, deal);
    }
  }
  return [...byId.values()];
}
