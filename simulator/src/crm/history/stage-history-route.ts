import { CrmFault } from "../crm-fault.ts";
import type { CrmRoute } from "../crm-request.ts";
import { noContent } from "../crm-request.ts";
import { moduleData, moduleScope, readableModuleOf } from "../module-data.ts";
import { idInPath, visibleRecord } from "../records/get-record.ts";
import { readListParams } from "../records/list-params.ts";
import { listModule } from "../records/list-records.ts";
import type { PageTokens } from "../records/page-tokens.ts";
import { visitsOfDeals } from "../stage-visits.ts";

/** The visits of one deal, as its related list. */
export function stageHistoryRoute(tokens: PageTokens): CrmRoute {
  return {
    method: "GET",
    path: "/:module/:id/Stage_History",
    scopes: moduleScope("READ"),
    credits: 1,
    handle(request) {
      const { org, user } = request;
      const deals = readableModuleOf(request);
      const id = idInPath(request);
      if (deals.name !== "Deals") {
        throw new CrmFault(400, "INVALID_DATA", "the relation name given seems to be invalid", {
          resource_path_index: 2,
        });
      }
      if (visibleRecord(deals, id) === null) return noContent;
      const history = moduleData(org, user, "DealHistory");
      const data = {
        name: history.name,
        fields: history.fields,
        visible: history.visible,
        store: visitsOfDeals(org, [id]),
      };
      return listModule(request, data, readListParams(request, data), tokens, () => true);
    },
  };
}
