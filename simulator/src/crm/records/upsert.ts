import { CrmFault } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import type { CrmId, ModuleName } from "../model.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import { isObject } from "../request-body.ts";
import type { RowResult } from "./row-results.ts";
import { rowsReply } from "./row-results.ts";
import { invalid, readWriteBody, type WriteBody } from "./write-body.ts";
import { chargeWrite, insertRow, updateRow } from "./write-records.ts";

const MAX_CHECK_FIELDS = 10;

/** What identifies a record when the caller does not say. */
const systemDuplicateFields: Record<ModuleName, string[]> = {
  Deals: ["Deal_Name"],
  Accounts: ["Account_Name"],
  Contacts: ["Email"],
};

/** Insert or update by the value of fields instead of the id. */
export const upsertRoute: CrmRoute = {
  method: "POST",
  path: "/:module/upsert",
  scopes: (request) => [...moduleScope("CREATE")(request), ...moduleScope("UPDATE")(request)],
  credits: null,
  wrapFaults: "data",
  handle(request) {
    const module = writableModuleOf(request);
    const body = readWriteBody(request);
    const checkFields = readCheckFields(request, module, body.body.duplicate_check_fields);
    chargeWrite(request, body.rows.length);
    const results = body.rows.map((row, i) =>
      upsertRow(request, module, row, i, body, checkFields),
    );
    return rowsReply(request, results);
  },
};

function readCheckFields(request: CrmRequest, module: ModuleName, listed: unknown): string[] {
  const fields = request.org.fields[module];
  const unique = [...fields.values()]
    .filter((field) => field.unique)
    .map((field) => field.api_name);
  if (listed === undefined || listed === null) return [...unique, ...systemDuplicateFields[module]];
  if (!Array.isArray(listed)) {
    throw invalid("duplicate_check_fields", { expected_data_type: "jsonarray" });
  }
  if (listed.length > MAX_CHECK_FIELDS) {
    throw new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded", {
      limit: MAX_CHECK_FIELDS,
      api_name: "duplicate_check_fields",
      json_path: "$.duplicate_check_fields",
    });
  }
  listed.forEach((name, i) => {
    const known = typeof name === "string" && (name === "id" || fields.has(name));
    if (!known) throw invalid(`duplicate_check_fields[${i}]`, {});
  });
  return [...new Set([...(listed as string[]), ...unique])];
}

function upsertRow(
  request: CrmRequest,
  module: ModuleName,
  row: unknown,
  i: number,
  body: WriteBody,
  checkFields: string[],
): RowResult {
  const match = isObject(row) ? findMatch(request, module, row, checkFields) : null;
  if (match === null) {
    const result = insertRow(request, module, row, i, body, {
      duplicate_field: null,
      action: "insert",
    });
    return result.ok ? { ...result, httpStatus: request.org.behaviour.upsertInsertStatus } : result;
  }
  return updateRow(request, module, match.id, row, i, body, {
    duplicate_field: match.field,
    action: "update",
  });
}

function findMatch(
  request: CrmRequest,
  module: ModuleName,
  row: Record<string, unknown>,
  checkFields: string[],
): { id: CrmId; field: string } | null {
  const store = request.org.records[module];
  if (typeof row.id === "string" && store.get(row.id) !== null) return { id: row.id, field: "id" };
  for (const field of checkFields) {
    const value = textOf(row[field]);
    if (value === null) continue;
    const [oldest] = store.idsWithText(field, value).sort(compareIds);
    if (oldest !== undefined) return { id: oldest, field };
  }
  return null;
}

function textOf(value: unknown): string | null {
  if (isObject(value)) return typeof value.id === "string" ? value.id : null;
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}
