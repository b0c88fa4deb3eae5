import type { SignedIn } from "@pulse/shared/access/signed-in";
import type { Deal } from "@pulse/shared/deal/deal";
import type { LivePipeline, PipelineSummary } from "@pulse/shared/pipeline/live-pipeline";
import type { SyncRun } from "@pulse/shared/sync/sync-run";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import { summaryOf, totalsOf } from "./pipeline-sums.ts";

/** Contract objects for tests; name only what matters to the test. */

export function aDeal(parts: Partial<Deal> = {}): Deal {
  return {
    record_id: "5725767000000100001",
    opportunity_name: "Landing zone",
    account_id: "5725767000000200001",
    account_name: "Keppel Harbour Pte Ltd",
    owner_id: "5725767000000300001",
    owner_name: "Priya Raman",
    owner_is_active: true,
    pipeline: "Standard",
    stage: "Proposal",
    stage_value: "Proposal",
    outcome: "open",
    amount: "8000.00",
    currency: "USD",
    exchange_rate: "0.8",
    sgd_amount: "10000.00",
    probability: 50,
    closing_date: "2026-04-21",
    territory: "APAC",
    service_line: "MSP Services",
    strategic_account: null,
    aws_funded: null,
    proposal_date: null,
    po_date: null,
    kickoff_date: null,
    invoice_date: null,
    payment_date: null,
    revenue_date: null,
    created_time: "2026-01-05T02:00:00Z",
    modified_time: "2026-02-20T03:30:00Z",
    is_deleted: false,
    crm_url: "https://crm.example.test/crm/org20074991234/tab/Potentials/5725767000000100001",
    issues: [],
    ...parts,
  };
}

export function aRun(parts: Partial<SyncRun> = {}): SyncRun {
  return {
    id: "run-1",
    mode: "delta",
    trigger: "schedule",
    requested_by: null,
    state: "succeeded",
    requested_at: "2026-02-20T03:58:00Z",
    started_at: "2026-02-20T03:58:00Z",
    finished_at: "2026-02-20T03:58:04Z",
    window_from: "2026-02-20T03:41:00Z",
    expected: null,
    read: 12,
    applied: 5,
    unchanged: 7,
    older: 0,
    rejected: 0,
    deleted: 0,
    calls: 3,
    resumed: 0,
    error: null,
    ...parts,
  };
}

export function aStatus(parts: Partial<SyncStatus> = {}): SyncStatus {
  return {
    is_connected: true,
    connection: {
      state: "ok",
      since: "2026-02-18T01:10:00Z",
      message: "Zoho CRM answers. Everything works.",
      next_try_at: null,
    },
    last_sync: "2026-02-20T03:58:00Z",
    sync_in_progress: false,
    next_sync_in: 780,
    error_count: 0,
    data_freshness: 120,
    freshness: "fresh",
    current_run: null,
    last_run: aRun(),
    rejected_count: 0,
    deal_count: 612,
    sync_interval_minutes: 15,
    api_version: "v8",
    data_version: "1",
    ...parts,
  };
}

export function aViewer({
  user,
  ...parts
}: Partial<Omit<SignedIn, "user">> & { user?: Partial<SignedIn["user"]> } = {}): SignedIn {
  return {
    user: {
      id: "5725767000000300001",
      name: "Priya Raman",
      email: "priya.raman@northwind.example",
      profile: "Administrator",
      role: "CEO",
      is_administrator: true,
      ...user,
    },
    org: {
      id: "20074991234",
      name: "Northwind Cloud Services",
      time_zone: "Asia/Singapore",
      home_currency: "SGD",
      reporting_currency: "SGD",
      crm_url: "https://crm.example.test/crm/org20074991234",
    },
    sees: "all",
    ...parts,
  };
}

/** One complete reply for these deals, every sum worked out from them. */
export function aPipeline(
  deals: Deal[],
  {
    summary,
    ...parts
  }: Partial<Omit<LivePipeline, "summary">> & { summary?: Partial<PipelineSummary> } = {},
): LivePipeline {
  return {
    summary: { ...summaryOf(deals), ...summary },
    deals,
    total: deals.length,
    selection: totalsOf(deals),
    next_cursor: null,
    last_sync: "2026-02-20T03:58:00Z",
    data_freshness: 120,
    sync_status: aStatus(),
    ...parts,
  };
}
