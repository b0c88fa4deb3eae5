import { CrmFault } from "../crm-fault.ts";
import { isCrmId } from "../crm-id.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import type { CrmId, ModuleName, StoredRecord } from "../model.ts";
import { moduleScope } from "../module-data.ts";
import type { OrgState } from "../org-state.ts";
import {
  type Actor,
  deleteRecord,
  type FieldValues,
  type RecordOutcome,
  updateRecord,
} from "../record-operations.ts";
import { isObject } from "../request-body.ts";
import { target } from "./record-locks.ts";

const CREDITS = 50;
const MAX_LOSERS = 2;

/**
 * Find and merge: the record in the path takes over fields and children of others, which go to the
 * recycle bin. Zoho publishes no sample of this call, so its envelope is our reading.
 */
export const mergeRoute: CrmRoute = {
  method: "POST",
  path: "/:module/:id/actions/merge",
  scopes: moduleScope("UPDATE"),
  credits: CREDITS,
  wrapFaults: "merge",
  handle(request) {
    const { module, record } = target(request);
    const losers = readLosers(request, module, record.id);
    const outcome = mergeRecords(request.org, module, record, losers, {
      user: request.user.id,
      source: "findandmerge",
    });
    if (outcome.kind === "refused") {
      throw new CrmFault(outcome.status, outcome.code, outcome.message, outcome.details);
    }
    return {
      status: 200,
      body: {
        merge: [
          {
            code: "SUCCESS",
            details: { id: record.id },
            message: "records merged",
            status: "success",
          },
        ],
      },
    };
  },
};

export type Loser = { record: StoredRecord; fields: string[] };

export function mergeRecords(
  org: OrgState,
  module: ModuleName,
  winner: StoredRecord,
  losers: Loser[],
  actor: Actor,
): RecordOutcome {
  const values: FieldValues = {};
  for (const { record, fields } of losers) {
    for (const field of fields) values[field] = record[field] ?? null;
  }
  for (const { record } of losers) {
    const deleted = deleteRecord(org, module, record.id, actor);
    if (deleted.kind === "refused") return deleted;
    moveChildren(org, module, record.id, winner.id, actor);
  }
  return updateRecord(org, module, winner.id, values, actor, {
    action: "find_and_merge_duplicate",
    keepModifiedTime: !org.behaviour.mergeBumpsModifiedTime,
  });
}

/** Deals of a merged account or contact belong to the one that stays. */
function moveChildren(
  org: OrgState,
  module: ModuleName,
  from: CrmId,
  to: CrmId,
  actor: Actor,
): void {
  const field = { Accounts: "Account_Name", Contacts: "Contact_Name", Deals: null }[module];
  if (field === null) return;
  const children = [...org.records.Deals.values()].filter((deal) => deal[field] === from);
  for (const deal of children) updateRecord(org, "Deals", deal.id, { [field]: to }, actor);
}

function readLosers(request: CrmRequest, module: ModuleName, winner: CrmId): Loser[] {
  const merge = isObject(request.body) ? request.body.merge : undefined;
  const [first] = Array.isArray(merge) ? merge : [];
  const rows = isObject(first) ? first.data : undefined;
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "data",
      json_path: "$.merge[0].data",
    });
  }
  if (rows.length > MAX_LOSERS) {
    throw new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded", {
      limit: MAX_LOSERS,
      json_path: "$.merge[0].data",
    });
  }
  return rows.map((row, i) => {
    const id = isObject(row) ? row.id : undefined;
    const record =
      typeof id === "string" && isCrmId(id) && id !== winner
        ? request.org.records[module].latest(id)
        : null;
    if (record === null || !isObject(row)) {
      throw new CrmFault(400, "INVALID_DATA", "the id given seems to be invalid", {
        api_name: "id",
        json_path: `$.merge[0].data[${i}].id`,
      });
    }
    const fields = Array.isArray(row._fields) ? row._fields : [];
    const names = fields.map((field) => (isObject(field) ? String(field.api_name) : ""));
    return { record, fields: names.filter((name) => request.org.fields[module].has(name)) };
  });
}
