import { CrmFault } from "../crm-fault.ts";
import type { CrmReply, CrmRequest, CrmRoute } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import { instantHeader, isSince, nothingSince } from "../if-modified.ts";
import { intersectRanges, type KeyRange, wholeRange } from "../key-range.ts";
import type { StoredRecord } from "../model.ts";
import { type ModuleData, moduleScope, readableModuleOf } from "../module-data.ts";
import { secondsOf } from "../record-store.ts";
import { type Bounds, compareByKey, type SortKey, selectRecords } from "../select-records.ts";
import { listWriter } from "../wire-record.ts";
import { type ListParams, readListParams } from "./list-params.ts";
import type { PageStart, PageTokens } from "./page-tokens.ts";

/** Rows that page tokens reach; beyond it COQL by key range or bulk read. */
export const TOKEN_ROWS_MAX = 100_000;

/** Get Records: up to 200 rows a call, by page number or by token. */
export function listRecordsRoute(tokens: PageTokens): CrmRoute {
  return {
    method: "GET",
    path: "/:module",
    scopes: moduleScope("READ"),
    credits: null,
    handle(request) {
      request.charge(request.query.has("cvid") ? 3 : 1);
      const data = readableModuleOf(request);
      return listModule(request, data, readListParams(request, data), tokens, () => true);
    },
  };
}

/** @param keep a further condition on the rows, e.g. that they belong to one deal */
export function listModule(
  request: CrmRequest,
  data: ModuleData,
  params: ListParams,
  tokens: PageTokens,
  keep: (record: StoredRecord) => boolean,
): CrmReply {
  const since = instantHeader(request, "If-Modified-Since");
  const bound = boundParams(params, data, since);
  const start = startOf(request, params, tokens, bound);
  const rows = readRows(request, data, params, start, since, keep);
  const page = rows.slice(0, params.perPage);
  if (page.length === 0) return since === null ? { status: 204 } : nothingSince(request);

  const moreRecords = rows.length > page.length;
  const next = moreRecords ? nextStart(request, start, page, params) : null;
  const write = listWriter(request.org, request.user, data, params.fields);
  return {
    status: 200,
    body: {
      data: page.map(write),
      info: {
        call: false,
        email: false,
        per_page: params.perPage,
        count: page.length,
        page: params.page,
        sort_by: params.sortBy,
        sort_order: params.descending ? "desc" : "asc",
        more_records: moreRecords,
        next_page_token: next === null ? null : tokens.issue(next),
        previous_page_token: start.previous === null ? null : tokens.issue(start.previous),
        page_token_expiry:
          next === null
            ? null
            : formatInstant(Math.floor(next.expiresAtMs / 1000), request.user.time_zone),
      },
    },
  };
}

// A token is good only for the very request it continues.
function boundParams(params: ListParams, data: ModuleData, since: number | null): string {
  const { fields, perPage, sortBy, descending, ids } = params;
  return JSON.stringify([data.name, fields, perPage, sortBy, descending, ids, since]);
}

function startOf(
  request: CrmRequest,
  params: ListParams,
  tokens: PageTokens,
  bound: string,
): PageStart {
  if (params.pageToken === null) {
    return {
      user: request.user.id,
      bound,
      after: null,
      rowsBefore: (params.page - 1) * params.perPage,
      previous: null,
      expiresAtMs: expiry(request),
    };
  }
  const start = tokens.find(params.pageToken);
  if (start === null) throw invalidPageToken();
  if (start.user !== request.user.id || start.bound !== bound) {
    throw new CrmFault(
      400,
      "TOKEN_BOUND_DATA_MISMATCH",
      "the request differs from the one that gave the page_token",
      { param_name: "page_token" },
    );
  }
  if (start.expiresAtMs <= request.org.clock.nowMs()) {
    throw new CrmFault(400, "EXPIRED_VALUE", "the page_token has expired", {
      api_name: "page_token",
      json_path: "$.query.page_token",
    });
  }
  if (start.rowsBefore >= TOKEN_ROWS_MAX) {
    throw new CrmFault(400, "PAGINATION_LIMIT_EXCEEDED", "page tokens reach 100000 records", {
      param_name: "page_token",
    });
  }
  return start;
}

function readRows(
  request: CrmRequest,
  data: ModuleData,
  params: ListParams,
  start: PageStart,
  since: number | null,
  keep: (record: StoredRecord) => boolean,
): StoredRecord[] {
  const bounds: Bounds = {
    id: wholeRange,
    Created_Time: wholeRange,
    Modified_Time: since === null ? wholeRange : { low: startOfSecond(since), high: null },
    ids: params.ids === null ? null : new Set(params.ids),
  };
  const rest = restAfter(start, params);
  bounds[params.sortBy] = intersectRanges(bounds[params.sortBy], rest);
  const isRest = isAfter(start, params);
  return selectRecords(data.store, {
    bounds,
    filter: (record) =>
      data.visible(record) &&
      keep(record) &&
      isRest(record) &&
      (since === null || isSince(request, secondsOf(record, "Modified_Time"), since)),
    order: { kind: "key", key: params.sortBy, descending: params.descending },
    skip: start.after === null ? start.rowsBefore : 0,
    take: params.perPage + 1,
  });
}

function restAfter({ after }: PageStart, { sortBy, descending }: ListParams): KeyRange {
  if (after === null) return wholeRange;
  const time = sortBy === "id" ? 0 : after.time;
  const place = { time, id: after.id, after: !descending };
  return descending ? { low: null, high: place } : { low: place, high: null };
}

// `ids` is read without an index, so the condition has to hold by itself too.
function isAfter({ after }: PageStart, params: ListParams): (record: StoredRecord) => boolean {
  if (after === null || params.ids === null) return () => true;
  const last: StoredRecord = { id: after.id };
  if (params.sortBy !== "id") last[params.sortBy] = after.time;
  const compare = compareByKey(params.sortBy, params.descending);
  return (record) => compare(record, last) > 0;
}

function nextStart(
  request: CrmRequest,
  start: PageStart,
  page: StoredRecord[],
  params: ListParams,
): PageStart {
  const last = page.at(-1);
  if (last === undefined) throw new Error("a page that continues has rows");
  return {
    user: request.user.id,
    bound: start.bound,
    after: { time: timeOf(last, params.sortBy), id: last.id },
    rowsBefore: start.rowsBefore + page.length,
    previous: { ...start, expiresAtMs: expiry(request) },
    expiresAtMs: expiry(request),
  };
}

function timeOf(record: StoredRecord, key: SortKey): number {
  return key === "id" ? 0 : secondsOf(record, key);
}

function expiry(request: CrmRequest): number {
  return request.org.clock.nowMs() + request.org.behaviour.pageTokenLifeSeconds * 1000;
}

function startOfSecond(time: number) {
  return { time, id: null, after: false };
}

function invalidPageToken(): CrmFault {
  return new CrmFault(400, "INVALID_DATA", "invalid data", { param_name: "page_token" });
}
