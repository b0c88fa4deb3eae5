import { CrmFault } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import { type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import type { StoredRecord } from "../model.ts";
import {
  isModuleName,
  type ModuleData,
  moduleData,
  moduleScope,
  writableModuleOf,
} from "../module-data.ts";
import { pageParams } from "../paging.ts";
import { checkFields, splitList } from "../records/list-params.ts";
import { fullWriter, listWriter } from "../wire-record.ts";
import { searchByType, searchCriteria, searchWord } from "./search-condition.ts";
import type { SearchIndex } from "./search-index.ts";

/** Rows that search reaches. */
const MAX_ROWS = 2_000;

/** Search: by an index that lags behind and takes text loosely. */
export function searchRoute(index: SearchIndex): CrmRoute {
  return {
    method: "GET",
    path: "/:module/search",
    scopes: (request) => [...moduleScope("READ")(request), "ZohoSearch.securesearch.READ"],
    credits: 1,
    handle(request) {
      const module = writableModuleOf(request);
      const data = moduleData(request.org, request.user, module);
      const matches = searchTest(request, data);
      if (matches === null) {
        throw new CrmFault(
          400,
          "EXPECTED_PARAM_MISSING",
          "one of the expected parameters is missing",
          {
            param_names: ["criteria", "email", "phone", "word"],
          },
        );
      }
      const { page, perPage } = pageParams(request.query);
      if (page * perPage > MAX_ROWS) {
        throw new CrmFault(400, "LIMIT_REACHED", "maximum response iteration limit reached", {
          limit: String(MAX_ROWS),
        });
      }
      const found: StoredRecord[] = [];
      for (const record of index.records(module)) {
        if (data.visible(record) && matches(record)) found.push(record);
      }
      found.sort((a, b) => compareIds(b.id, a.id));
      const rows = found.slice((page - 1) * perPage, page * perPage);
      if (rows.length === 0) return noContent;
      const fields = checkFields(request, data, splitList(request.query.get("fields")));
      const write =
        fields.length === 0
          ? fullWriter(request.org, request.user, data, false)
          : listWriter(request.org, request.user, data, fields);
      return {
        status: 200,
        body: {
          data: rows.map(write),
          info: {
            per_page: perPage,
            count: rows.length,
            page,
            more_records: found.length > page * perPage,
          },
        },
      };
    },
  };
}

/** The condition of the query; when several are given the first of their order counts. */
export function searchTest(
  request: CrmRequest,
  data: ModuleData,
): ((record: StoredRecord) => boolean) | null {
  const { org, query } = request;
  if (!isModuleName(data.name)) return null;
  const criteria = query.get("criteria");
  if (criteria !== null) return searchCriteria(org, data, criteria);
  const email = query.get("email");
  if (email !== null) return searchByType(data, "email", email);
  const phone = query.get("phone");
  if (phone !== null) return searchByType(data, "phone", phone);
  const word = query.get("word");
  return word === null ? null : searchWord(data, word);
}
