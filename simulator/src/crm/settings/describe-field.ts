import type { Field, PickListValue, User } from "../model.ts";
import type { ReadableModule } from "../module-data.ts";
import type { OrgState } from "../org-state.ts";
import { mayRead } from "../wire-record.ts";
import { fieldBlanks } from "./field-blanks.ts";

const jsonTypes: Record<Field["data_type"], string> = {
  text: "string",
  textarea: "string",
  picklist: "string",
  multiselectpicklist: "jsonarray",
  integer: "integer",
  bigint: "long",
  double: "double",
  currency: "double",
  percent: "double",
  boolean: "boolean",
  date: "string",
  datetime: "string",
  email: "string",
  phone: "string",
  website: "string",
  lookup: "jsonobject",
  ownerlookup: "jsonobject",
  userlookup: "jsonobject",
  multiselectlookup: "jsonarray",
  multiuserlookup: "jsonarray",
  subform: "jsonarray",
  formula: "string",
  autonumber: "string",
};

/** Field metadata as the fields API gives it. */
export function describeField(org: OrgState, user: User, module: ReadableModule, field: Field) {
  const writable = field.api_writable;
  // The page shows the owner as read-only although it can be written.
  const readOnly = !writable || field.data_type === "ownerlookup";
  return {
    ...fieldBlanks,
    id: field.id,
    api_name: field.api_name,
    field_label: field.field_label,
    display_label: field.field_label,
    data_type: field.data_type,
    column_name: field.api_name.replaceAll("_", "").toUpperCase(),
    json_type: field.api_name === "id" ? "string" : jsonTypes[field.data_type],
    length: field.length,
    decimal_place: field.decimal_place,
    custom_field: field.custom_field,
    created_source: field.custom_field ? "user" : "default",
    system_mandatory: field.system_mandatory,
    visible: mayRead(org, user, module, field.api_name),
    read_only: readOnly,
    field_read_only: readOnly,
    virtual_field: false,
    display_field: field.api_name === displayFields[module],
    textarea: field.data_type === "textarea" ? { type: textareaType(field) } : {},
    operation_type: {
      web_create: writable,
      web_update: writable,
      api_create: writable,
      api_update: writable,
    },
    view_type: {
      view: true,
      edit: writable,
      create: writable,
      quick_create: field.system_mandatory,
    },
    profiles: [...org.profiles.values()].map((profile) => ({
      permission_type: writable ? "read_write" : "read_only",
      name: profile.name,
      id: profile.id,
    })),
    unique: field.unique ? { case_sensitive: false } : {},
    lookup: lookupOf(field),
    currency: field.data_type === "currency" ? { rounding_option: "normal", precision: 2 } : {},
    external: null,
    crypt: null,
    range: null,
    private: null,
    searchable: true,
    sortable: field.data_type !== "textarea",
    filterable: field.data_type !== "textarea",
    mass_update: writable && field.data_type !== "textarea",
    blueprint_supported: writable,
    history_tracking: module === "Deals" && field.api_name === "Stage" ? stageTracking() : null,
    pick_list_values_sorted_lexically: false,
    global_picklist: null,
    enable_colour_code: false,
    pick_list_values: field.pick_list_values.map(describeOption),
    layout_associations: associations(org, module, field),
    tooltip: null,
    separator: false,
    type: "used",
    ui_type: uiTypes[field.data_type] ?? 1,
    display_type: -1,
    created_time: null,
    modified_time: null,
  };
}

function textareaType({ rich_text, length }: Field): string {
  if (rich_text) return "rich_text";
  return length > 2_000 ? "large" : "small";
}

/** The field that names a record where others point at it. */
export const displayFields: Record<ReadableModule, string> = {
  Deals: "Deal_Name",
  Accounts: "Account_Name",
  Contacts: "Full_Name",
  Campaigns: "Campaign_Name",
  DealHistory: "Stage",
};

const uiTypes: Partial<Record<Field["data_type"], number>> = {
  picklist: 2,
  lookup: 4,
  ownerlookup: 8,
  date: 24,
  email: 25,
  currency: 36,
  integer: 32,
  boolean: 301,
  datetime: 333,
};

export function describeOption(option: PickListValue) {
  const base = {
    display_value: option.display_value,
    actual_value: option.actual_value,
    reference_value: option.display_value,
    sequence_number: option.sequence_number,
    colour_code: null,
    type: option.type,
    id: option.id,
  };
  if (option.forecast_type === undefined) return base;
  return {
    ...base,
    probability: option.probability ?? null,
    deal_category: option.forecast_type,
    forecast_type: option.forecast_type,
    forecast_category: categoryOf(option),
  };
}

export function categoryOf(option: PickListValue) {
  const name = option.forecast_category;
  return name === undefined ? null : { name, id: categoryIds[name] };
}

const categoryIds = {
  Pipeline: "5725767000000006801",
  "Best Case": "5725767000000006803",
  Committed: "5725767000000006805",
  Closed: "5725767000000006807",
  Omitted: "5725767000000006809",
} as const;

function lookupOf(field: Field) {
  if (field.data_type !== "lookup" || field.lookup_module === undefined) return {};
  const label = field.lookup_module;
  return {
    display_label: label,
    api_name: null,
    module: { api_name: label, id: moduleIds[label] },
    query_details: {},
  };
}

/** Ids of the modules, which belong to no record. */
export const moduleIds = {
  Accounts: "5725767000000002177",
  Contacts: "5725767000000002179",
  Deals: "5725767000000002181",
  Campaigns: "5725767000000002185",
  DealHistory: "5725767000000047003",
} as const;

function stageTracking() {
  return {
    module: { api_name: "DealHistory", id: moduleIds.DealHistory },
    related_list_name: "Stage History",
    duration_configured_field: {
      api_name: "Stage_Duration_Calendar_Days",
      id: "5725767000000047027",
    },
  };
}

function associations(org: OrgState, module: ReadableModule, field: Field) {
  if (module !== "Deals") return [];
  return org.layouts
    .filter((layout) =>
      layout.sections.some((section) =>
        section.fields.some((entry) => entry.api_name === field.api_name),
      ),
    )
    .map(({ api_name, name, id }) => ({ api_name, name, id }));
}
