import { invalidModule } from "./crm-fault.ts";
import type { CrmRoute } from "./crm-request.ts";
import { formatInstant } from "./crm-time.ts";
import type { ModuleName } from "./model.ts";
import { isModuleName } from "./module-data.ts";

/** Each module has the one view every organisation is born with: all records. */
export const allViewIds: Record<ModuleName, string> = {
  Deals: "5725767000000087501",
  Accounts: "5725767000000087503",
  Contacts: "5725767000000087505",
};

export const customViewsRoute: CrmRoute = {
  method: "GET",
  path: "/settings/custom_views",
  scopes: () => ["ZohoCRM.settings.custom_views.READ"],
  credits: 1,
  handle({ org, user, query }) {
    const module = query.get("module") ?? "";
    if (!isModuleName(module)) throw invalidModule({ param_name: "module" });
    const view = {
      id: allViewIds[module],
      name: `All ${module}`,
      display_value: `All ${module}`,
      system_name: `ALLVIEW_${module.toUpperCase()}`,
      system_defined: true,
      category: "public_views",
      default: true,
      favorite: null,
      criteria: null,
      last_accessed_time: formatInstant(org.clock.nowSeconds(), user.time_zone),
      modified_time: null,
      modified_by: null,
    };
    return {
      status: 200,
      body: {
        custom_views: [view],
        info: { per_page: 200, count: 1, page: 1, more_records: false, default: view.id },
      },
    };
  },
};
