import type { SyncRun } from "@pulse/shared/sync/sync-run";
import type { ConnectionState, Freshness, SyncStatus } from "@pulse/shared/sync/sync-status";
import type { Temporal } from "temporal-polyfill";
import type { SyncRunRecord } from "./sync-run-record.ts";

/** What is stored about the state of an organisation's sync. */
export type StatusFacts = {
  connection: { state: ConnectionState; since: Temporal.Instant | null; message: string };
  errorCount: number;
  nextSyncAt: Temporal.Instant | null;
  /** CRM time and own time of the newest closed pass over the deals. */
  asOf: Temporal.Instant | null;
  asOfHere: Temporal.Instant | null;
  activeRun: SyncRunRecord | null;
  lastRun: SyncRunRecord | null;
  rejectedCount: number;
  dealCount: number;
  dataVersion: number;
};

export type StatusSettings = { intervalMinutes: number; apiVersion: string };

/** A pass takes time and the clock ticks once a minute: this much is not late yet. */
const GRACE_SECONDS = 90;

/**
 * The state of the sync in words and figures, for console, widget and API alike.
 * Ages are reckoned on our own clock from the moment the pass began.
 */
export function describeStatus(
  facts: StatusFacts,
  settings: StatusSettings,
  now: Temporal.Instant,
): SyncStatus {
  const age = facts.asOfHere ? secondsBetween(facts.asOfHere, now) : null;
  const { connection } = facts;
  return {
    is_connected: connection.state === "ok",
    connection: {
      state: connection.state,
      since: connection.since?.toString() ?? null,
      message: connection.message || defaultMessage(connection.state, facts),
      next_try_at: connection.state === "ok" ? null : (nextTry(facts)?.toString() ?? null),
    },
    last_sync: facts.asOf?.toString() ?? null,
    sync_in_progress: facts.activeRun?.state === "running" || facts.activeRun?.state === "queued",
    next_sync_in: facts.nextSyncAt ? secondsBetween(now, facts.nextSyncAt) : null,
    error_count: facts.errorCount,
    data_freshness: age,
    freshness: assessFreshness(age, settings.intervalMinutes),
    current_run: facts.activeRun && describeRun(facts.activeRun),
    last_run: facts.lastRun && describeRun(facts.lastRun),
    rejected_count: facts.rejectedCount,
    deal_count: facts.dealCount,
    sync_interval_minutes: settings.intervalMinutes,
    api_version: settings.apiVersion,
    data_version: String(facts.dataVersion),
  };
}

/** @param ageSeconds since the newest closed pass began, null when none has closed */
export function assessFreshness(ageSeconds: number | null, intervalMinutes: number): Freshness {
  if (ageSeconds === null) return "never";
  const interval = intervalMinutes * 60;
  if (ageSeconds <= interval + GRACE_SECONDS) return "fresh";
  return ageSeconds <= 2 * interval + GRACE_SECONDS ? "late" : "stale";
}

export function describeRun(run: SyncRunRecord): SyncRun {
  return {
    id: run.runId,
    mode: run.mode,
    trigger: run.trigger,
    requested_by: run.requestedBy,
    state: run.state,
    requested_at: run.requestedAt.toString(),
    started_at: run.startedAt?.toString() ?? null,
    finished_at: run.finishedAt?.toString() ?? null,
    window_from: run.windowFrom?.toString() ?? null,
    expected: run.expected,
    read: run.read,
    applied: run.applied,
    unchanged: run.unchanged,
    older: run.older,
    rejected: run.rejected,
    deleted: run.deleted,
    calls: run.calls,
    resumed: run.resumed,
    error: run.errorCode ? { code: run.errorCode, message: run.errorMessage ?? "" } : null,
  };
}

function nextTry(facts: StatusFacts): Temporal.Instant | null {
  return facts.activeRun?.retryAt ?? facts.nextSyncAt;
}

function defaultMessage(state: ConnectionState, facts: StatusFacts): string {
  switch (state) {
    case "ok":
      return facts.asOf
        ? "Connected; data arrives as it changes."
        : "Connected; the first sync is on its way.";
    case "not_connected":
      return "No Zoho CRM organisation is connected yet. An administrator can connect one in the console.";
    case "auth_required":
      return "Zoho refuses our access. Stored data stays readable; an administrator has to connect again.";
    case "rate_limited":
      return "Zoho asked us to slow down. Stored data stays readable; we go on by ourselves.";
    case "crm_unavailable":
      return "Zoho CRM does not answer. Stored data stays readable; we try again by ourselves.";
    case "database_unavailable":
      return "Our database does not answer. Nothing is lost; we try again by ourselves.";
  }
}

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return Math.max(0, Math.floor((to.epochMilliseconds - from.epochMilliseconds) / 1000));
}
