import { type CrmRoute, listReply } from "../crm-request.ts";
import { moduleNames } from "../org-state.ts";
import { moduleIds } from "./describe-field.ts";

export const dataSharingRoute: CrmRoute = {
  method: "GET",
  path: "/settings/data_sharing",
  scopes: () => ["ZohoCRM.settings.data_sharing.READ"],
  credits: 1,
  handle: ({ org }) =>
    listReply(
      "data_sharing",
      moduleNames.map((name) => ({
        share_type: org.sharing[name] ?? "private",
        public_in_portals: false,
        module: { api_name: name, id: moduleIds[name] },
        rule_computation_running: false,
      })),
    ),
};
