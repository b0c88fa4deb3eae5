import { invalidModule, invalidParam } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, listReply } from "../crm-request.ts";
import type { Layout } from "../model.ts";
import { isReadableModule, moduleData, type ReadableModule } from "../module-data.ts";
import { displayFields, moduleIds } from "./describe-field.ts";
import { describeFields } from "./fields.ts";
import { describeLayouts } from "./layouts.ts";
import { madeWithOrg } from "./made-with-org.ts";
import { relatedLists } from "./related-lists.ts";

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
    return listReply("modules", [
      {
        ...describe(request, name, 0),
        fields: describeFields(request, name),
        layouts: describeLayouts(request, name),
        related_lists: relatedLists(name),
        properties: ["$record_locking"],
      },
    ]);
  },
};

function describe(request: CrmRequest, name: ReadableModule, position: number) {
  const tracked = name === "DealHistory";
  const { org, user } = request;
  const made = madeWithOrg(org, user);
  const display = moduleData(org, user, name).fields.get(displayFields[name]);
  return {
    ...moduleBlanks,
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
    profile_count: org.profiles.size,
    profiles: [...org.profiles.values()].map((profile) => ({
      name: profile.name,
      id: profile.id,
    })),
    parent_module: tracked ? { api_name: "Deals", id: moduleIds.Deals } : {},
    sequence_number: position + 1,
    business_card_field_limit: 5,
    web_link: null,
    description: null,
    access_type: "org_based",
    layout_associations: name === "Deals" ? org.layouts.map(layoutRef) : [],
    recycle_bin_on_delete: !tracked,
    webform_supported: !tracked,
    kanban_view_supported: !tracked,
    chart_view_supported: !tracked,
    search_layout_fields: display === undefined ? [] : [display.api_name],
    display_field: display === undefined ? null : { api_name: display.api_name, id: display.id },
    modified_time: made.modified_time,
    modified_by: made.modified_by,
  };
}

function layoutRef({ id, name, api_name }: Layout) {
  return { id, name, api_name };
}

/** What a list of modules leaves empty and only a single module fills in, and what nothing fills. */
const moduleBlanks = {
  $field_states: [],
  $on_demand_properties: [],
  $properties: [],
  activity_badge: "Disabled",
  arguments: [],
  business_card_fields: [],
  chart_view: false,
  "common.search_supported": true,
  custom_view: null,
  default_mapping_fields: [],
  emailTemplate_support: true,
  email_parser_supported: false,
  feeds_required: true,
  fields: [],
  filter_status: true,
  inventory_template_supported: false,
  kanban_view: false,
  layouts: [],
  lookup_field_properties: { fields: [] },
  per_page: 10,
  related_list_properties: {
    fields: [],
    sort_by: { api_name: null, id: null },
    sort_order: null,
  },
  related_lists: [],
  scoring_supported: false,
  track_current_data: false,
  zia_view: false,
};
