import type { Field } from "./model.ts";
import type { OrgState } from "./org-state.ts";

type Column = Pick<Field, "api_name" | "field_label" | "data_type"> & { like?: string };

const columns: Column[] = [
  { api_name: "Potential_Name", field_label: "Deal Name", data_type: "lookup" },
  { api_name: "Stage", field_label: "Stage", data_type: "picklist", like: "Stage" },
  { api_name: "Amount", field_label: "Amount", data_type: "currency" },
  { api_name: "Probability", field_label: "Probability", data_type: "integer" },
  { api_name: "Expected_Revenue", field_label: "Expected Revenue", data_type: "currency" },
  { api_name: "Closing_Date", field_label: "Closing Date", data_type: "date" },
  { api_name: "Modified_Time", field_label: "Modified Time", data_type: "datetime" },
  { api_name: "Modified_By", field_label: "Modified By", data_type: "ownerlookup" },
  { api_name: "Moved_To__s", field_label: "Moved To", data_type: "picklist", like: "Stage" },
  {
    api_name: "Stage_Duration_Calendar_Days",
    field_label: "Stage Duration (Calendar Days)",
    data_type: "integer",
  },
];

const known = new WeakMap<OrgState, Map<string, Field>>();

/** The fields of the stage tracker's module. None can be written. */
export function dealHistoryFields(org: OrgState): Map<string, Field> {
  let fields = known.get(org);
  if (fields === undefined) {
    fields = new Map(columns.map((column) => [column.api_name, fieldOf(org, column)]));
    known.set(org, fields);
  }
  return fields;
}

function fieldOf(org: OrgState, { like, ...column }: Column): Field {
  return {
    ...column,
    id: org.ids.next(),
    length: 120,
    decimal_place: null,
    custom_field: false,
    system_mandatory: false,
    api_writable: false,
    unique: false,
    ...(column.data_type === "lookup" ? { lookup_module: "Deals" as const } : {}),
    pick_list_values:
      like === undefined ? [] : (org.fields.Deals.get(like)?.pick_list_values ?? []),
  };
}
