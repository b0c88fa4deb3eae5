import { CrmFault } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { ModuleName, StoredRecord } from "../model.ts";
import { writableModuleOf } from "../module-data.ts";
import type { RecordLock } from "../org-state.ts";
import { updateRecord } from "../record-operations.ts";
import { idInPath } from "../records/get-record.ts";
import { actionDone, rowRefused, rowsReply } from "../records/row-results.ts";
import { readWriteBody } from "../records/write-body.ts";
import { actorOf } from "../records/write-records.ts";
import { isObject } from "../request-body.ts";
import { moduleIds } from "../settings/describe-field.ts";
import { visibleTo } from "../visibility.ts";
import { recordName, userRef } from "../wire-record.ts";

const listPath = "/:module/:id/Locking_Information__s";
const onePath = `${listPath}/:lockId`;
const scopes = () => ["ZohoCRM.settings.modules.READ"];

/** Locks of one record: see, set, explain anew, lift. */
export const recordLockRoutes: CrmRoute[] = [
  {
    method: "GET",
    path: listPath,
    scopes,
    credits: 1,
    handle: (request) => showLock(request, () => true),
  },
  {
    method: "GET",
    path: onePath,
    scopes,
    credits: 1,
    handle: (request) => showLock(request, (lock) => lock.id === request.params.lockId),
  },
  {
    method: "POST",
    path: listPath,
    scopes,
    credits: 1,
    wrapFaults: "data",
    handle(request) {
      const { module, record } = target(request);
      const reason = readReason(request);
      const outcome = updateRecord(
        request.org,
        module,
        record.id,
        { Locked__s: true },
        actorOf(request),
      );
      if (outcome.kind === "refused") {
        return rowsReply(request, [rowRefused(request, outcome, "$.data[0]")]);
      }
      request.org.locks.set(record.id, {
        id: request.org.ids.next(),
        by: request.user.id,
        reason,
        at: request.org.clock.nowSeconds(),
      });
      return rowsReply(request, [actionDone(request, outcome.record, "record added", 201)]);
    },
  },
  {
    method: "PUT",
    path: onePath,
    scopes,
    credits: 1,
    wrapFaults: "data",
    handle(request) {
      const { record } = target(request);
      const lock = lockInPath(request, record);
      request.org.locks.set(record.id, { ...lock, reason: readReason(request) });
      return rowsReply(request, [actionDone(request, record, "record updated", 200)]);
    },
  },
  {
    method: "DELETE",
    path: onePath,
    scopes,
    credits: 1,
    wrapFaults: "data",
    handle(request) {
      const { module, record } = target(request);
      lockInPath(request, record);
      const outcome = updateRecord(
        request.org,
        module,
        record.id,
        { Locked__s: false },
        actorOf(request),
        { byLock: true },
      );
      if (outcome.kind === "refused") {
        return rowsReply(request, [rowRefused(request, outcome, "$")]);
      }
      request.org.locks.delete(record.id);
      return rowsReply(request, [actionDone(request, outcome.record, "record deleted", 200)]);
    },
  },
];

/** The record in the path; what the user cannot see does not exist. */
export function target(request: CrmRequest): { module: ModuleName; record: StoredRecord } {
  const module = writableModuleOf(request);
  const record = request.org.records[module].latest(idInPath(request));
  if (record === null || !visibleTo(request.org, request.user, module)(record)) {
    throw new CrmFault(400, "INVALID_DATA", "the id given seems to be invalid", {
      resource_path_index: 1,
    });
  }
  return { module, record };
}

function showLock(request: CrmRequest, isWanted: (lock: RecordLock) => boolean) {
  const { module, record } = target(request);
  const lock = request.org.locks.get(record.id);
  if (lock === undefined || !isWanted(lock)) return noContent;
  return {
    status: 200,
    body: {
      data: [describe(request, module, record, lock)],
      info: { per_page: 200, count: 1, page: 1, more_records: false },
    },
  };
}

function describe(request: CrmRequest, module: ModuleName, record: StoredRecord, lock: RecordLock) {
  const { org, user } = request;
  const name = recordName(module, record);
  const at = formatInstant(lock.at, user.time_zone);
  const by = userRef(org, lock.by, false);
  return {
    id: lock.id,
    name,
    Locked_For__s: { id: record.id, name, module: { api_name: module, id: moduleIds[module] } },
    Locked_By__s: by,
    Locked_Reason__s: lock.reason,
    Locked_Time__s: at,
    Lock_Source__s: "Manual",
    Record_Locking_Configuration_Id__s: null,
    Record_Locking_Rule_Id__s: null,
    Feature_Type__s: "record_locking",
    Created_By: by,
    Created_Time: at,
    Modified_By: by,
    Modified_Time: at,
  };
}

function lockInPath(request: CrmRequest, record: StoredRecord): RecordLock {
  const lock = request.org.locks.get(record.id);
  if (lock === undefined || lock.id !== request.params.lockId) {
    throw new CrmFault(400, "INVALID_DATA", "the related id given seems to be invalid", {
      resource_path_index: 3,
    });
  }
  return lock;
}

function readReason(request: CrmRequest): string | null {
  const [row] = readWriteBody(request).rows;
  const reason = isObject(row) ? row.Locked_Reason__s : undefined;
  return typeof reason === "string" ? reason : null;
}
