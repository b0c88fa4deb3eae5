import { isCrmId } from "../crm-id.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import { instantHeader } from "../if-modified.ts";
import type { ModuleName } from "../model.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import {
  type Actor,
  createRecord,
  type RecordRefusal,
  readRecord,
  updateRecord,
  type WriteOptions,
} from "../record-operations.ts";
import { oneRefusal } from "../record-rules.ts";
import { isObject } from "../request-body.ts";
import { visibleTo } from "../visibility.ts";
import { parseRow } from "../wire-values.ts";
import { idInPath } from "./get-record.ts";
import { type RowResult, rowDone, rowRefused, rowsReply } from "./row-results.ts";
import { readWriteBody, type WriteBody } from "./write-body.ts";

export const insertRoute: CrmRoute = {
  method: "POST",
  path: "/:module",
  scopes: moduleScope("CREATE"),
  credits: null,
  wrapFaults: "data",
  handle(request) {
    const module = writableModuleOf(request);
    const body = readWriteBody(request);
    chargeWrite(request, body.rows.length);
    const results = body.rows.map((row, i) => insertRow(request, module, row, i, body));
    return rowsReply(request, results);
  },
};

export const updateManyRoute: CrmRoute = {
  method: "PUT",
  path: "/:module",
  scopes: moduleScope("UPDATE"),
  credits: null,
  wrapFaults: "data",
  handle(request) {
    const module = writableModuleOf(request);
    const body = readWriteBody(request);
    chargeWrite(request, body.rows.length);
    const results = body.rows.map((row, i) =>
      updateRow(request, module, isObject(row) ? row.id : undefined, row, i, body),
    );
    return rowsReply(request, results);
  },
};

export const updateOneRoute: CrmRoute = {
  method: "PUT",
  path: "/:module/:id",
  scopes: moduleScope("UPDATE"),
  credits: null,
  wrapFaults: "data",
  handle(request) {
    const module = writableModuleOf(request);
    const id = idInPath(request);
    const body = readWriteBody(request);
    chargeWrite(request, 1);
    // The path names one record, so further rows have nothing to apply to.
    const rows = body.rows.slice(0, 1);
    return rowsReply(
      request,
      rows.map((row, i) => updateRow(request, module, id, row, i, body)),
    );
  },
};

export function actorOf(request: CrmRequest): Actor {
  return { user: request.user.id, source: "crm_api" };
}

/** Ten records cost a credit. */
export function chargeWrite(request: CrmRequest, rows: number): void {
  request.charge(Math.ceil(rows / 10));
}

export function insertRow(
  request: CrmRequest,
  module: ModuleName,
  row: unknown,
  i: number,
  options: WriteOptions,
  extra?: Record<string, unknown>,
): RowResult {
  const path = `$.data[${i}]`;
  if (!isObject(row)) return rowRefused(request, notAnObject(path), path);
  const { values, refusals } = parseRow(request.org, module, row, null);
  const wrong = oneRefusal(refusals);
  if (wrong !== null) return rowRefused(request, wrong, path);
  const outcome = createRecord(request.org, module, values, actorOf(request), options);
  if (outcome.kind === "refused") return rowRefused(request, outcome, path);
  return rowDone(request, outcome.record, "record added", 201, extra);
}

export function updateRow(
  request: CrmRequest,
  module: ModuleName,
  id: unknown,
  row: unknown,
  i: number,
  options: WriteBody | WriteOptions,
  extra?: Record<string, unknown>,
): RowResult {
  const path = `$.data[${i}]`;
  if (!isObject(row)) return rowRefused(request, notAnObject(path), path);
  if (id === undefined || id === null) {
    return rowRefused(
      request,
      {
        code: "MANDATORY_NOT_FOUND",
        message: "required field not found",
        details: { api_name: "id" },
      },
      path,
    );
  }
  const { org, user } = request;
  const before = typeof id === "string" && isCrmId(id) ? readRecord(org, module, id) : null;
  if (before === null || !visibleTo(org, user, module)(before)) {
    return rowRefused(request, unknownRow(), path);
  }
  const { values, refusals } = parseRow(org, module, row, before);
  const wrong = oneRefusal(refusals);
  if (wrong !== null) return rowRefused(request, wrong, path);
  const unmodifiedSince = instantHeader(request, "If-Unmodified-Since");
  const outcome = updateRecord(org, module, before.id, values, actorOf(request), {
    layoutRules: options.layoutRules ?? false,
    ...(unmodifiedSince === null ? {} : { ifUnmodifiedSince: unmodifiedSince }),
  });
  if (outcome.kind === "refused") return rowRefused(request, outcome, path);
  return rowDone(request, outcome.record, "record updated", 200, extra);
}

export function unknownRow(): RecordRefusal {
  return {
    kind: "refused",
    status: 400,
    code: "INVALID_DATA",
    message: "the id given seems to be invalid",
    details: { api_name: "id" },
  };
}

function notAnObject(path: string): RecordRefusal {
  return {
    kind: "refused",
    status: 400,
    code: "INVALID_DATA",
    message: "invalid data",
    details: { expected_data_type: "jsonobject", json_path: path },
  };
}
