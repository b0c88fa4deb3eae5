import type { Temporal } from "temporal-polyfill";
import type { ApiCapabilities, ApiVersion } from "./api-version.ts";
import type { Usage } from "./credit-ledger.ts";
import type {
  CrmProfile,
  CrmRole,
  CrmUser,
  CurrencyInfo,
  FieldInfo,
  LayoutInfo,
  OrgInfo,
  PipelineInfo,
  SharingDefault,
} from "./org-metadata.ts";
import type { WriteOptions, WriteResult } from "./write-result.ts";

/** Whose share of the day's credits a call is charged to. */
export type CallPurpose =
  | "full_sync"
  | "delta"
  | "webhook"
  | "write_back"
  | "reconcile"
  | "metadata"
  | "health"
  | "sign_in";

export type CallOptions = { purpose: CallPurpose; signal?: AbortSignal | undefined };

/**
 * A reply and when the CRM gave it, by the CRM's own clock (the `Date` header). When several calls
 * were needed it is the first one's, so that nothing older than `servedAt` can have been missed.
 * Null when the header was absent or unreadable.
 */
export type Served<T> = { value: T; servedAt: Temporal.Instant | null };

/** A record as the CRM sent it: its own field names, ids as text, long numbers as decimal text. */
export type RawRecord = { id: string } & Record<string, unknown>;

export type ModuleName = "Deals" | "Accounts";

export type RecordSelection = {
  module: ModuleName;
  /** Api names. `id` always comes along; so does Modified_Time when slices must be joined. */
  fields: readonly string[];
};

export type RecordBatch = {
  records: RawRecord[];
  /** Entries without a usable id, as they came: to be kept as rejected, never dropped. */
  unidentified: unknown[];
  /** Whether the CRM holds more behind the last record. */
  more: boolean;
};

type RecordPage = {
  records: RawRecord[];
  unidentified: unknown[];
  moreRecords: boolean;
  nextPageToken: string | null;
  pageTokenExpiresAt: Temporal.Instant | null;
  /** True when nothing is newer than `modifiedSince` (304). */
  notModified: boolean;
};

export type RecordPageRequest = RecordSelection & {
  /** A page number reaches the first 2,000 records only; a token everything. Never both. */
  position: { page: number } | { pageToken: string };
  sortBy: "id" | "Created_Time" | "Modified_Time";
  sortOrder: "asc" | "desc";
  modifiedSince?: Temporal.Instant | undefined;
  /** At most, and by default, 200. */
  perPage?: number | undefined;
};

export type DeletedRecord = {
  id: string;
  /** A permanent deletion cannot be restored any more. */
  kind: "recycled" | "permanent";
  deletedAt: Temporal.Instant | null;
  deletedById: string | null;
};

type DeletedPage = { records: DeletedRecord[]; moreRecords: boolean };

export type WatchChannel = {
  /** Digits, chosen by us, unique per user. */
  channelId: string;
  /** e.g. `Deals.all`, `Deals.edit`. */
  events: string[];
  notifyUrl: string;
  /** At most 50 characters; comes back in every notification. */
  token: string;
  expiresAt: Temporal.Instant;
};

/** What the CRM says of a channel; the token is not repeated here on purpose. */
export type WatchState = {
  channelId: string;
  events: string[];
  notifyUrl: string | null;
  module: string | null;
  expiresAt: Temporal.Instant | null;
};

/** What the CRM granted; compare `expiresAt` with what was asked for. */
export type WatchGrant = { channelId: string; expiresAt: Temporal.Instant | null };

/** Where a bulk read begins; what lies beyond one job is reached from the state of the job before. */
export type BulkPosition = { page: number } | { pageToken: string };

/** Compared as the CRM compares: instants to the second. All of a request's conditions must hold. */
export type BulkCondition = {
  /** Api name. */
  field: string;
  comparator: "greater_equal" | "greater_than" | "less_equal" | "less_than" | "equal";
  value: Temporal.Instant | string;
};

export type BulkReadRequest = RecordSelection & {
  conditions: readonly BulkCondition[];
  /** Null for the beginning. */
  position: BulkPosition | null;
  /** Told once the job is over, by a POST that proves nothing: ask for the state then. */
  callbackUrl?: string | undefined;
};

export type BulkReadState =
  /** Not there yet; the CRM's own word for how far. */
  | { kind: "waiting"; stage: string }
  /** `next` is where the job after this one begins; null when this one reached the end. */
  | { kind: "completed"; rows: number; next: BulkPosition | null }
  | { kind: "failed"; message: string };

/**
 * The CRM, whatever its API version. Every call waits for its turn (concurrency, calls a minute),
 * has a time limit and is counted. Every failure is a `ZohoError`; being aborted rejects with the
 * signal's reason.
 */
