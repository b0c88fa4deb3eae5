import type { CrmRequest } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { Field, StoredRecord, StoredValue } from "../model.ts";
import { type ModuleData, moduleData, type ReadableModule } from "../module-data.ts";
import { fullName, mayRead, wireValue } from "../wire-record.ts";
import { invalidColumn, limitExceeded } from "./coql-faults.ts";
import type { ColumnName } from "./query.ts";

/** A column whose name was found: where its value is and of what kind. */
export type Column = {
  text: string;
  /** Of the last field on the path. */
  field: Field;
  read(record: StoredRecord): StoredValue;
  /** The value as an answer carries it. */
  write(record: StoredRecord): unknown;
  /** Lookups passed on the way, e.g. ["Account_Name"]. */
  joins: string[];
  /** Modules passed on the way. */
  modules: ReadableModule[];
};

/** Lookups a column's path may pass. */
const MAX_LEVELS = 2;

const userColumns = ["id", "first_name", "last_name", "full_name", "email", "status"] as const;

/** @throws CrmFault INVALID_QUERY for a name nobody knows or the user may not see */
export function resolveColumn(request: CrmRequest, data: ModuleData, name: ColumnName): Column {
  if (name.path.length > MAX_LEVELS + 1)
    throw limitExceeded(MAX_LEVELS, "select", { column_name: name.text });
  return resolve(request, data, name.path, name.text);
}

function resolve(request: CrmRequest, data: ModuleData, path: string[], text: string): Column {
  const { org, user } = request;
  const [head, ...rest] = path;
  const field = head === undefined ? undefined : fieldOf(data, head);
  if (field === undefined || !mayRead(org, user, data.name, field.api_name)) {
    throw invalidColumn(text);
  }
  if (field.data_type === "subform") throw invalidColumn(text, { data_type: "subform" });
  const read = (record: StoredRecord) => record[field.api_name] ?? null;
  if (rest.length === 0) {
    return { text, field, read, write: writerOf(request, field, read), joins: [], modules: [] };
  }
  if (field.data_type === "ownerlookup" || field.data_type === "userlookup") {
    return userColumn(request, field, rest, text);
  }
  const module = field.data_type === "lookup" ? field.lookup_module : undefined;
  if (module === undefined || module === "Campaigns") throw invalidColumn(text);
  const inner = resolve(request, moduleData(org, user, module), rest, text);
  const follow = (record: StoredRecord): StoredRecord | null => {
    const id = read(record);
    return typeof id === "string" ? org.records[module].get(id) : null;
  };
  return {
    ...inner,
    text,
    read: (record) => {
      const target = follow(record);
      return target === null ? null : inner.read(target);
    },
    write: (record) => {
      const target = follow(record);
      return target === null ? null : inner.write(target);
    },
    joins: [field.api_name, ...inner.joins.map((join) => `${field.api_name}.${join}`)],
    modules: [module, ...inner.modules],
  };
}

function fieldOf(data: ModuleData, name: string): Field | undefined {
  return name === "id" ? idField : data.fields.get(name);
}

const idField: Field = {
  id: "0",
  api_name: "id",
  field_label: "Record Id",
  data_type: "bigint",
  length: 18,
  decimal_place: null,
  custom_field: false,
  system_mandatory: false,
  api_writable: false,
  unique: true,
  pick_list_values: [],
};

function userColumn(request: CrmRequest, field: Field, rest: string[], text: string): Column {
  const [name] = rest;
  const known = userColumns.find((candidate) => candidate === name);
  if (known === undefined || rest.length > 1) throw invalidColumn(text);
  const read = (record: StoredRecord): StoredValue => {
    const user = request.org.users.get(String(record[field.api_name]));
    if (user === undefined) return null;
    return known === "full_name" ? fullName(user) : user[known];
  };
  const column: Field =
    known === "id" ? idField : { ...idField, api_name: known, data_type: "text" };
  return { text, field: column, read, write: read, joins: [field.api_name], modules: [] };
}

/** Lookups came as bare ids in an object before v7, and with a name since. */
function writerOf(
  { org, user, version }: CrmRequest,
  field: Field,
  read: (record: StoredRecord) => StoredValue,
): (record: StoredRecord) => unknown {
  const isUser = field.data_type === "ownerlookup" || field.data_type === "userlookup";
  if (version === "v6" && (isUser || field.data_type === "lookup")) {
    return (record) => {
      const id = read(record);
      return id === null ? null : { id };
    };
  }
  if (isUser) {
    return (record) => {
      const found = org.users.get(String(read(record)));
      if (found === undefined) return null;
      const name = org.behaviour.coqlOwnerLastNameOnly ? found.last_name : fullName(found);
      return { name, id: found.id };
    };
  }
  if (field.data_type === "datetime") {
    return (record) => {
      const seconds = read(record);
      return typeof seconds === "number" ? formatInstant(seconds, user.time_zone) : null;
    };
  }
  return (record) => wireValue(org, user, field, read(record));
}
