import { Temporal } from "temporal-polyfill";
import type { ChangeCursor, CrmAccounts } from "./crm-deals.ts";
import type { Fence, SyncStore } from "./sync-store.ts";
import { later, watermarkAfterDelta, windowStart } from "./watermark.ts";

const beginning = Temporal.Instant.fromEpochMilliseconds(0);
/** Small first: a quiet quarter of an hour then costs one credit instead of three. */
const FIRST_PAGE_ROWS = 200;
const PAGE_ROWS = 2_000;

/**
 * Reads accounts changed since their own watermark (all of them the first time). Each page is stored
 * as it comes; a pass that dies is simply made again, since storing an account twice changes nothing.
 */
export async function runAccountsPass(
  { accounts, store, now }: { accounts: CrmAccounts; store: SyncStore; now(): Temporal.Instant },
  fence: Fence,
  signal: AbortSignal,
): Promise<void> {
  const stored = await store.stream(fence.orgId, "accounts");
  const asOfHere = now();
  let cursor: ChangeCursor = {
    modifiedAt: stored.watermark ? windowStart(stored.watermark) : beginning,
    id: null,
  };
  let servedFrom: Temporal.Instant | null = null;
  let newest: Temporal.Instant | null = null;
  for (let isFirst = true; ; isFirst = false) {
    const rows = isFirst ? FIRST_PAGE_ROWS : PAGE_ROWS;
    const page = await accounts.changedAfter(cursor, rows, signal);
    if (isFirst) servedFrom = page.servedAt;
    if (page.lastChange) {
      cursor = page.lastChange;
      newest = newest === null ? cursor.modifiedAt : later(newest, cursor.modifiedAt);
    }
    await store.transaction(fence, (tx) => tx.applyAccounts(page.accounts));
    if (!page.more) break;
  }
  const watermark = watermarkAfterDelta(stored.watermark ?? beginning, newest, servedFrom);
  await store.transaction(fence, (tx) =>
    tx.moveStream("accounts", { watermark, asOf: servedFrom, asOfHere }),
  );
}
