import type { Field } from "../crm/model.ts";
import { settingId } from "./crm-ids.ts";

export type FieldSpec = Pick<Field, "api_name" | "field_label" | "data_type"> &
  Partial<Omit<Field, "id">>;

const LENGTHS: Partial<Record<Field["data_type"], number>> = {
  text: 255,
  textarea: 32_000,
  picklist: 120,
  integer: 9,
  bigint: 18,
  double: 16,
  currency: 16,
  boolean: 5,
  date: 20,
  datetime: 120,
  email: 100,
  phone: 30,
  website: 450,
  lookup: 120,
  ownerlookup: 120,
};

/** Field settings with the usual length of their type and the usual answer to everything unsaid. */
export function buildFields(group: number, specs: readonly FieldSpec[]): Field[] {
  return specs.map((spec, position) => ({
    id: settingId(group, position),
    length: LENGTHS[spec.data_type] ?? 120,
    decimal_place: spec.data_type === "currency" ? 2 : null,
    custom_field: false,
    system_mandatory: false,
    api_writable: true,
    unique: false,
    pick_list_values: [],
    ...spec,
  }));
}

const serverOnly = { api_writable: false } as const;

/** What every module's record carries. */
export const ID_FIELD: FieldSpec = {
  api_name: "id",
  field_label: "Record Id",
  data_type: "bigint",
  ...serverOnly,
};

export const AUDIT_FIELDS: readonly FieldSpec[] = [
  { api_name: "Created_By", field_label: "Created By", data_type: "ownerlookup", ...serverOnly },
  { api_name: "Modified_By", field_label: "Modified By", data_type: "ownerlookup", ...serverOnly },
  { api_name: "Created_Time", field_label: "Created Time", data_type: "datetime", ...serverOnly },
  { api_name: "Modified_Time", field_label: "Modified Time", data_type: "datetime", ...serverOnly },
  {
    api_name: "Last_Activity_Time",
    field_label: "Last Activity Time",
    data_type: "datetime",
    ...serverOnly,
  },
  { api_name: "Locked__s", field_label: "Locked", data_type: "boolean", ...serverOnly },
];
