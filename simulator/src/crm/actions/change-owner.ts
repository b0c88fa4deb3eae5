import { CrmFault } from "../crm-fault.ts";
import { isCrmId } from "../crm-id.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import type { CrmId } from "../model.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import { updateRecord } from "../record-operations.ts";
import { idInPath } from "../records/get-record.ts";
import { type RowResult, rowRefused, rowsReply } from "../records/row-results.ts";
import { missing, readObject } from "../records/write-body.ts";
import { actorOf, chargeWrite } from "../records/write-records.ts";
import { isObject } from "../request-body.ts";

/** Hands records to another owner at once. */
export const changeOwnerRoutes: CrmRoute[] = [
  {
    method: "POST",
    path: "/:module/actions/change_owner",
    scopes: moduleScope("UPDATE"),
    credits: null,
    wrapFaults: "data",
    handle(request) {
      const body = readObject(request);
      const { ids } = body;
      if (!Array.isArray(ids) || ids.length === 0) throw missing("ids");
      chargeWrite(request, ids.length);
      return changeOwners(request, ids.map(String), ownerIn(body));
    },
  },
  {
    method: "POST",
    path: "/:module/:id/actions/change_owner",
    scopes: moduleScope("UPDATE"),
    credits: 1,
    wrapFaults: "data",
    handle: (request) => changeOwners(request, [idInPath(request)], ownerIn(readObject(request))),
  },
];

export function ownerIn(body: Record<string, unknown>): CrmId {
  const owner = isObject(body.owner) ? body.owner.id : undefined;
  if (owner === undefined) throw missing("owner");
  if (typeof owner !== "string" || !isCrmId(owner)) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      api_name: "id",
      json_path: "$.owner.id",
    });
  }
  return owner;
}

function changeOwners(request: CrmRequest, ids: CrmId[], owner: CrmId) {
  const module = writableModuleOf(request);
  const results = ids.map((id): RowResult => {
    const outcome = updateRecord(request.org, module, id, { Owner: owner }, actorOf(request));
    if (outcome.kind === "refused") return rowRefused(request, outcome, "$");
    return {
      ok: true,
      httpStatus: 200,
      body: {
        code: "SUCCESS",
        details: { id },
        message: "owner updated successfully",
        status: "success",
      },
    };
  });
  return rowsReply(request, results);
}
