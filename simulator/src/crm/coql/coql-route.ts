import { CrmFault } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import { scopeOfModule } from "../module-data.ts";
import { isObject } from "../request-body.ts";
import { requireScopes } from "../scopes.ts";
import { describeField } from "../settings/describe-field.ts";
import { parseQuery } from "./parser.ts";
import { checkLimits, creditsOf, DEFAULT_ROWS } from "./query-limits.ts";
import { planQuery, type QueryPlan, runQuery } from "./run-query.ts";

/** COQL: read by query, to the last committed change. */
export const coqlRoute: CrmRoute = {
  method: "POST",
  path: "/coql",
  scopes: () => ["ZohoCRM.coql.READ"],
  credits: 1,
  handle(request) {
    const { org, version } = request;
    const { source, wantsFields } = readBody(request.body);
    if (wantsFields) requireScopes(request, ["ZohoCRM.settings.fields.READ"]);
    const query = parseQuery(source, {
      whereMandatory: org.behaviour.coqlWhereMandatory,
      pairwiseGrouping: org.behaviour.coqlPairwiseGrouping,
    });
    checkLimits(query, version, org.behaviour);
    const plan = planQuery(request, query);
    requireScopes(
      request,
      plan.modules.map((module) => scopeOfModule(module, "READ")),
    );
    // The call itself has cost one.
    request.charge(creditsOf(query.limit ?? DEFAULT_ROWS) - 1);
    const { rows, moreRecords } = runQuery(request, plan);
    if (rows.length === 0) return noContent;
    return {
      status: 200,
      body: {
        data: rows,
        info: { count: rows.length, more_records: moreRecords },
        ...(wantsFields ? { fields: fieldsOf(request, plan) } : {}),
      },
    };
  },
};

function readBody(body: unknown): { source: string; wantsFields: boolean } {
  if (!isObject(body)) {
    throw new CrmFault(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" });
  }
  const source = body.select_query;
  if (source === undefined || source === null || source === "") {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "select_query",
      json_path: "$.select_query",
    });
  }
  if (typeof source !== "string") {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      api_name: "select_query",
      json_path: "$.select_query",
      expected_data_type: "string",
    });
  }
  const meta = body.include_meta;
  if (meta !== undefined && !(Array.isArray(meta) && meta.every((entry) => entry === "fields"))) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      api_name: "include_meta",
      json_path: "$.include_meta",
      supported_values: ["fields"],
    });
  }
  return { source, wantsFields: Array.isArray(meta) && meta.includes("fields") };
}

function fieldsOf({ org, user }: CrmRequest, { data, select }: QueryPlan) {
  return select.flatMap(({ column }) =>
    column === null || column.joins.length > 0
      ? []
      : [describeField(org, user, data.name, column.field)],
  );
}
