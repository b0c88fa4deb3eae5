import type { RunState, SyncMode, SyncTrigger } from "@pulse/shared/sync/sync-run";
import type { Temporal } from "temporal-polyfill";

/** A run as stored. Its counts satisfy read = applied + unchanged + older + rejected. */
export type SyncRunRecord = {
  runId: string;
  mode: SyncMode;
  trigger: SyncTrigger;
  requestedBy: string | null;
  state: RunState;
  requestedAt: Temporal.Instant;
  startedAt: Temporal.Instant | null;
  finishedAt: Temporal.Instant | null;
  retryAt: Temporal.Instant | null;
  /** Failures in a row of this run. */
  attempts: number;
  againRequested: boolean;
  phase: RunPhase;
  servedFrom: Temporal.Instant | null;
  servedFromHere: Temporal.Instant | null;
  windowFrom: Temporal.Instant | null;
  cursorModifiedAt: Temporal.Instant | null;
  cursorId: string | null;
  newestModifiedAt: Temporal.Instant | null;
  expected: number | null;
  read: number;
  applied: number;
  unchanged: number;
  older: number;
  rejected: number;
  deleted: number;
  calls: number;
  resumed: number;
  errorCode: string | null;
  errorMessage: string | null;
};

/**
 * plan → ranges → sweep → changes → closed for a full run; a delta begins at changes.
 * Each step is recorded in the transaction that finishes it, so a run can be picked up anywhere.
 */
export type RunPhase = "plan" | "ranges" | "sweep" | "changes" | "closed";

export type RunCounts = Pick<
  SyncRunRecord,
  "read" | "applied" | "unchanged" | "older" | "rejected" | "deleted"
>;

export const noCounts: RunCounts = {
  read: 0,
  applied: 0,
  unchanged: 0,
  older: 0,
  rejected: 0,
  deleted: 0,
};
