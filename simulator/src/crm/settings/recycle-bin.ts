import { CrmFault } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import {
  type CrmReply,
  type CrmRequest,
  type CrmRoute,
  listReply,
  noContent,
} from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { CrmId } from "../model.ts";
import { pageParams } from "../paging.ts";
import { restoreRecord } from "../record-operations.ts";
import { splitList } from "../records/list-params.ts";
import { actorOf } from "../records/write-records.ts";
import { type DeletedRecord, deletedKind } from "../recycle-bin.ts";
import { isObject } from "../request-body.ts";
import { visibleTo } from "../visibility.ts";
import { recordName, userRef } from "../wire-record.ts";
import { moduleIds } from "./describe-field.ts";

const path = "/settings/recycle_bin";
/** Restoring more than this many at once becomes a job. */
const DIRECT_RESTORES = 1_000;

const scope = (operation: string) => () => [`ZohoCRM.settings.recycle_bin.${operation}`];

/** What was deleted and can still be brought back. */
export const recycleBinRoutes: CrmRoute[] = calls().map((route) => ({ ...route, since: "v8" }));

function calls(): CrmRoute[] {
  return [
    {
      method: "GET",
      path: `${path}/actions/count`,
      scopes: scope("READ"),
      credits: 1,
      handle: (request) => ({ status: 200, body: { count: entriesOf(request).length } }),
    },
    {
      method: "POST",
      path: `${path}/actions/restore`,
      scopes: scope("UPDATE"),
      credits: 1,
      wrapFaults: "recycle_bin",
      handle: restoreMany,
    },
    {
      method: "POST",
      path: `${path}/actions/empty`,
      scopes: scope("DELETE"),
      credits: 1,
      handle(request) {
        for (const entry of entriesOf(request)) purge(request, entry);
        return scheduled();
      },
    },
    {
      method: "POST",
      path: `${path}/:id/actions/restore`,
      scopes: scope("UPDATE"),
      credits: 1,
      wrapFaults: "recycle_bin",
      handle: (request) => binReply([restoreOne(request, request.params.id ?? "")]),
    },
    {
      method: "GET",
      path,
      scopes: scope("READ"),
      credits: 1,
      handle(request) {
        const { page, perPage } = pageParams(request.query);
        const ids = splitList(request.query.get("ids"));
        const found = entriesOf(request).filter(
          (entry) => ids.length === 0 || ids.includes(entry.record.id),
        );
        found.sort((a, b) => b.deletedAt - a.deletedAt || compareIds(b.record.id, a.record.id));
        const rows = found.slice((page - 1) * perPage, page * perPage);
        return listReply(
          "recycle_bin",
          rows.map((entry) => describe(request, entry)),
          {
            per_page: perPage,
            count: rows.length,
            page,
            more_records: found.length > page * perPage,
          },
        );
      },
    },
    {
      method: "DELETE",
      path,
      scopes: scope("DELETE"),
      credits: 1,
      wrapFaults: "recycle_bin",
      handle(request) {
        const ids = splitList(request.query.get("ids"));
        if (ids.length === 0) {
          throw new CrmFault(400, "REQUIRED_PARAM_MISSING", "required param missing", {
            param: "ids",
          });
        }
        return binReply(ids.map((id) => purgeOne(request, id)));
      },
    },
    {
      method: "GET",
      path: `${path}/:id`,
      scopes: scope("READ"),
      credits: 1,
      handle(request) {
        const entry = entryOf(request, request.params.id ?? "");
        if (entry === null) return noContent;
        return listReply("recycle_bin", [describe(request, entry)], {
          per_page: 200,
          count: 1,
          page: 1,
          more_records: false,
        });
      },
    },
    {
      method: "DELETE",
      path: `${path}/:id`,
      scopes: scope("DELETE"),
      credits: 1,
      wrapFaults: "recycle_bin",
      handle: (request) => binReply([purgeOne(request, request.params.id ?? "")]),
    },
  ];
}

type BinResult = { ok: boolean; body: Record<string, unknown> };

function restoreMany(request: CrmRequest): CrmReply {
  const [wish] = readWishes(request.body);
  const ids =
    wish?.restore_all_records === true
      ? entriesOf(request).map((entry) => entry.record.id)
      : Array.isArray(wish?.ids)
        ? wish.ids.map(String)
        : null;
  if (ids === null) {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "ids",
      json_path: "$.recycle_bin[0].ids",
    });
  }
  const results = ids.map((id) => restoreOne(request, id));
  return ids.length > DIRECT_RESTORES ? scheduled() : binReply(results);
}

// Sent either bare or as the one element of a list.
function readWishes(body: unknown): Record<string, unknown>[] {
  if (!isObject(body)) return [];
  const list = body.recycle_bin;
  return Array.isArray(list) ? list.filter(isObject) : [body];
}

function restoreOne(request: CrmRequest, id: CrmId): BinResult {
  if (entryOf(request, id) === null) return unknownEntry(id);
  const outcome = restoreRecord(request.org, id, actorOf(request));
  return outcome.kind === "refused" ? unknownEntry(id) : done(id, "record restored successfully");
}

function purgeOne(request: CrmRequest, id: CrmId): BinResult {
  const entry = entryOf(request, id);
  if (entry === null) return unknownEntry(id);
  purge(request, entry);
  return done(id, "record deleted permanently");
}

function purge({ org }: CrmRequest, entry: DeletedRecord): void {
  org.recycleBin.add({ ...entry, purgedAt: org.clock.nowSeconds() });
}

function entriesOf({ org, user }: CrmRequest): DeletedRecord[] {
  const now = org.clock.nowSeconds();
  return [...org.recycleBin.all()].filter(
    (entry) =>
      deletedKind(entry, now) === "recycle" && visibleTo(org, user, entry.module)(entry.record),
  );
}

function entryOf(request: CrmRequest, id: CrmId): DeletedRecord | null {
  return entriesOf(request).find((entry) => entry.record.id === id) ?? null;
}

function describe({ org, user }: CrmRequest, entry: DeletedRecord) {
  return {
    id: entry.record.id,
    display_name: recordName(entry.module, entry.record),
    deleted_time: formatInstant(entry.deletedAt, user.time_zone),
    owner: userRef(org, entry.record.Owner, false),
    module: { api_name: entry.module, id: moduleIds[entry.module] },
    deleted_by: userRef(org, entry.deletedBy, false),
  };
}

function done(id: CrmId, message: string): BinResult {
  return { ok: true, body: { code: "SUCCESS", details: { id }, message, status: "success" } };
}

function unknownEntry(id: CrmId): BinResult {
  const message = "the id given seems to be invalid";
  return { ok: false, body: { code: "INVALID_DATA", details: { id }, message, status: "error" } };
}

function binReply(results: BinResult[]): CrmReply {
  const good = results.filter((result) => result.ok).length;
  const status = good === results.length ? 200 : good > 0 ? 207 : 400;
  return { status, body: { recycle_bin: results.map((result) => result.body) } };
}

function scheduled(): CrmReply {
  return {
    status: 202,
    body: {
      recycle_bin: [
        { code: "SCHEDULED", details: {}, message: "scheduled successfully", status: "success" },
      ],
    },
  };
}
