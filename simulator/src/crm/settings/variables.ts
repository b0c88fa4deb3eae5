import { CrmFault } from "../crm-fault.ts";
import {
  type CrmReply,
  type CrmRequest,
  type CrmRoute,
  listReply,
  noContent,
} from "../crm-request.ts";
import type { OrgVariable } from "../org-state.ts";
import { splitList } from "../records/list-params.ts";
import { isObject } from "../request-body.ts";

const path = "/settings/variables";
const scope = (operation: string) => () => [`ZohoCRM.settings.variables.${operation}`];

const types =
  "date website double textarea integer percent long datetime phone checkbox currency text email boolean float".split(
    " ",
  );
const group = { api_name: "General", id: "5725767000000089001", name: "General" };

type VariableResult = { ok: boolean; body: Record<string, unknown> };

/** Named values of the organisation. By the API files every accepted write answers 201. */
export const variableRoutes: CrmRoute[] = [
  {
    method: "GET",
    path: "/settings/variable_groups",
    scopes: scope("READ"),
    credits: 1,
    handle: () =>
      listReply("variable_groups", [{ ...group, display_label: group.name, description: null }]),
  },
  {
    method: "GET",
    path,
    scopes: scope("READ"),
    credits: 1,
    handle: ({ org }) => listReply("variables", [...org.variables.values()].map(describe)),
  },
  {
    method: "GET",
    path: `${path}/:name`,
    scopes: scope("READ"),
    credits: 1,
    handle(request) {
      const found = find(request, request.params.name);
      return found === null ? noContent : listReply("variables", [describe(found)]);
    },
  },
  {
    method: "POST",
    path,
    scopes: scope("CREATE"),
    credits: 1,
    wrapFaults: "variables",
    handle: (request) =>
      reply(
        readRows(request).map((row, i) => create(request, row, i)),
        201,
      ),
  },
  {
    method: "PUT",
    path,
    scopes: scope("UPDATE"),
    credits: 1,
    wrapFaults: "variables",
    handle: (request) =>
      reply(
        readRows(request).map((row) => update(request, row.id ?? row.api_name, row)),
        201,
      ),
  },
  {
    method: "PUT",
    path: `${path}/:name`,
    scopes: scope("UPDATE"),
    credits: 1,
    wrapFaults: "variables",
    handle: (request) =>
      reply(
        readRows(request)
          .slice(0, 1)
          .map((row) => update(request, request.params.name, row)),
        201,
      ),
  },
  {
    method: "DELETE",
    path,
    scopes: scope("DELETE"),
    credits: 1,
    wrapFaults: "variables",
    handle: (request) =>
      reply(
        splitList(request.query.get("ids")).map((id) => remove(request, id)),
        201,
      ),
  },
  {
    method: "DELETE",
    path: `${path}/:name`,
    scopes: scope("DELETE"),
    credits: 1,
    wrapFaults: "variables",
    handle: (request) => reply([remove(request, request.params.name)], 201),
  },
];

function create(request: CrmRequest, row: Record<string, unknown>, i: number): VariableResult {
  const { org } = request;
  const { name, type } = row;
  if (typeof name !== "string" || name === "") return refusal("MANDATORY_NOT_FOUND", "name", i);
  if (typeof type !== "string" || !types.includes(type)) {
    return refusal(type === undefined ? "MANDATORY_NOT_FOUND" : "INVALID_DATA", "type", i);
  }
  const apiName = typeof row.api_name === "string" ? row.api_name : name.replaceAll(/\W+/g, "_");
  if (find(request, apiName) !== null) return refusal("DUPLICATE_DATA", "api_name", i);
  const variable: OrgVariable = {
    id: org.ids.next(),
    api_name: apiName,
    name,
    type,
    description: typeof row.description === "string" ? row.description : null,
    value: textOf(row.value),
  };
  org.variables.set(variable.id, variable);
  return done(variable.id, "variable added");
}

function update(request: CrmRequest, key: unknown, row: Record<string, unknown>): VariableResult {
  const held = find(request, key);
  if (held === null) return unknown(key);
  request.org.variables.set(held.id, {
    ...held,
    ...(typeof row.name === "string" ? { name: row.name } : {}),
    ...(typeof row.description === "string" ? { description: row.description } : {}),
    ...(row.value === undefined ? {} : { value: textOf(row.value) }),
  });
  return done(held.id, "variable updated");
}

function remove(request: CrmRequest, key: unknown): VariableResult {
  const held = find(request, key);
  if (held === null) return unknown(key);
  request.org.variables.delete(held.id);
  return done(held.id, "variable deleted");
}

function find({ org }: CrmRequest, key: unknown): OrgVariable | null {
  for (const variable of org.variables.values()) {
    if (variable.id === key || variable.api_name === key) return variable;
  }
  return null;
}

function describe(variable: OrgVariable) {
  return { ...variable, source: "crm", read_only: false, variable_group: group };
}

/** Values are text whatever their type. */
function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}

function readRows({ body }: CrmRequest): Record<string, unknown>[] {
  const rows = isObject(body) ? body.variables : undefined;
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "variables",
      json_path: "$.variables",
    });
  }
  return rows.map((row) => (isObject(row) ? row : {}));
}

function done(id: string, message: string): VariableResult {
  return { ok: true, body: { code: "SUCCESS", details: { id }, message, status: "success" } };
}

function refusal(code: string, apiName: string, i: number): VariableResult {
  const details = { api_name: apiName, json_path: `$.variables[${i}].${apiName}` };
  return { ok: false, body: { code, details, message: "invalid data", status: "error" } };
}

function unknown(key: unknown): VariableResult {
  const message = "the id given seems to be invalid";
  const details = { id: String(key) };
  return { ok: false, body: { code: "INVALID_DATA", details, message, status: "error" } };
}

function reply(results: VariableResult[], okStatus: number): CrmReply {
  const good = results.filter((result) => result.ok).length;
  const status = good === results.length ? okStatus : good > 0 ? 207 : 400;
  return { status, body: { variables: results.map((result) => result.body) } };
}
