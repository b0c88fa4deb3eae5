import type { SyncMode, SyncTrigger } from "@pulse/shared/sync/sync-run";
import type { Temporal } from "temporal-polyfill";
import type { IdRange } from "./id-range.ts";
import type { MappedRecord } from "./mirrored-deal.ts";
import type { RunCounts, SyncRunRecord } from "./sync-run-record.ts";

/** Proof of leadership that every write of a run carries; see `Leases`. */
export type Fence = { orgId: string; holder: string; epoch: number };

export type NumberedRange = IdRange & { rangeNo: number };

/** The read that brought something: its number was drawn before it left. */
export type ReadMark = { seq: number; source: SyncMode | "webhook" };

export type StreamName = "deals" | "deleted_deals" | "accounts";

export type StreamMark = {
  watermark: Temporal.Instant | null;
  asOf: Temporal.Instant | null;
  asOfHere: Temporal.Instant | null;
};

/** What a run may change, all of it or none: rows, places in the read, counts and marks commit together. */
export type SyncTransaction = {
  /** Passes records through the gate; see gate.ts. Rejected ones are kept raw. */
  applyRecords(records: MappedRecord[], read: ReadMark): Promise<RunCounts>;
  /** Makes tombstones of deals that a read by id, numbered `seq`, did not find. Returns how many are new. */
  applyAbsences(
    absent: {
      id: string;
      kind: "recycled" | "permanent" | "hidden";
      deletedAt: Temporal.Instant | null;
    }[],
    read: ReadMark,
  ): Promise<number>;
  applyAccounts(
    accounts: { id: string; name: string | null; modifiedAt: Temporal.Instant | null }[],
  ): Promise<void>;
  markSeen(runId: string, dealIds: string[]): Promise<void>;
  putRange(runId: string, range: NumberedRange & { isDone: boolean }): Promise<void>;
  updateRun(runId: string, change: Partial<SyncRunRecord>): Promise<void>;
  addToRun(runId: string, counts: RunCounts, calls: number): Promise<void>;
  moveStream(stream: StreamName, mark: StreamMark): Promise<void>;
  /**
   * Closes the run unless somebody asked for another pass meanwhile.
   * @returns false when another pass is due; the request is then taken as answered by it
   */
  closeRun(runId: string, at: Temporal.Instant): Promise<boolean>;
  /** Forgets which ids the run saw; they serve the sweep alone. */
  forgetSeen(runId: string): Promise<void>;
};

export type SyncStore = {
  /** @throws LeaseLost when another holder took over; nothing is written then */
  transaction<T>(fence: Fence, work: (tx: SyncTransaction) => Promise<T>): Promise<T>;
  /** A number greater than any given out before, to be drawn before a read leaves. */
  nextSeq(): Promise<number>;
  stream(orgId: string, stream: StreamName): Promise<StreamMark>;
  openRanges(orgId: string, runId: string): Promise<NumberedRange[]>;
  highestRangeNo(orgId: string, runId: string): Promise<number>;
  /** Live deals created before `createdBefore` that the run did not see. */
  unseenDeals(orgId: string, runId: string, createdBefore: Temporal.Instant): Promise<string[]>;
  countLiveDeals(orgId: string): Promise<number>;
  /** Which of these deals the mirror holds as live. */
  liveAmong(orgId: string, dealIds: string[]): Promise<string[]>;
};

/** The written record of runs: asked for, waiting, under way, done. */
export type RunLog = {
  /** Joins the active or waiting run where that answers the request; else puts a new one in the queue. */
  request(
    orgId: string,
    request: {
      mode: SyncMode;
      trigger: SyncTrigger;
      requestedBy: string | null;
      at: Temporal.Instant;
    },
  ): Promise<{ run: SyncRunRecord; joined: boolean }>;
  /** The run to work on now: the one under way, else the waiting one, which becomes under way. */
  claim(fence: Fence, at: Temporal.Instant): Promise<SyncRunRecord | null>;
  /** Records that the run stopped: to be tried again at `retryAt`, or for good when that is null. */
  recordFailure(
    fence: Fence,
    runId: string,
    failure: {
      code: string;
      message: string;
      at: Temporal.Instant;
      retryAt: Temporal.Instant | null;
    },
  ): Promise<void>;
  byId(orgId: string, runId: string): Promise<SyncRunRecord | null>;
  recent(orgId: string, limit: number): Promise<SyncRunRecord[]>;
  /** Organisations with a run that waits, is due for another try, or lost its holder. */
  orgsWithWork(at: Temporal.Instant): Promise<string[]>;
};

export class LeaseLost extends Error {
  readonly code = "LEASE_LOST";
  constructor(orgId: string) {
    super(`Another process now leads the sync of organisation ${orgId}`);
  }
}
