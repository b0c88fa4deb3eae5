import { checkStageMapping } from "./deal-stage.ts";
import type { CrmId, Field, ModuleName, StoredRecord, StoredValue } from "./model.ts";
import type { OrgState } from "./org-state.ts";
import type { FieldValues, WriteOptions } from "./record-operations.ts";

/** Why a row cannot be stored, as the API tells it. */
export type RowRefusal = { code: string; message: string; details: Record<string, unknown> };

/**
 * Everything a record must satisfy beyond the form of its values.
 * @param before null for a new record
 * @param record as it would be stored
 * @param given what the caller sent
 * @returns one refusal; several faults become MULTIPLE_OR_MULTI_ERRORS
 */
export function checkRules(
  org: OrgState,
  module: ModuleName,
  before: StoredRecord | null,
  record: StoredRecord,
  given: FieldValues,
  options: WriteOptions,
): RowRefusal | null {
  const held = heldBack(org, module, before, record, options);
  if (held !== null) return held;
  const refusals = [
    ...missingMandatory(org, module, before, record, given, options),
    ...unknownReferences(org, module, before, given),
    ...stageFaults(org, module, before, record, given),
    ...unknownCurrency(org, given),
    ...duplicates(org, module, record, given),
  ];
  return oneRefusal(refusals);
}

export function oneRefusal(refusals: RowRefusal[]): RowRefusal | null {
  const [first] = refusals;
  if (first === undefined) return null;
  if (refusals.length === 1) return first;
  return {
    code: "MULTIPLE_OR_MULTI_ERRORS",
    message: "multiple errors occurred",
    details: { errors: refusals },
  };
}

/** A lock or a blueprint stands before everything else. */
function heldBack(
  org: OrgState,
  module: ModuleName,
  before: StoredRecord | null,
  record: StoredRecord,
  options: WriteOptions,
): RowRefusal | null {
  if (before?.Locked__s === true && !options.byLock) {
    return {
      code: "RECORD_LOCKED",
      message: "record is locked",
      details: { id: before.id, action: "record_locking" },
    };
  }
  const isGuarded = module === "Deals" && org.blueprintStages.has(String(before?.Stage));
  if (isGuarded && record.Stage !== before?.Stage && !options.byTransition) {
    return {
      code: "RECORD_IN_BLUEPRINT",
      message: "The record is in blue print",
      details: { api_name: "Stage" },
    };
  }
  return null;
}

function missingMandatory(
  org: OrgState,
  module: ModuleName,
  before: StoredRecord | null,
  record: StoredRecord,
  given: FieldValues,
  options: WriteOptions,
): RowRefusal[] {
  const required = new Set<string>();
  for (const field of org.fields[module].values()) {
    if (field.system_mandatory && field.api_writable) required.add(field.api_name);
  }
  if (options.layoutRules || org.behaviour.alwaysEnforceLayoutRequired) {
    const layout = org.layouts.find((candidate) => candidate.id === record.Layout);
    for (const field of layout?.sections.flatMap((section) => section.fields) ?? []) {
      if (field.required) required.add(field.api_name);
    }
  }
  return [...required]
    .filter((name) => isEmpty(record[name]) && (before === null || name in given))
    .map((name) => ({
      code: "MANDATORY_NOT_FOUND",
      message: "required field not found",
      details: { api_name: name },
    }));
}

function unknownReferences(
  org: OrgState,
  module: ModuleName,
  before: StoredRecord | null,
  given: FieldValues,
): RowRefusal[] {
  const refusals: RowRefusal[] = [];
  for (const [name, value] of Object.entries(given)) {
    const field = org.fields[module].get(name);
    // A reference that has gone stale, such as an owner who left, may stay.
    if (before !== null && before[name] === value) continue;
    if (name === "Layout") {
      if (!org.layouts.some((layout) => layout.id === value)) refusals.push(invalid(name));
    } else if (field !== undefined && !refersToSomething(org, field, value)) {
      refusals.push(invalid(name));
    }
  }
  return refusals;
}

function refersToSomething(org: OrgState, field: Field, value: StoredValue): boolean {
  switch (field.data_type) {
    case "ownerlookup":
      return typeof value === "string" && org.users.get(value)?.status === "active";
    case "userlookup":
      return value === null || (typeof value === "string" && org.users.has(value));
    case "lookup": {
      if (value === null) return true;
      const module = field.lookup_module;
      if (module === undefined || module === "Campaigns") return false;
      return typeof value === "string" && org.records[module].get(value) !== null;
    }
    default:
      return true;
  }
}

function stageFaults(
  org: OrgState,
  module: ModuleName,
  before: StoredRecord | null,
  record: StoredRecord,
  given: FieldValues,
): RowRefusal[] {
  const touched = before === null || ["Stage", "Pipeline", "Layout"].some((name) => name in given);
  if (module !== "Deals" || !touched || isEmpty(record.Stage)) return [];
  const refusal = checkStageMapping(org, record);
  if (refusal === null) return [];
  return [{ code: refusal.code, message: refusal.message, details: { api_name: refusal.field } }];
}

function unknownCurrency(org: OrgState, given: FieldValues): RowRefusal[] {
  if (!("Currency" in given) || !org.info.mc_status) return [];
  const known = org.currencies.some(
    (currency) => currency.is_active && currency.iso_code === given.Currency,
  );
  return known ? [] : [invalid("Currency")];
}

function duplicates(
  org: OrgState,
  module: ModuleName,
  record: StoredRecord,
  given: FieldValues,
): RowRefusal[] {
  const refusals: RowRefusal[] = [];
  for (const field of org.fields[module].values()) {
    const value = given[field.api_name];
    if (!field.unique || value === undefined || isEmpty(value)) continue;
    const [other] = org.records[module]
      .idsWithText(field.api_name, String(value))
      .filter((id) => id !== record.id);
    if (other !== undefined) refusals.push(duplicate(org, module, field.api_name, other));
  }
  return refusals;
}

function duplicate(org: OrgState, module: ModuleName, apiName: string, id: CrmId): RowRefusal {
  const owner = org.users.get(String(org.records[module].get(id)?.Owner));
  return {
    code: "DUPLICATE_DATA",
    message: "duplicate data",
    details: {
      api_name: apiName,
      id,
      more_records: false,
      duplicate_record: {
        id,
        Owner: owner && { name: `${owner.first_name} ${owner.last_name}`.trim(), id: owner.id },
        module: { api_name: module },
      },
    },
  };
}

function invalid(apiName: string): RowRefusal {
  return { code: "INVALID_DATA", message: "invalid data", details: { api_name: apiName } };
}

function isEmpty(value: StoredValue | undefined): boolean {
  return value === null || value === undefined || value === "";
}
