import { isCrmId } from "./crm-id.ts";
import { isDay, parseInstant } from "./crm-time.ts";
import type { Field, ModuleName, StoredRecord, StoredValue } from "./model.ts";
import type { OrgState } from "./org-state.ts";
import type { FieldValues } from "./record-operations.ts";
import type { RowRefusal } from "./record-rules.ts";
import { writeSubform } from "./subform-rows.ts";

type Parsed =
  | { kind: "ok"; value: StoredValue }
  | { kind: "bad"; details: Record<string, unknown> };

/**
 * Turns one row of a write request into stored values: form, type and length of each field.
 * Keys that start with `$`, the id, and fields only the server writes are passed over.
 * @param before the record an update changes, for `$append_values`
 */
export function parseRow(
  org: OrgState,
  module: ModuleName,
  row: Record<string, unknown>,
  before: StoredRecord | null,
): { values: FieldValues; refusals: RowRefusal[] } {
  const values: FieldValues = {};
  const refusals: RowRefusal[] = [];
  for (const [name, raw] of Object.entries(row)) {
    if (name === "id" || name === "Tag" || name.startsWith("$")) continue;
    if (name === "Layout" && module === "Deals") {
      take(name, parseId(raw));
      continue;
    }
    const field = org.fields[module].get(name);
    if (field === undefined) {
      if (org.behaviour.strictUnknownFieldsInWrite) refuse(name, {});
      continue;
    }
    if (field.api_writable) take(name, parseValue(org, field, raw, before));
  }
  appendValues(row, values, before);
  return { values, refusals };

  function take(name: string, parsed: Parsed): void {
    if (parsed.kind === "ok") values[name] = parsed.value;
    else refuse(name, parsed.details);
  }

  function refuse(name: string, details: Record<string, unknown>): void {
    refusals.push({
      code: "INVALID_DATA",
      message: "invalid data",
      details: { ...details, api_name: name },
    });
  }
}

function parseValue(
  org: OrgState,
  field: Field,
  raw: unknown,
  before: StoredRecord | null,
): Parsed {
  if (raw === null) {
    return field.data_type === "ownerlookup" ? expected("jsonobject") : ok(null);
  }
  switch (field.data_type) {
    case "integer":
    case "bigint":
      return parseInteger(field, raw);
    case "double":
    case "currency":
    case "percent":
      return parseNumber(field, raw);
    case "boolean":
      return typeof raw === "boolean" ? ok(raw) : expected("boolean");
    case "date":
      return typeof raw === "string" && isDay(raw) ? ok(raw) : expected("date");
    case "datetime": {
      const seconds = typeof raw === "string" ? parseInstant(raw) : null;
      return seconds === null ? expected("datetime") : ok(seconds);
    }
    case "lookup":
    case "ownerlookup":
    case "userlookup":
      return parseId(raw);
    case "multiselectlookup":
    case "multiuserlookup":
      return parseIds(raw);
    case "subform": {
      const rows = writeSubform(raw, before?.[field.api_name], org.ids.next);
      return rows === null ? expected("jsonarray") : ok(rows);
    }
    case "multiselectpicklist":
      return Array.isArray(raw) && raw.every((entry) => typeof entry === "string")
        ? ok([...raw])
        : expected("jsonarray");
    case "picklist":
      return parseOption(org, field, raw);
    case "email":
      return parseText(field, raw, /^[^\s@]+@[^\s@]+\.[^\s@]+$/, "email");
    default:
      return parseText(field, raw, /^/, "string");
  }
}

function parseOption(org: OrgState, field: Field, raw: unknown): Parsed {
  const text = parseText(field, raw, /^/, "string");
  if (text.kind === "bad") return text;
  if (text.value === "") return ok(null);
  const options = field.pick_list_values;
  if (options.some((option) => option.actual_value === raw)) return text;
  if (org.behaviour.acceptDisplayValues) {
    const option = options.find((candidate) => candidate.display_value === raw);
    if (option !== undefined) return ok(option.actual_value);
  }
  const isFree = !org.behaviour.strictPicklists || options.length === 0;
  if (isFree) return text;
  return bad({ supported_values: options.map((option) => option.actual_value) });
}

function parseText(field: Field, raw: unknown, pattern: RegExp, type: string): Parsed {
  if (typeof raw !== "string") return expected(type);
  if (raw === "") return ok(null);
  if (!pattern.test(raw)) return expected(type);
  if (field.length > 0 && [...raw].length > field.length) {
    return bad({ maximum_length: field.length });
  }
  return ok(raw);
}

function parseInteger(field: Field, raw: unknown): Parsed {
  if (typeof raw !== "number" || !Number.isInteger(raw)) return expected("integer");
  if (field.api_name === "Probability" && (raw < 0 || raw > 100)) {
    return bad({ range: { from: 0, to: 100 } });
  }
  return String(Math.abs(raw)).length > field.length && field.length > 0
    ? bad({ maximum_length: field.length })
    : ok(raw);
}

function parseNumber(field: Field, sent: unknown): Parsed {
  // A whole number too large for a JS number has come through as its text, see `parseJsonBody`.
  const raw = typeof sent === "string" && /^-?\d{16,}$/.test(sent) ? Number(sent) : sent;
  if (typeof raw !== "number" || !Number.isFinite(raw)) return expected("double");
  const wholeDigits = Math.trunc(Math.abs(raw)).toString();
  return field.length > 0 && (wholeDigits.includes("e") || wholeDigits.length > field.length)
    ? bad({ maximum_length: field.length })
    : ok(raw);
}

/** `{"id": "…"}` or the bare id. */
function parseId(raw: unknown): Parsed {
  const id = typeof raw === "object" && raw !== null && "id" in raw ? raw.id : raw;
  return typeof id === "string" && isCrmId(id) ? ok(id) : expected("jsonobject");
}

function parseIds(raw: unknown): Parsed {
  const parsed = Array.isArray(raw) ? raw.map(parseId) : null;
  const ids = parsed?.flatMap((id) => (id.kind === "ok" ? [String(id.value)] : []));
  return ids === undefined || ids.length !== parsed?.length ? expected("jsonarray") : ok(ids);
}

function appendValues(
  row: Record<string, unknown>,
  values: FieldValues,
  before: StoredRecord | null,
): void {
  const append = row.$append_values;
  if (typeof append !== "object" || append === null || before === null) return;
  for (const [name, on] of Object.entries(append)) {
    const added = values[name];
    const held = before[name];
    if (on === true && Array.isArray(added) && Array.isArray(held)) {
      values[name] = [...new Set([...held, ...added])];
    }
  }
}

function ok(value: StoredValue): Parsed {
  return { kind: "ok", value };
}

function bad(details: Record<string, unknown>): Parsed {
  return { kind: "bad", details };
}

function expected(type: string): Parsed {
  return bad({ expected_data_type: type });
}
