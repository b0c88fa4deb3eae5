import { CrmFault } from "../crm-fault.ts";
import type { CrmReply, CrmRequest, CrmRoute } from "../crm-request.ts";
import type { Field, ModuleName } from "../model.ts";
import { isModuleName } from "../module-data.ts";
import { isObject } from "../request-body.ts";
import { createField, type FieldRefusal, isRefusal, readOptions, refuse } from "./create-fields.ts";
import { moduleInQuery } from "./fields.ts";

const MAX_FIELDS = 5;
const CREDITS_PER_FIELD = 10;

const path = "/settings/fields";

/** Custom fields: make, change, remove. The API has had this since v6. */
export const fieldWriteRoutes: CrmRoute[] = [
  {
    method: "POST",
    path,
    scopes: () => ["ZohoCRM.settings.fields.CREATE"],
    credits: null,
    wrapFaults: "fields",
    handle(request) {
      const module = writableModule(request);
      const rows = readRows(request);
      request.charge(rows.length * CREDITS_PER_FIELD);
      const results = rows.map((row, i) => {
        const field = createField(request.org, module, row, `$.fields[${i}]`);
        if (isRefusal(field)) return refused(field);
        addField(request, module, field);
        return done(field.id, "field created");
      });
      return fieldsReply(results, 201);
    },
  },
  ...(["PUT", "PATCH"] as const).flatMap((method): CrmRoute[] => [
    {
      method,
      path,
      scopes: () => ["ZohoCRM.settings.fields.UPDATE"],
      credits: 1,
      wrapFaults: "fields",
      handle: (request) =>
        fieldsReply(
          readRows(request).map((row, i) => change(request, isObject(row) ? row.id : null, row, i)),
          200,
        ),
    },
    {
      method,
      path: `${path}/:id`,
      scopes: () => ["ZohoCRM.settings.fields.UPDATE"],
      credits: 1,
      wrapFaults: "fields",
      handle: (request) =>
        fieldsReply([change(request, request.params.id, readRows(request)[0], 0)], 200),
    },
  ]),
  {
    method: "DELETE",
    path: `${path}/:id`,
    scopes: () => ["ZohoCRM.settings.fields.DELETE"],
    credits: 1,
    wrapFaults: "fields",
    handle(request) {
      const module = writableModule(request);
      const field = findField(request, module, request.params.id);
      if (field === null) return fieldsReply([unknown(0)], 200);
      if (!field.custom_field) {
        return fieldsReply([refused(refuse("NOT_ALLOWED", "$", { id: field.id }))], 200);
      }
      request.org.fields[module].delete(field.api_name);
      return fieldsReply([done(field.id, "field deleted")], 200);
    },
  },
];

type FieldResult = { ok: boolean; body: Record<string, unknown> };

function change(request: CrmRequest, id: unknown, raw: unknown, i: number): FieldResult {
  const module = writableModule(request);
  const field = findField(request, module, id);
  if (field === null || !isObject(raw)) return unknown(i);
  const options =
    raw.pick_list_values === undefined
      ? field.pick_list_values
      : readOptions(request.org, field.data_type, raw.pick_list_values, field.pick_list_values);
  if (options === null) {
    return refused(refuse("INVALID_DATA", `$.fields[${i}]`, { api_name: "pick_list_values" }));
  }
  request.org.fields[module].set(field.api_name, {
    ...field,
    pick_list_values: options,
    ...(typeof raw.field_label === "string" ? { field_label: raw.field_label } : {}),
    ...(typeof raw.length === "number" ? { length: raw.length } : {}),
    ...(isObject(raw.unique) ? { unique: "case_sensitive" in raw.unique } : {}),
  });
  return done(field.id, "field updated");
}

/** A new field is empty in every record and stands last on the first layout. */
function addField(request: CrmRequest, module: ModuleName, field: Field): void {
  request.org.fields[module].set(field.api_name, field);
  const section = module === "Deals" ? request.org.layouts[0]?.sections[0] : undefined;
  section?.fields.push({ api_name: field.api_name, required: false });
}

function writableModule(request: CrmRequest): ModuleName {
  const module = moduleInQuery(request);
  if (isModuleName(module)) return module;
  throw new CrmFault(400, "NOT_SUPPORTED", "not supported for the module", {
    param_name: "module",
  });
}

function findField({ org }: CrmRequest, module: ModuleName, id: unknown): Field | null {
  return [...org.fields[module].values()].find((field) => field.id === id) ?? null;
}

function readRows({ body }: CrmRequest): unknown[] {
  const rows = isObject(body) ? body.fields : undefined;
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "fields",
      json_path: "$.fields",
    });
  }
  if (rows.length > MAX_FIELDS) {
    throw new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded", {
      limit: MAX_FIELDS,
      api_name: "fields",
      json_path: "$.fields",
    });
  }
  return rows;
}

function done(id: string, message: string): FieldResult {
  return { ok: true, body: { code: "SUCCESS", details: { id }, message, status: "success" } };
}

function refused({ code, details, message }: FieldRefusal): FieldResult {
  return { ok: false, body: { code, details, message, status: "error" } };
}

function unknown(i: number): FieldResult {
  return refused(refuse("INVALID_DATA", `$.fields[${i}]`, { api_name: "id" }));
}

function fieldsReply(results: FieldResult[], okStatus: number): CrmReply {
  const good = results.filter((result) => result.ok).length;
  const status = good === results.length ? okStatus : good > 0 ? 207 : 400;
  return { status, body: { fields: results.map((result) => result.body) } };
}
