import type { Field, ModuleName, PickListValue } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { isObject } from "../request-body.ts";

export type FieldRefusal = { code: string; details: Record<string, unknown>; message: string };

const MAX_LABEL = 50;
const MAX_CUSTOM_FIELDS = 300;

/** Types that can be made, with the length they get when none is asked for and the most they take. */
const creatable = {
  text: { usual: 255, most: 255 },
  textarea: { usual: 2_000, most: 32_000 },
  picklist: { usual: 120, most: 120 },
  multiselectpicklist: { usual: 2_000, most: 2_000 },
  integer: { usual: 9, most: 9 },
  bigint: { usual: 18, most: 18 },
  double: { usual: 16, most: 16 },
  currency: { usual: 16, most: 16 },
  percent: { usual: 5, most: 5 },
  boolean: { usual: 5, most: 5 },
  date: { usual: 20, most: 20 },
  datetime: { usual: 120, most: 120 },
  email: { usual: 100, most: 100 },
  phone: { usual: 30, most: 30 },
  website: { usual: 450, most: 450 },
  lookup: { usual: 120, most: 120 },
  multiselectlookup: { usual: 120, most: 120 },
  multiuserlookup: { usual: 120, most: 120 },
  subform: { usual: 200, most: 200 },
} as const satisfies Partial<Record<Field["data_type"], { usual: number; most: number }>>;

type CreatableType = keyof typeof creatable;

const lookupModules = ["Accounts", "Contacts", "Deals"] as const;

/**
 * Makes a custom field as an administrator would. Its api name comes from the label.
 * @param path of the element in the body
 */
export function createField(
  org: OrgState,
  module: ModuleName,
  raw: unknown,
  path: string,
): Field | FieldRefusal {
  if (!isObject(raw)) return refuse("INVALID_DATA", path, { expected_data_type: "jsonobject" });
  const label = raw.field_label;
  if (label === undefined || label === "")
    return refuse("MANDATORY_NOT_FOUND", path, { api_name: "field_label" });
  if (typeof label !== "string") return invalid("field_label", { expected_data_type: "string" });
  if (label.length > MAX_LABEL) return invalid("field_label", { maximum_length: MAX_LABEL });
  if (/[<>"\\]/.test(label)) return refuse("NOT_ALLOWED", path, { api_name: "field_label" });
  if (reservedLabels.has(label.toLowerCase())) {
    return refuse("RESERVED_KEYWORD_NOT_ALLOWED", path, { api_name: "field_label" });
  }
  const type = raw.data_type;
  if (type === undefined) return refuse("MANDATORY_NOT_FOUND", path, { api_name: "data_type" });
  if (!isCreatable(type)) return invalid("data_type", { supported_values: Object.keys(creatable) });
  const fields = org.fields[module];
  const existing = [...fields.values()];
  if (existing.some((field) => field.field_label.toLowerCase() === label.toLowerCase())) {
    return refuse("DUPLICATE_DATA", path, { api_name: "field_label" });
  }
  if (existing.filter((field) => field.custom_field).length >= MAX_CUSTOM_FIELDS) {
    return refuse("LIMIT_EXCEEDED", path, { limit: MAX_CUSTOM_FIELDS, limit_due_to: [] });
  }
  const length = raw.length ?? creatable[type].usual;
  if (typeof length !== "number" || !Number.isInteger(length) || length < 1) {
    return invalid("length", { expected_data_type: "integer" });
  }
  if (length > creatable[type].most)
    return invalid("length", { maximum_length: creatable[type].most });
  const options = readOptions(org, type, raw.pick_list_values);
  if (options === null)
    return refuse("EXPECTED_FIELD_MISSING", path, { api_name: "pick_list_values" });
  const partner = type === "multiselectlookup" ? "multiselectlookup" : "lookup";
  const lookupModule = lookupModuleIn(raw[partner]);
  if ((type === "lookup" || type === partner) && lookupModule === undefined) {
    return refuse("DEPENDENT_FIELD_MISSING", path, { api_name: partner });
  }
  return {
    id: org.ids.next(),
    api_name: freeApiName(fields, label),
    field_label: label,
    data_type: type,
    length,
    decimal_place: typeof raw.decimal_place === "number" ? raw.decimal_place : null,
    custom_field: true,
    system_mandatory: false,
    api_writable: true,
    unique: isObject(raw.unique) && "case_sensitive" in raw.unique,
    ...(lookupModule === undefined ? {} : { lookup_module: lookupModule }),
    ...(isObject(raw.textarea) && raw.textarea.type === "rich_text" ? { rich_text: true } : {}),
    pick_list_values: options,
  };

  function invalid(apiName: string, details: Record<string, unknown>): FieldRefusal {
    return refuse("INVALID_DATA", path, { ...details, api_name: apiName });
  }
}

/** Of a lookup or a lookup of many, which names its module as `module` or as `connected_module`. */
function lookupModuleIn(raw: unknown) {
  const module = isObject(raw) ? (raw.module ?? raw.connected_module) : undefined;
  const wanted = isObject(module) ? module.api_name : undefined;
  return lookupModules.find((name) => name === wanted);
}

export function isRefusal(outcome: Field | FieldRefusal): outcome is FieldRefusal {
  return "code" in outcome;
}

/** @returns null when a pick list comes without options */
export function readOptions(
  org: OrgState,
  type: string,
  raw: unknown,
  held: PickListValue[] = [],
): PickListValue[] | null {
  if (type !== "picklist" && type !== "multiselectpicklist") return [];
  if (!Array.isArray(raw) || raw.length === 0) return null;
  const options: PickListValue[] = [];
  for (const entry of raw) {
    if (!isObject(entry) || typeof entry.display_value !== "string") return null;
    const known = held.find((option) => option.id === entry.id);
    options.push({
      ...known,
      id: known?.id ?? org.ids.next(),
      display_value: entry.display_value,
      actual_value:
        typeof entry.actual_value === "string"
          ? entry.actual_value
          : (known?.actual_value ?? entry.display_value),
      sequence_number: options.length + 1,
      type: entry.type === "unused" ? "unused" : "used",
    });
  }
  return options;
}

export function refuse(code: string, path: string, details: Record<string, unknown>): FieldRefusal {
  const { api_name: apiName } = details;
  const located =
    typeof apiName === "string" ? { ...details, json_path: `${path}.${apiName}` } : details;
  return { code, details: located, message: messages[code] ?? "invalid data" };
}

const messages: Record<string, string> = {
  MANDATORY_NOT_FOUND: "required field not found",
  DUPLICATE_DATA: "duplicate data",
  RESERVED_KEYWORD_NOT_ALLOWED: "reserved keyword is not allowed",
  NOT_ALLOWED: "not allowed",
  LIMIT_EXCEEDED: "limit exceeded",
};

const reservedLabels = new Set(["id", "tag", "layout", "owner"]);

function isCreatable(type: unknown): type is CreatableType {
  return typeof type === "string" && Object.hasOwn(creatable, type);
}

/** Letters, digits and underscores of the label; a clash gets a number. */
function freeApiName(fields: Map<string, Field>, label: string): string {
  const base =
    label
      .trim()
      .replaceAll(/[^A-Za-z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, "") || "Field";
  const name = /^\d/.test(base) ? `F_${base}` : base;
  if (!fields.has(name)) return name;
  let number = 1;
  while (fields.has(`${name}${number}`)) number++;
  return `${name}${number}`;
}
