import { invalidId } from "../crm-fault.ts";
import { isCrmId } from "../crm-id.ts";
import { type CrmRequest, type CrmRoute, listReply } from "../crm-request.ts";
import type { Layout } from "../model.ts";
import { moduleData, type ReadableModule } from "../module-data.ts";
import { isAdministrator } from "../visibility.ts";
import { describeField } from "./describe-field.ts";
import { layoutFieldBlanks } from "./field-blanks.ts";
import { moduleInQuery } from "./fields.ts";
import { madeWithOrg } from "./made-with-org.ts";

export const layoutsRoute: CrmRoute = {
  method: "GET",
  path: "/settings/layouts",
  scopes: () => ["ZohoCRM.settings.layouts.READ"],
  credits: 1,
  handle(request) {
    const module = moduleInQuery(request);
    return listReply("layouts", describeLayouts(request, module));
  },
};

export const layoutRoute: CrmRoute = {
  method: "GET",
  path: "/settings/layouts/:id",
  scopes: () => ["ZohoCRM.settings.layouts.READ"],
  credits: 1,
  handle(request) {
    const id = request.params.id ?? "";
    if (!isCrmId(id)) throw invalidId({ resource_path_index: 2 });
    const found = describeLayouts(request, moduleInQuery(request)).filter(
      (layout) => layout.id === id,
    );
    return listReply("layouts", found);
  },
};

export function describeLayouts(request: CrmRequest, module: ReadableModule) {
  return layoutsOf(request, module).map((layout) => describeLayout(request, module, layout));
}

const standardLayoutIds = {
  Accounts: "5725767000000000167",
  Contacts: "5725767000000000169",
  Campaigns: "5725767000000000171",
} as const;

/** The model draws layouts for deals only; other modules have one with all of their fields. */
function layoutsOf(request: CrmRequest, module: ReadableModule): Layout[] {
  const { org, user } = request;
  if (module === "Deals") return org.layouts;
  if (module === "DealHistory") return [];
  const data = moduleData(org, user, module);
  const fields = [...data.fields.values()].map((field) => ({
    api_name: field.api_name,
    required: field.system_mandatory,
  }));
  const id = standardLayoutIds[module];
  return [
    { id, name: "Standard", api_name: "Standard", sections: [{ name: "Information", fields }] },
  ];
}

const nothing = { id: null, name: null };

/** Only leads are converted into other records. */
const unmapped = {
  Accounts: nothing,
  Contacts: nothing,
  Deals: { ...nothing, fields: [] },
  Invoices: nothing,
  SalesOrders: nothing,
};

function describeLayout(request: CrmRequest, module: ReadableModule, layout: Layout) {
  const { org, user } = request;
  const data = moduleData(org, user, module);
  return {
    id: layout.id,
    name: layout.name,
    api_name: layout.api_name,
    display_label: layout.name,
    status: "active",
    visible: true,
    generated_type: layout.api_name === "Standard" ? "system" : "custom",
    source: "crm",
    mode: "create",
    created_for: null,
    ...madeWithOrg(org, user),
    has_more_profiles: false,
    profiles: isAdministrator(org, user)
      ? [...org.profiles.values()].map(({ id, name }) => ({
          name,
          id,
          default: false,
          _default_view: { name: null, id: null, type: null },
        }))
      : null,
    show_business_card: true,
    subform_properties: { pinned_column: false },
    sections: layout.sections.map((section, i) => ({
      id: `${layout.id.slice(0, -2)}${10 + i}`,
      name: section.name,
      api_name: section.name.replaceAll(/\W+/g, "_"),
      display_label: section.name,
      sequence_number: i + 1,
      column_count: 2,
      tab_traversal: "2",
      isSubformSection: false,
      generated_type: "system",
      type: "used",
      properties: { maximum_rows: null, reorder_rows: null, tooltip: {} },
      _delete: { permanent: null },
      fields: section.fields.flatMap(({ api_name, required }, position) => {
        const field = data.fields.get(api_name);
        if (field === undefined) return [];
        const described = describeField(org, user, module, field);
        return [
          {
            ...layoutFieldBlanks,
            ...described,
            required: required || field.system_mandatory,
            sequence_number: position + 1,
            section_id: i + 1,
            pick_list_values: described.pick_list_values.map((option) => ({ ...option, maps: [] })),
          },
        ];
      }),
    })),
    convert_mapping: unmapped,
    actions_allowed: {
      edit: true,
      rename: true,
      clone: true,
      downgrade: false,
      delete: false,
      deactivate: false,
      set_layout_permissions: true,
    },
  };
}
