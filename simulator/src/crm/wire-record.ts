import { formatInstant } from "./crm-time.ts";
import { cutForList, hasMore, isLeftOutOfLists } from "./list-cuts.ts";
import type { CrmId, Field, ModuleName, StoredRecord, StoredValue, User } from "./model.ts";
import { isModuleName, type ModuleData, type ReadableModule } from "./module-data.ts";
import type { OrgState } from "./org-state.ts";
import { rowMaker } from "./row-template.ts";
import { readSubform } from "./subform-rows.ts";
import { editableBy } from "./visibility.ts";

export type WireRecord = Record<string, unknown>;

/** A user as lookups of a record give it. */
export function userRef(org: OrgState, id: StoredValue | undefined, withEmail = true) {
  const user = typeof id === "string" ? org.users.get(id) : undefined;
  if (user === undefined) return null;
  const ref = { name: fullName(user), id: user.id };
  return withEmail ? { ...ref, email: user.email } : ref;
}

export function fullName(user: User): string {
  return `${user.first_name} ${user.last_name}`.trim();
}

/** What a record is called where others point at it. */
export function recordName(module: ModuleName, record: StoredRecord): string {
  if (module === "Deals") return textOf(record.Deal_Name);
  if (module === "Accounts") return textOf(record.Account_Name);
  const parts = [textOf(record.First_Name), textOf(record.Last_Name)].filter(Boolean);
  return textOf(record.Full_Name) || parts.join(" ");
}

export function lookupRef(org: OrgState, field: Field, id: StoredValue) {
  const module = field.lookup_module;
  if (typeof id !== "string" || module === undefined || module === "Campaigns") return null;
  const record = org.records[module].get(id);
  return record === null ? null : { name: recordName(module, record), id };
}

/** One value as the records API gives it to a user. */
export function wireValue(org: OrgState, user: User, field: Field, value: StoredValue): unknown {
  if (value === null) return null;
  switch (field.data_type) {
    case "datetime":
      return typeof value === "number" ? formatInstant(value, user.time_zone) : null;
    case "ownerlookup":
    case "userlookup":
      return userRef(org, value);
    case "lookup":
      return lookupRef(org, field, value);
    case "multiselectlookup":
      return Array.isArray(value) ? value.map((id) => lookupRef(org, field, id)) : null;
    case "multiuserlookup":
      return Array.isArray(value) ? value.map((id) => userRef(org, id)) : null;
    case "subform":
      return readSubform(value);
    case "picklist":
      if (org.behaviour.picklistReads === "actual_value") return value;
      return (
        field.pick_list_values.find((option) => option.actual_value === value)?.display_value ??
        value
      );
    default:
      return value;
  }
}

export function mayRead(
  org: OrgState,
  user: User,
  module: ReadableModule,
  apiName: string,
): boolean {
  return org.hiddenFields.get(user.profile)?.has(`${module}.${apiName}`) !== true;
}

/**
 * Rows of a list: the fields asked for and the id. Names nobody knows are left out.
 * @param isWhole for a record read by its id, which carries what lists leave out
 */
export function listWriter(
  org: OrgState,
  user: User,
  data: ModuleData,
  apiNames: string[],
  isWhole = false,
): (record: StoredRecord) => WireRecord {
  const columns = apiNames
    .filter((name) => mayRead(org, user, data.name, name))
    .map((name) => ({ name, field: data.fields.get(name) }))
    .filter(({ name, field }) =>
      field === undefined ? isSystemField(name) : isWhole || !isLeftOutOfLists(field),
    );
  const newRow = rowMaker([...columns.map(({ name }) => name), "id"]);
  return (record) => {
    const row = newRow();
    for (const { name, field } of columns) {
      if (field === undefined) {
        row[name] =
          name === "$has_more"
            ? hasMore(data, record, isWhole)
            : systemField(org, user, data.name, record, name);
        continue;
      }
      const value = wireValue(org, user, field, record[name] ?? null);
      row[name] = isWhole ? value : cutForList(field, value);
    }
    row.id = record.id;
    return row;
  };
}

const fullSystemFields = [
  "Layout",
  "Tag",
  "$currency_symbol",
  "$field_states",
  "$sharing_permission",
  "$approval",
  "$approval_state",
  "$review_process",
  "$review",
  "$editable",
  "$in_merge",
  "$locked_for_me",
  "$process_flow",
  "$orchestration",
  "$pathfinder",
  "$wizard_connection_path",
  "$state",
  "$layout_id",
  "$has_more",
  "$stop_processing",
  "$zia_owner_assignment",
  "$zia_visions",
];

function isSystemField(name: string): boolean {
  return fullSystemFields.includes(name);
}

/** A record read by its id: every field the user may see, and the system fields. */
export function fullWriter(
  org: OrgState,
  user: User,
  data: ModuleData,
  isWhole = true,
): (record: StoredRecord) => WireRecord {
  const system = isModuleName(data.name) ? fullSystemFields : [];
  return listWriter(org, user, data, [...data.fields.keys(), ...system], isWhole);
}

function systemField(
  org: OrgState,
  user: User,
  module: ReadableModule,
  record: StoredRecord,
  name: string,
): unknown {
  const editable = isModuleName(module) && editableBy(org, user, module)(record);
  switch (name) {
    case "Layout":
    case "$layout_id":
      return layoutRef(org, module, record, name === "$layout_id");
    case "Tag":
    case "$zia_visions":
      return name === "Tag" ? [] : null;
    case "$currency_symbol":
      return currencySymbol(org, record);
    case "$sharing_permission":
      return editable ? "full_access" : "read_only";
    case "$approval":
      return { delegate: false, approve: false, reject: false, resubmit: false };
    case "$approval_state":
      return "approved";
    case "$review_process":
      return { approve: false, reject: false, resubmit: false };
    case "$editable":
      return editable;
    case "$locked_for_me":
      return record.Locked__s === true;
    case "$process_flow":
      return false;
    case "$in_merge":
    case "$orchestration":
    case "$stop_processing":
      return false;
    case "$state":
      return "save";
    case "$zia_owner_assignment":
      return "owner_recommendation_unavailable";
    default:
      return null;
  }
}

function layoutRef(org: OrgState, module: ReadableModule, record: StoredRecord, labelled: boolean) {
  const layout = module === "Deals" ? layoutOf(org, record) : undefined;
  if (layout === undefined) return null;
  return labelled
    ? { display_label: layout.name, name: layout.name, id: layout.id }
    : { name: layout.name, id: layout.id };
}

function layoutOf(org: OrgState, deal: StoredRecord) {
  const id: CrmId | undefined =
    typeof deal.Layout === "string"
      ? deal.Layout
      : org.pipelines.find((pipeline) => pipeline.actual_value === deal.Pipeline)?.layout_id;
  return org.layouts.find((layout) => layout.id === id) ?? org.layouts[0];
}

function currencySymbol(org: OrgState, record: StoredRecord): string {
  const currency = org.currencies.find((candidate) => candidate.iso_code === record.Currency);
  return currency?.symbol ?? org.info.currency_symbol;
}

function textOf(value: StoredValue | undefined): string {
  return typeof value === "string" ? value : "";
}
