import type { Temporal } from "temporal-polyfill";
import type { MappedRecord } from "./mirrored-deal.ts";

/** A place in (Modified_Time, id) order; `id` null means everything from that instant on. */
export type ChangeCursor = { modifiedAt: Temporal.Instant; id: string | null };

export type CrmPage = {
  records: MappedRecord[];
  /** Where the next page begins; null when this one was empty. */
  lastId: string | null;
  lastChange: ChangeCursor | null;
  more: boolean;
  /** The CRM's own time when it answered; null when it did not say. */
  servedAt: Temporal.Instant | null;
};

export type DeletedDeal = {
  id: string;
  kind: "recycled" | "permanent";
  deletedAt: Temporal.Instant | null;
};

/**
 * What the sync needs of the CRM. Each call is one unit of work that already has its limits, time-out
 * and retries; what it throws has been retried enough.
 */
export type CrmDeals = {
  /** Most rows one page can hold. */
  maxRows: number;
  count(signal: AbortSignal): Promise<{ count: number; servedAt: Temporal.Instant | null }>;
  idBounds(signal: AbortSignal): Promise<{ lowest: string; highest: string } | null>;
  inIdRange(
    range: { afterId: string; untilId: string; limit: number },
    signal: AbortSignal,
  ): Promise<CrmPage>;
  changedAfter(cursor: ChangeCursor, limit: number, signal: AbortSignal): Promise<CrmPage>;
  /** Ids that the CRM does not show are missing from the answer. */
  byIds(ids: readonly string[], signal: AbortSignal): Promise<MappedRecord[]>;
  /** Deletions since an instant (null: all that are still listed), in no promised order. */
  deletedSince(
    since: Temporal.Instant | null,
    signal: AbortSignal,
  ): Promise<{
    deleted: DeletedDeal[];
    servedAt: Temporal.Instant | null;
  }>;
  /** Calls made so far through this object. */
  calls(): number;
};

/** Accounts are mirrored for their names, which may change without any deal changing. */
export type CrmAccounts = {
  changedAfter(
    cursor: ChangeCursor,
    limit: number,
    signal: AbortSignal,
  ): Promise<{
    accounts: { id: string; name: string | null; modifiedAt: Temporal.Instant | null }[];
    lastChange: ChangeCursor | null;
    more: boolean;
    servedAt: Temporal.Instant | null;
  }>;
};
