import { CrmFault, invalidModule, invalidParam } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, listReply } from "../crm-request.ts";
import { isReadableModule, type ReadableModule } from "../module-data.ts";
import { moduleIds } from "./describe-field.ts";
import { describeFields } from "./fields.ts";
import { describeLayouts } from "./layouts.ts";

const statuses = ["visible", "user_hidden", "system_hidden", "scheduled_for_deletion"];

const singular: Record<ReadableModule, string> = {
  Deals: "Deal",
  Accounts: "Account",
  Contacts: "Contact",
  Campaigns: "Campaign",
  DealHistory: "Stage History",
};

export const modulesRoute: CrmRoute = {
  method: "GET",
  path: "/settings/modules",
  scopes: () => ["ZohoCRM.settings.modules.READ"],
  credits: 1,
  handle(request) {
    const status = request.query.get("status");
    const wanted = status === null ? null : status.split(",");
    if (wanted?.some((entry) => !statuses.includes(entry))) {
      throw invalidParam("status", { supported_values: statuses });
    }
    const modules = (Object.keys(singular) as ReadableModule[])
      .map((name, i) => describe(request, name, i))
      .filter((module) => wanted === null || wanted.includes(module.status));
    return listReply("modules", modules);
  },
};

export const moduleRoute: CrmRoute = {
  method: "GET",
  path: "/settings/modules/:name",
  scopes: () => ["ZohoCRM.settings.modules.READ"],
  credits: 1,
  handle(request) {
    const name = request.params.name ?? "";
    if (!isReadableModule(name)) throw invalidModule({ resource_path_index: 2 });
    const fields = describeFields(request, name);
    const display = fields.find((field) => field.data_type === "text") ?? fields[0];
    if (display === undefined) throw new CrmFault(500, "INTERNAL_ERROR", "Internal Server Error");
    return listReply("modules", [
      {
        ...describe(request, name, 0),
        fields,
        layouts: describeLayouts(request, name),
        related_lists: relatedLists(name),
        display_field: { api_name: display.api_name, id: display.id },
        search_layout_fields: [display.api_name],
        custom_view: null,
        properties: ["$record_locking"],
        per_page: 10,
      },
    ]);
  },
};

function describe(request: CrmRequest, name: ReadableModule, position: number) {
  const tracked = name === "DealHistory";
  return {
    id: moduleIds[name],
    api_name: name,
    module_name: name,
    singular_label: singular[name],
    plural_label: tracked ? "Stage History" : name,
    generated_type: tracked ? "field_tracker" : "default",
    status: tracked ? "system_hidden" : "visible",
    visible: !tracked,
    api_supported: true,
    creatable: !tracked,
    editable: !tracked,
    deletable: !tracked,
    viewable: true,
    quick_create: !tracked,
    convertable: false,
    filter_supported: true,
    show_as_tab: !tracked,
    presence_sub_menu: !tracked,
    triggers_supported: !tracked,
    global_search_supported: !tracked,
    isBlueprintSupported: name === "Deals",
    visibility: 1,
    profile_count: request.org.profiles.size,
    profiles: [...request.org.profiles.values()].map((profile) => ({
      name: profile.name,
      id: profile.id,
    })),
    parent_module: tracked ? { api_name: "Deals", id: moduleIds.Deals } : {},
    sequence_number: position + 1,
    business_card_field_limit: 5,
    web_link: null,
    description: null,
    access_type: "org_based",
    modified_time: null,
    modified_by: null,
  };
}

function relatedLists(name: ReadableModule) {
  if (name !== "Deals") return [];
  return [
    {
      id: "5725767000000047105",
      api_name: "Stage_History",
      name: "Stage History",
      display_label: "Stage History",
      module: { api_name: "DealHistory", id: moduleIds.DealHistory },
      href: "Deals/{ENTITYID}/Stage_History",
      type: "default",
      sequence_number: "1",
      action: null,
      connectedmodule: null,
      linkingmodule: null,
    },
  ];
}
