/** What one version of the CRM API can do, where v6, v7 and v8 differ. */
export type ApiCapabilities = {
  /** Fields of one Get Records call; more are read in slices and joined by id. */
  maxListFields: number;
  /** Columns of one COQL SELECT. */
  maxCoqlFields: number;
  /** Rows of one COQL call (LIMIT). */
  maxCoqlRows: number;
  /** Rows one COQL query can reach through offsets; keyset paging is not bound by it. */
  maxCoqlOffset: number;
  /** Values of one COQL IN list. */
  maxCoqlIn: number;
  /** Whether COQL gives lookups as `{name, id}` or as ids alone. */
  coqlLookupNames: boolean;
  /** How long a notification channel may live; a longer wish silently becomes one hour. */
  maxWatchHours: number;
};

const V6: ApiCapabilities = {
  maxListFields: 50,
  maxCoqlFields: 50,
  maxCoqlRows: 2_000,
  maxCoqlOffset: 10_000,
  maxCoqlIn: 50,
  coqlLookupNames: false,
  maxWatchHours: 7 * 24,
};

// One page about v7 and one driver for v8 speak of fewer COQL columns than the 500 announced; our
// own field list stays far below any of them.
const V7: ApiCapabilities = {
  ...V6,
  maxCoqlFields: 500,
  maxCoqlOffset: 100_000,
  maxCoqlIn: 100,
  coqlLookupNames: true,
};

export const apiVersions = { v6: V6, v7: V7, v8: V7 } as const satisfies Record<
  string,
  ApiCapabilities
>;

export type ApiVersion = keyof typeof apiVersions;
