import { CrmFault, invalidParam } from "../crm-fault.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import { allViewIds } from "../custom-views.ts";
import { isModuleName, type ModuleData, moduleScope, readableModuleOf } from "../module-data.ts";
import { searchTest } from "../search/search-route.ts";
import { seesEverything } from "../visibility.ts";

const searchParams = ["criteria", "email", "phone", "word"];

/** How many records the user may see, all or by a search condition. */
export const countRoute: CrmRoute = {
  method: "GET",
  path: "/:module/actions/count",
  scopes: (request) => [
    ...moduleScope("READ")(request),
    ...(searchParams.some((name) => request.query.has(name))
      ? ["ZohoSearch.securesearch.READ"]
      : []),
  ],
  credits: 1,
  handle(request) {
    const data = readableModuleOf(request);
    return { status: 200, body: { count: countVisible(request, data) } };
  },
};

function countVisible(request: CrmRequest, data: ModuleData): number {
  const { query } = request;
  if (query.has("cvid")) {
    const search = searchParams.find((name) => query.has(name));
    const isKnown = isModuleName(data.name) && query.get("cvid") === allViewIds[data.name];
    if (search === undefined && !isKnown) throw invalidParam("cvid");
    if (search !== undefined)
      throw new CrmFault(
        400,
        "AMBIGUITY_DURING_PROCESSING",
        "ambiguity while processing the request",
        { ambiguity_due_to: [{ param_name: "cvid" }, { param_name: search }] },
      );
  }
  const matches = searchTest(request, data);
  if (matches === null && seesEverything(data.visible)) return data.store.size;
  let count = 0;
  for (const record of data.store.values()) {
    if (data.visible(record) && (matches === null || matches(record))) count++;
  }
  return count;
}
