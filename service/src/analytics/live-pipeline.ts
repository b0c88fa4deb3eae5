import type { Deal } from "@pulse/shared/deal/deal";
import type {
  BreakdownRow,
  LivePipeline,
  LivePipelineQuery,
  PipelineTotals,
} from "@pulse/shared/pipeline/live-pipeline";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import type { DealFilters, DealPageRequest, DealScope, PagePlace } from "./deal-query.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";

export type LivePipelinePorts = {
  summary(
    orgId: string,
    scope: DealScope,
  ): Promise<{
    totals: PipelineTotals & { not_weighted: number };
    byTerritory: BreakdownRow[];
    byServiceLine: BreakdownRow[];
    byCurrency: { currency: string | null; deal_count: number; open_amount: string }[];
  }>;
  selection(orgId: string, scope: DealScope, filters: DealFilters): Promise<PipelineTotals>;
  page(
    orgId: string,
    scope: DealScope,
    request: DealPageRequest,
  ): Promise<{ deals: Deal[]; next: PagePlace | null }>;
  reportingCurrency: string;
};

/**
 * The dashboard's reply: totals over everything the viewer may see, and one page of the deals that
 * match the filters.
 *
 * @returns null when the cursor is not one of this order
 */
export async function readLivePipeline(
  ports: LivePipelinePorts,
  orgId: string,
  scope: DealScope,
  query: LivePipelineQuery,
  status: SyncStatus,
): Promise<LivePipeline | null> {
  const { sort, order, limit, cursor, ...filters } = query;
  const after = cursor === undefined ? null : readCursor({ sort, order }, cursor);
  if (cursor !== undefined && after === null) return null;

  const [summary, selection, page] = await Promise.all([
    ports.summary(orgId, scope),
    ports.selection(orgId, scope, filters),
    ports.page(orgId, scope, { filters, sort, order, limit, after }),
  ]);
  return {
    summary: {
      currency: ports.reportingCurrency,
      currency_basis: "deal_rate",
      as_of: status.last_sync,
      ...summary.totals,
      unmapped: status.rejected_count,
      by_territory: summary.byTerritory,
      by_service_line: summary.byServiceLine,
      by_currency: summary.byCurrency,
    },
    deals: page.deals,
    total: selection.deal_count,
    selection,
    next_cursor: page.next && writeCursor({ sort, order }, page.next),
    last_sync: status.last_sync,
    data_freshness: status.data_freshness,
    sync_status: status,
  };
}
