import type { Field } from "./model.ts";
import type { OrgState } from "./org-state.ts";

const columns = [
  { api_name: "id", field_label: "Campaign Id", data_type: "bigint" },
  { api_name: "Campaign_Name", field_label: "Campaign Name", data_type: "text" },
  { api_name: "Owner", field_label: "Campaign Owner", data_type: "ownerlookup" },
  { api_name: "Status", field_label: "Status", data_type: "picklist" },
  { api_name: "Created_Time", field_label: "Created Time", data_type: "datetime" },
  { api_name: "Modified_Time", field_label: "Modified Time", data_type: "datetime" },
] as const;

const known = new WeakMap<OrgState, Map<string, Field>>();

/** Fields of a module that deals point to and that clients therefore ask about. */
export function campaignFields(org: OrgState): Map<string, Field> {
  let fields = known.get(org);
  if (fields === undefined) {
    const made = columns.map(
      (column): Field => ({
        ...column,
        id: org.ids.next(),
        length: 120,
        decimal_place: null,
        custom_field: false,
        system_mandatory: column.api_name === "Campaign_Name",
        api_writable: false,
        unique: false,
        pick_list_values: [],
      }),
    );
    fields = new Map(made.map((field) => [field.api_name, field]));
    known.set(org, fields);
  }
  return fields;
}