export type ZohoClient = {
  apiVersion: ApiVersion;
  capabilities: ApiCapabilities;

  org(options: CallOptions): Promise<Served<OrgInfo>>;
  /** Whose token this is. */
  currentUser(options: CallOptions): Promise<Served<CrmUser>>;
  /** Everybody, the inactive included. */
  users(options: CallOptions): Promise<Served<CrmUser[]>>;
  roles(options: CallOptions): Promise<Served<CrmRole[]>>;
  profiles(options: CallOptions): Promise<Served<CrmProfile[]>>;
  /** Empty when the CRM gives no metadata at all, which is a fault worth showing. */
  fields(module: ModuleName, options: CallOptions): Promise<Served<FieldInfo[]>>;
  layouts(module: ModuleName, options: CallOptions): Promise<Served<LayoutInfo[]>>;
  pipelines(layoutId: string, options: CallOptions): Promise<Served<PipelineInfo[]>>;
  /** Null when multi-currency is off. */
  currencies(options: CallOptions): Promise<Served<CurrencyInfo[] | null>>;
  dataSharing(options: CallOptions): Promise<Served<SharingDefault[]>>;

  /** Records that the token's user may see. */
  countRecords(module: ModuleName, options: CallOptions): Promise<Served<number>>;
  /** Null when there is no record. */
  idBounds(
    module: ModuleName,
    options: CallOptions,
  ): Promise<Served<{ lowest: string; highest: string } | null>>;
  /** Ascending by id, from above `afterId` (null: from the start) to `untilId` included. */
  recordsInIdRange(
    range: RecordSelection & { afterId: string | null; untilId: string; limit: number },
    options: CallOptions,
  ): Promise<Served<RecordBatch>>;
  /**
   * Ascending by (Modified_Time, id), from behind `after`. Without an id everything from that
   * instant on is read, the instant included; Modified_Time has whole seconds.
   */
  changedRecords(
    range: RecordSelection & {
      after: { modifiedAt: Temporal.Instant; id: string | null };
      limit: number;
    },
    options: CallOptions,
  ): Promise<Served<RecordBatch>>;
  /** An id the CRM does not show is simply missing from the answer. */
  recordsByIds(
    request: RecordSelection & { ids: readonly string[] },
    options: CallOptions,
  ): Promise<Served<RawRecord[]>>;
  recordPage(request: RecordPageRequest, options: CallOptions): Promise<Served<RecordPage>>;
  /** Both kinds of deletion. `since` null reads the whole list (60 and 120 days back). */
  deletedRecords(
    request: { module: ModuleName; since: Temporal.Instant | null; page: number },
    options: CallOptions,
  ): Promise<Served<DeletedPage>>;

  /**
   * Asks for a file of up to 200,000 records, in no promised order and as of some time after the
   * reply. Never sent twice: each job costs 50 credits and stands in the organisation's one queue.
   */
  createBulkRead(
    request: BulkReadRequest,
    options: CallOptions,
  ): Promise<Served<{ jobId: string }>>;
  bulkReadState(jobId: string, options: CallOptions): Promise<Served<BulkReadState>>;
  /**
   * The file's records in batches, read as they come. Values are text, lookups bare ids, an empty
   * cell null. A slot is held until the last batch is taken or the reader leaves.
   *
   * @throws ZohoError when the file breaks off or is damaged: then what came is not all of it
   */
  bulkReadRows(
    jobId: string,
    options: CallOptions,
  ): AsyncGenerator<Pick<RecordBatch, "records" | "unidentified">, void, void>;

  /**
   * At most 100 rows, each with its id and only the keys to change; null clears a field.
   *
   * @returns one result per row, in order, found again by place and by id. `unknown` means the
   * write may or may not have happened: read the record back before doing anything else.
   * @throws ZohoError only when no row was written
   */
  updateRecords(
    module: ModuleName,
    rows: readonly RawRecord[],
    write: WriteOptions & { ifUnmodifiedSince?: Temporal.Instant | undefined },
    options: CallOptions,
  ): Promise<Served<WriteResult[]>>;
  /** As `updateRecords`, for new records; never sent twice, because a second one would be a second record. */
  insertRecords(
    module: ModuleName,
    rows: readonly Record<string, unknown>[],
    write: WriteOptions,
    options: CallOptions,
  ): Promise<Served<WriteResult[]>>;

  /** @throws ZohoError when the CRM refuses, also when it does so with a success status. */
  createWatch(channel: WatchChannel, options: CallOptions): Promise<Served<WatchGrant>>;
  listWatches(
    filter: { channelId?: string | undefined },
    options: CallOptions,
  ): Promise<Served<WatchState[]>>;
  /** Replaces what is given and keeps the rest; fails with NOT_SUBSCRIBED for an unknown channel. */
  updateWatch(
    change: { channelId: string } & Partial<Omit<WatchChannel, "channelId">>,
    options: CallOptions,
  ): Promise<Served<WatchGrant>>;
  deleteWatches(channelIds: readonly string[], options: CallOptions): Promise<Served<null>>;

  /** Credits and calls of this client so far; a picture, not a live view. */
  usage(): Usage;
};
