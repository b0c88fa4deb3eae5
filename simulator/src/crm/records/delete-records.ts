import { CrmFault, missingParam, wrongPattern } from "../crm-fault.ts";
import { isCrmId } from "../crm-id.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import type { CrmId, ModuleName } from "../model.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import { deleteRecord, readRecord } from "../record-operations.ts";
import { visibleTo } from "../visibility.ts";
import { idInPath } from "./get-record.ts";
import { splitList } from "./list-params.ts";
import { type RowResult, rowRefused, rowsReply } from "./row-results.ts";
import { actorOf, unknownRow } from "./write-records.ts";

const MAX_IDS = 100;

export const deleteOneRoute: CrmRoute = {
  method: "DELETE",
  path: "/:module/:id",
  scopes: moduleScope("DELETE"),
  credits: 1,
  wrapFaults: "data",
  handle(request) {
    const module = writableModuleOf(request);
    return rowsReply(request, [deleteOne(request, module, idInPath(request))]);
  },
};

export const deleteManyRoute: CrmRoute = {
  method: "DELETE",
  path: "/:module",
  scopes: moduleScope("DELETE"),
  credits: 1,
  wrapFaults: "data",
  handle(request) {
    const module = writableModuleOf(request);
    const ids = splitList(request.query.get("ids"));
    if (ids.length === 0) throw missingParam("ids");
    if (ids.length > MAX_IDS) {
      throw new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded for the ids", {
        limit: MAX_IDS,
        param_name: "ids",
      });
    }
    const trigger = request.query.get("wf_trigger");
    if (trigger !== null && trigger !== "true" && trigger !== "false") {
      throw wrongPattern("wf_trigger");
    }
    return rowsReply(
      request,
      ids.map((id) => deleteOne(request, module, id)),
    );
  },
};

function deleteOne(request: CrmRequest, module: ModuleName, id: CrmId): RowResult {
  const { org, user } = request;
  const record = isCrmId(id) ? readRecord(org, module, id) : null;
  const refusal =
    record === null || !visibleTo(org, user, module)(record)
      ? unknownRow()
      : deleteRecord(org, module, id, actorOf(request));
  if (refusal.kind === "refused") {
    const result = rowRefused(request, { ...refusal, details: { id } }, "$");
    return refusal.code === "INVALID_DATA" ? result : rowRefused(request, refusal, "$");
  }
  return {
    ok: true,
    httpStatus: 200,
    body: { code: "SUCCESS", details: { id }, message: "record deleted", status: "success" },
  };
}
