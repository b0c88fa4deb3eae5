import { CrmFault, invalidModule, invalidParam, missingParam } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, listReply, noContent } from "../crm-request.ts";
import type { Field } from "../model.ts";
import { isReadableModule, moduleData, type ReadableModule } from "../module-data.ts";
import { describeField } from "./describe-field.ts";

export const fieldsRoute: CrmRoute = {
  method: "GET",
  path: "/settings/fields",
  scopes: () => ["ZohoCRM.settings.fields.READ"],
  credits: 1,
  handle(request) {
    const module = moduleInQuery(request);
    const type = request.query.get("type") ?? "used";
    if (!["all", "used", "unused"].includes(type)) {
      throw invalidParam("type", { supported_values: ["all", "used", "unused"] });
    }
    if (type === "unused") return noContent;
    return listReply("fields", describeFields(request, module));
  },
};

export const fieldRoute: CrmRoute = {
  method: "GET",
  path: "/settings/fields/:id",
  scopes: () => ["ZohoCRM.settings.fields.READ"],
  credits: 1,
  handle(request) {
    const module = moduleInQuery(request);
    const found = fieldsOf(request, module).find((field) => field.id === request.params.id);
    if (found === undefined) return noContent;
    return listReply("fields", [describeField(request.org, request.user, module, found)]);
  },
};

export function describeFields(request: CrmRequest, module: ReadableModule) {
  return fieldsOf(request, module).map((field) =>
    describeField(request.org, request.user, module, field),
  );
}

function fieldsOf(request: CrmRequest, module: ReadableModule): Field[] {
  return [...moduleData(request.org, request.user, module).fields.values()];
}

/** The module a settings call is about; its name's letter case does not matter here. */
export function moduleInQuery(request: CrmRequest): ReadableModule {
  const name = request.query.get("module");
  if (name === null || name === "") throw missingParam("module");
  const known = ["Deals", "Accounts", "Contacts", "Campaigns", "DealHistory"].find(
    (candidate) => candidate.toLowerCase() === name.toLowerCase(),
  );
  if (known === undefined || !isReadableModule(known))
    throw invalidModule({ param_name: "module" });
  return known;
}

export function requireDeals(request: CrmRequest): void {
  if (moduleInQuery(request) === "Deals") return;
  throw new CrmFault(400, "NOT_SUPPORTED", "not supported for the module", {
    param_name: "module",
  });
}
