import { CrmFault, invalidParam, missingParam, wrongPattern } from "../crm-fault.ts";
import { isCrmId } from "../crm-id.ts";
import type { CrmRequest } from "../crm-request.ts";
import { allViewIds } from "../custom-views.ts";
import type { CrmId } from "../model.ts";
import { isModuleName, type ModuleData } from "../module-data.ts";
import { choiceParam, pageParams } from "../paging.ts";
import type { SortKey } from "../select-records.ts";

/** Most fields of one list call. */
export const MAX_FIELDS = 50;
/** Rows that `page` reaches; beyond it only `page_token` does. */
export const PAGE_ROWS_MAX = 2_000;

export type ListParams = {
  fields: string[];
  page: number;
  perPage: number;
  pageToken: string | null;
  sortBy: SortKey;
  descending: boolean;
  ids: CrmId[] | null;
};

/** @throws CrmFault for every rule of Get Records that the query breaks */
export function readListParams(request: CrmRequest, data: ModuleData): ListParams {
  const { query } = request;
  const fields = readFields(request, data);
  const pageToken = query.get("page_token") || null;
  if (pageToken !== null && query.has("page")) {
    throw new CrmFault(
      400,
      "AMBIGUITY_DURING_PROCESSING",
      "ambiguity while processing the request",
      {
        ambiguity_due_to: [{ param_name: "page" }, { param_name: "page_token" }],
      },
    );
  }
  const { page, perPage } = pageParams(query);
  if (pageToken === null && page * perPage > PAGE_ROWS_MAX) {
    throw new CrmFault(
      400,
      "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
      "page reaches the first 2000 records only; use page_token beyond",
      { limit: PAGE_ROWS_MAX },
    );
  }
  const cvid = query.get("cvid");
  if (cvid !== null) {
    if (!isCrmId(cvid)) throw wrongPattern("cvid");
    if (query.has("sort_by")) throw ambiguous("cvid", "sort_by");
    if (!isModuleName(data.name) || cvid !== allViewIds[data.name]) throw invalidParam("cvid");
  }
  choiceParam(query, "converted", ["false", "true", "both"], "false");
  return {
    fields,
    page,
    perPage,
    pageToken,
    sortBy: choiceParam(query, "sort_by", ["id", "Created_Time", "Modified_Time"], "id"),
    descending: choiceParam(query, "sort_order", ["desc", "asc"], "desc") === "desc",
    ids: readIds(request),
  };
}

export function readFields(request: CrmRequest, data: ModuleData): string[] {
  const fields = splitList(request.query.get("fields"));
  if (fields.length === 0) throw missingParam("fields");
  return checkFields(request, data, fields);
}

export function checkFields(request: CrmRequest, data: ModuleData, fields: string[]): string[] {
  if (fields.length > MAX_FIELDS) {
    throw new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded for the fields", {
      limit: MAX_FIELDS,
      param_name: "fields",
    });
  }
  if (request.org.behaviour.strictUnknownFieldsInRead) {
    const unknown = fields.find(
      (name) => name !== "id" && !name.startsWith("$") && !data.fields.has(name),
    );
    if (unknown !== undefined) throw invalidParam("fields", { api_name: unknown });
  }
  return fields;
}

function readIds(request: CrmRequest): CrmId[] | null {
  const text = request.query.get("ids");
  if (text === null) return null;
  const ids = splitList(text);
  if (ids.length === 0 || !ids.every(isCrmId)) throw wrongPattern("ids");
  const limit = request.org.behaviour.maxIdsInList;
  if (ids.length > limit) {
    throw new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded for the ids", {
      limit,
      param_name: "ids",
    });
  }
  return ids;
}

export function splitList(text: string | null): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function ambiguous(...names: string[]): CrmFault {
  return new CrmFault(
    400,
    "AMBIGUITY_DURING_PROCESSING",
    "ambiguity while processing the request",
    {
      ambiguity_due_to: names.map((name) => ({ param_name: name })),
    },
  );
}
