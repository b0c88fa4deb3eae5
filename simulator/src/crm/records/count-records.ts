import { CrmFault, invalidParam } from "../crm-fault.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import { type ModuleData, moduleScope, readableModuleOf } from "../module-data.ts";
import { seesEverything } from "../visibility.ts";

/** How many records the user may see. */
export const countRoute: CrmRoute = {
  method: "GET",
  path: "/:module/actions/count",
  scopes: moduleScope("READ"),
  credits: 1,
  handle(request) {
    const data = readableModuleOf(request);
    return { status: 200, body: { count: countVisible(request, data) } };
  },
};

function countVisible(request: CrmRequest, data: ModuleData): number {
  const { query } = request;
  const searching = ["criteria", "email", "phone", "word"].filter((name) => query.has(name));
  const [search] = searching;
  if (query.has("cvid")) {
    if (search !== undefined) {
      throw new CrmFault(
        400,
        "AMBIGUITY_DURING_PROCESSING",
        "ambiguity while processing the request",
        {
          ambiguity_due_to: [{ param_name: "cvid" }, { param_name: search }],
        },
      );
    }
    throw invalidParam("cvid");
  }
  if (seesEverything(data.visible)) return data.store.size;
  let count = 0;
  for (const record of data.store.values()) if (data.visible(record)) count++;
  return count;
}
