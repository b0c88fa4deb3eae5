import type { CrmReply, CrmRequest } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { StoredRecord } from "../model.ts";
import type { RecordRefusal } from "../record-operations.ts";
import type { RowRefusal } from "../record-rules.ts";
import { userRef } from "../wire-record.ts";

export type RowResult = { ok: boolean; httpStatus: number; body: Record<string, unknown> };

/** The result of an accepted row: what the server decided about it. */
export function rowDone(
  request: CrmRequest,
  record: StoredRecord,
  message: string,
  httpStatus: number,
  extra: Record<string, unknown> = {},
): RowResult {
  const details = { ...stamps(request, record), $approval_state: "approved" };
  return { ok: true, httpStatus, body: success(details, message, extra) };
}

/** The same for an action on a record that approvals have no part in. */
export function actionDone(
  request: CrmRequest,
  record: StoredRecord,
  message: string,
  httpStatus: number,
): RowResult {
  return { ok: true, httpStatus, body: success(stamps(request, record), message) };
}

function success(
  details: Record<string, unknown>,
  message: string,
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  return { code: "SUCCESS", ...extra, details, message, status: "success" };
}

/** The result of a refused row. @param path of the row in the body, e.g. `$.data[0]` */
export function rowRefused(
  request: CrmRequest,
  refusal: RecordRefusal | (RowRefusal & { status?: number }),
  path: string,
): RowResult {
  const { modified, ...details } = refusal.details;
  const shown =
    modified === undefined ? locate(details, path) : stamps(request, modified as StoredRecord);
  return {
    ok: false,
    httpStatus: refusal.status ?? 400,
    body: { code: refusal.code, details: shown, message: refusal.message, status: "error" },
  };
}

/** 201 or 200 when all went well, 207 when some did, the rows' own status when none did. */
export function rowsReply(request: CrmRequest, results: RowResult[], key = "data"): CrmReply {
  const body = { [key]: results.map((result) => result.body) };
  const good = results.filter((result) => result.ok);
  if (good.length === results.length) return { status: results[0]?.httpStatus ?? 200, body };
  if (good.length > 0) return { status: 207, body };
  const statuses = new Set(results.map((result) => result.httpStatus));
  const [only] = statuses;
  const status = statuses.size === 1 && only !== undefined ? only : 400;
  return {
    status: status === 400 ? request.org.behaviour.allRowsFailedStatus : status,
    body,
  };
}

function stamps(request: CrmRequest, record: StoredRecord): Record<string, unknown> {
  const time = (value: unknown) =>
    typeof value === "number" ? formatInstant(value, request.user.time_zone) : null;
  return {
    Modified_Time: time(record.Modified_Time),
    Modified_By: userRef(request.org, record.Modified_By, false),
    Created_Time: time(record.Created_Time),
    id: record.id,
    Created_By: userRef(request.org, record.Created_By, false),
  };
}

function locate(details: Record<string, unknown>, path: string): Record<string, unknown> {
  if (Array.isArray(details.errors)) {
    return {
      errors: details.errors.map((error: RowRefusal) => ({
        code: error.code,
        details: locate(error.details, path),
        message: error.message,
        status: "error",
      })),
    };
  }
  const name = details.api_name;
  return typeof name === "string" ? { ...details, json_path: `${path}.${name}` } : details;
}
