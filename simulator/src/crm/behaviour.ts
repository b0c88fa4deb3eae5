/**
 * What Zoho leaves open, each point as a switch. The defaults take the side that a client finds
 * harder, so that a client which works here works there. They can be changed while running through
 * `/_sim/behaviour`.
 */
export type Behaviour = {
  /** If-Modified-Since keeps rows stamped exactly at the given second. */
  modifiedSinceInclusive: boolean;
  /** With If-Modified-Since and no rows at all: 304 (else 204). */
  notModifiedWhenNothing: boolean;
  /** A PUT that changes no value still moves Modified_Time. */
  noOpUpdateBumpsModifiedTime: boolean;
  /** A restored record comes back with a new Modified_Time. */
  restoreBumpsModifiedTime: boolean;
  /** The winner of a merge gets a new Modified_Time. */
  mergeBumpsModifiedTime: boolean;
  /** A field nobody knows in a write is INVALID_DATA instead of being ignored. */
  strictUnknownFieldsInWrite: boolean;
  /** A field nobody knows in `fields` is INVALID_DATA instead of being dropped. */
  strictUnknownFieldsInRead: boolean;
  /** Fields a layout requires are enforced on every write, not only with layout_rules. */
  alwaysEnforceLayoutRequired: boolean;
  /** An option nobody knows is refused on every pick list, not only on Stage and Pipeline. */
  strictPicklists: boolean;
  /** Picklist writes accept the display value as well as the actual one. */
  acceptDisplayValues: boolean;
  /** Which text of a pick list option record reads carry. */
  picklistReads: "actual_value" | "display_value";
  /** Refusals that concern a whole write request are wrapped like the rows' own results. */
  wrapWriteErrors: boolean;
  /** HTTP status of a write whose rows were all refused. */
  allRowsFailedStatus: 400 | 200;
  /** HTTP status of an upsert that only inserted. */
  upsertInsertStatus: 200 | 201;
  /** HTTP status of OAUTH_SCOPE_MISMATCH. */
  scopeMismatchStatus: 401 | 403;
  /** Most ids in one list call. */
  maxIdsInList: number;
  /** Which entries GET deleted lists without `type`. */
  deletedListDefaultType: "all" | "recycle" | "permanent";
  deletedListOrder: "newest_first" | "oldest_first";
  /** Most columns in one COQL SELECT for v7 and later. */
  maxCoqlFields: number;
  coqlWhereMandatory: boolean;
  coqlPairwiseGrouping: boolean;
  /** COQL gives a user lookup's last name instead of the full name (v7 and later). */
  coqlOwnerLastNameOnly: boolean;
  /** Most conditions in search criteria. */
  maxSearchConditions: number;
  /** Age a change must have before search finds it. */
  searchIndexLagMs: number;
  /** Age a change must have before list, by id and COQL show it. */
  visibilityLagMs: number;
  /** Life of a web-flow grant code. */
  grantCodeLifeSeconds: number;
  /** Access tokens of one refresh token that are good at the same time; the oldest goes first. */
  maxActiveAccessTokens: number;
  /** Refresh tokens one user may be given in a minute. */
  maxRefreshTokensPerMinute: number;
  accessTokenLifeSeconds: number;
  pageTokenLifeSeconds: number;
  maxChannelsPerUser: number;
  /** HTTP status of a watch call none of whose channels were accepted: the API files say 202. */
  watchErrorStatus: 400 | 202;
  /** Whether creating a channel needs a READ scope on the modules it watches. */
  watchNeedsModuleScope: boolean;
  /** Whether changes of records the channel's user cannot see are left out. */
  watchHidesInvisible: boolean;
  notificationDelayMs: { from: number; to: number };
  /** Chance of 0 to 1 for each payload. */
  notificationLoss: number;
  notificationDuplication: number;
  /** Extra delay some payloads get, so that they arrive out of order. */
  notificationReorder: number;
  notificationRetries: number;
  notificationMaxIds: number;
  /** The operation a restore announces, null for none. */
  notifyOnRestore: "insert" | "update" | null;
  /** Sources whose changes fire no notification. */
  silentSources: string[];
  /** What one unit of a rate means: home = amount / rate, or home = amount x rate. */
  exchangeRateDirection: "divide" | "multiply";
  currenciesOffAnswer: "CURRENCIES_NOT_ENABLED" | "FEATURE_NOT_ENABLED";
  bulkJobQueueMs: number;
  bulkJobRunMs: number;
  bulkResultKeptSeconds: number;
  bulkIdHeader: string;
};

export const defaultBehaviour: Behaviour = {
  modifiedSinceInclusive: true,
  notModifiedWhenNothing: true,
  noOpUpdateBumpsModifiedTime: true,
  restoreBumpsModifiedTime: false,
  mergeBumpsModifiedTime: true,
  strictUnknownFieldsInWrite: false,
  strictUnknownFieldsInRead: false,
  alwaysEnforceLayoutRequired: false,
  strictPicklists: false,
  acceptDisplayValues: false,
  picklistReads: "actual_value",
  wrapWriteErrors: true,
  allRowsFailedStatus: 400,
  upsertInsertStatus: 200,
  scopeMismatchStatus: 401,
  maxIdsInList: 100,
  deletedListDefaultType: "all",
  deletedListOrder: "newest_first",
  maxCoqlFields: 500,
  coqlWhereMandatory: true,
  coqlPairwiseGrouping: true,
  coqlOwnerLastNameOnly: true,
  maxSearchConditions: 10,
  searchIndexLagMs: 5_000,
  visibilityLagMs: 0,
  grantCodeLifeSeconds: 60,
  maxActiveAccessTokens: 15,
  maxRefreshTokensPerMinute: 5,
  accessTokenLifeSeconds: 3_600,
  pageTokenLifeSeconds: 86_400,
  maxChannelsPerUser: 50,
  watchErrorStatus: 400,
  watchNeedsModuleScope: false,
  watchHidesInvisible: true,
  notificationDelayMs: { from: 50, to: 400 },
  notificationLoss: 0,
  notificationDuplication: 0,
  notificationReorder: 0,
  notificationRetries: 0,
  notificationMaxIds: 100,
  notifyOnRestore: null,
  silentSources: [],
  exchangeRateDirection: "divide",
  currenciesOffAnswer: "CURRENCIES_NOT_ENABLED",
  bulkJobQueueMs: 300,
  bulkJobRunMs: 500,
  bulkResultKeptSeconds: 86_400,
  bulkIdHeader: "Id",
};
