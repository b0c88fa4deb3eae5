import type { Clock } from "../../clock.ts";
import type { CrmId } from "../model.ts";

export type BulkState = "ADDED" | "QUEUED" | "IN PROGRESS" | "COMPLETED" | "FAILURE";

export type BulkResult = {
  zip: Uint8Array<ArrayBuffer>;
  rows: number;
  moreRecords: boolean;
  nextPageToken: string | null;
};

export type BulkJob = {
  id: CrmId;
  user: CrmId;
  version: string;
  /** As sent, with its page filled in. */
  query: Record<string, unknown>;
  page: number;
  callback: { url: string; method: "post" } | null;
  createdAtMs: number;
  /** Turns, one job of the organisation after another. */
  startsAtMs: number;
  endsAtMs: number;
  run(): BulkResult;
  result: BulkResult | null;
  error: string | null;
  downloadsAtMs: number[];
  called: boolean;
};

/** Starts of further pages by the token that asks for them. */
export type BulkPage = {
  user: CrmId;
  bound: string;
  after: CrmId;
  page: number;
  expiresAtMs: number;
};

export type BulkJobs = {
  add(job: BulkJob): void;
  find(id: CrmId): BulkJob | null;
  /** When a job that is added now gets its turn. */
  nextTurnMs(): number;
  pages: Map<string, BulkPage>;
  all(): Iterable<BulkJob>;
};

export function createBulkJobs(clock: Clock): BulkJobs {
  const jobs = new Map<CrmId, BulkJob>();
  const pages = new Map<string, BulkPage>();
  return {
    add: (job) => jobs.set(job.id, job),
    find: (id) => jobs.get(id) ?? null,
    nextTurnMs: () => Math.max(clock.nowMs(), ...[...jobs.values()].map((job) => job.endsAtMs)),
    pages,
    all: () => jobs.values(),
  };
}

/** What a job's clock says; the file itself is made when the job begins to run. */
export function stateOf(job: BulkJob, nowMs: number, queueMs: number): BulkState {
  if (job.error !== null) return "FAILURE";
  if (nowMs >= job.endsAtMs) return "COMPLETED";
  if (nowMs >= job.startsAtMs) return "IN PROGRESS";
  return nowMs >= job.createdAtMs + queueMs / 2 ? "QUEUED" : "ADDED";
}
