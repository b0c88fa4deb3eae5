import { missingParam } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import { type ModuleData, moduleScope, readableModuleOf } from "../module-data.ts";
import { idInPath, visibleRecord } from "../records/get-record.ts";
import { readFields, splitList } from "../records/list-params.ts";
import { listWriter } from "../wire-record.ts";

/** Long texts whole, where lists cut them. */
export const fetchFullDataRoutes: CrmRoute[] = [
  {
    method: "GET",
    path: "/:module/actions/fetch_full_data",
    scopes: moduleScope("READ"),
    credits: 1,
    handle(request) {
      const data = readableModuleOf(request);
      const ids = splitList(request.query.get("ids"));
      if (ids.length === 0) throw missingParam("ids");
      return answer(request, data, ids);
    },
  },
  {
    method: "GET",
    path: "/:module/:id/actions/fetch_full_data",
    scopes: moduleScope("READ"),
    credits: 1,
    handle: (request) => answer(request, readableModuleOf(request), [idInPath(request)]),
  },
];

function answer(request: CrmRequest, data: ModuleData, ids: string[]) {
  const fields = readFields(request, data);
  const write = listWriter(request.org, request.user, data, fields, true);
  const rows = ids.map((id) => visibleRecord(data, id)).filter((record) => record !== null);
  return rows.length === 0 ? noContent : { status: 200, body: { data: rows.map(write) } };
}
