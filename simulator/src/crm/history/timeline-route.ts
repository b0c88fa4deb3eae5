import type { Change } from "../change-history.ts";
import { CrmFault, invalidParam } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import { type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { StageVisit } from "../model.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import { choiceParam, positiveParam } from "../paging.ts";
import { idInPath } from "../records/get-record.ts";
import type { PageTokens } from "../records/page-tokens.ts";
import { isObject } from "../request-body.ts";
import { moduleIds } from "../settings/describe-field.ts";
import { visibleTo } from "../visibility.ts";
import { recordName, userRef, wireValue } from "../wire-record.ts";
import { timelineFilter } from "./timeline-filter.ts";

/** What happened to one record, newest first. */
export function timelineRoute(tokens: PageTokens): CrmRoute {
  return {
    method: "GET",
    path: "/:module/:id/__timeline",
    scopes: moduleScope("READ"),
    credits: 1,
    handle(request) {
      const { org, user, query } = request;
      const module = writableModuleOf(request);
      const id = idInPath(request);
      const record = org.records[module].get(id) ?? org.recycleBin.get(id)?.record ?? null;
      if (record === null || !visibleTo(org, user, module)(record)) {
        throw new CrmFault(400, "INVALID_DATA", "the related id given seems to be invalid", {
          resource_path_index: 1,
        });
      }
      choiceParam(query, "sort_by", ["audited_time"], "audited_time");
      const descending = choiceParam(query, "sort_order", ["desc", "asc"], "desc") === "desc";
      const perPage = positiveParam(query, "per_page", { fallback: 200, max: 200 });
      const filter = timelineFilter(query.get("filters") ?? query.get("filter"));
      const all = [...seededChanges(request, id), ...org.history.of(module, id)].filter(filter);
      all.sort((a, b) => a.atMs - b.atMs || compareIds(a.id, b.id));
      if (descending) all.reverse();

      const bound = `timeline ${id} ${descending} ${perPage} ${query.get("filters")}`;
      const skip = rowsBefore(request, tokens, bound);
      const page = all.slice(skip, skip + perPage);
      if (page.length === 0) return noContent;
      const moreRecords = all.length > skip + page.length;
      const next = moreRecords
        ? tokens.issue({
            user: user.id,
            bound,
            after: null,
            rowsBefore: skip + page.length,
            previous: null,
            expiresAtMs: org.clock.nowMs() + org.behaviour.pageTokenLifeSeconds * 1000,
          })
        : null;
      const name = recordName(module, record);
      return {
        status: 200,
        body: {
          __timeline: page.map((change) => describe(request, change, name)),
          info: {
            per_page: perPage,
            page: 1,
            count: page.length,
            more_records: moreRecords,
            next_page_token: next,
            previous_page_token: null,
          },
        },
      };
    },
  };
}

function rowsBefore(request: CrmRequest, tokens: PageTokens, bound: string): number {
  const token = request.query.get("page_token");
  if (token === null) return 0;
  const start = tokens.find(token);
  if (start === null || start.user !== request.user.id || start.bound !== bound) {
    throw invalidParam("page_token");
  }
  if (start.expiresAtMs <= request.org.clock.nowMs()) {
    throw new CrmFault(400, "EXPIRED_VALUE", "the page_token has expired", {
      api_name: "page_token",
      json_path: "$.query.page_token",
    });
  }
  return start.rowsBefore;
}

/** Stage moves of the time before this run, told as the changes they were. */
function seededChanges({ org }: CrmRequest, dealId: string): Change[] {
  const visits = org.seededVisits(dealId);
  return visits.map((visit, i): Change => {
    const earlier: StageVisit | undefined = visits[i - 1];
    return {
      id: visit.id,
      module: "Deals",
      recordId: dealId,
      atMs: visit.entered_at * 1000,
      by: visit.entered_by,
      source: "crm_ui",
      action: earlier === undefined ? "added" : "updated",
      fields:
        earlier === undefined ? [] : [{ field: "Stage", old: earlier.stage, new: visit.stage }],
    };
  });
}

function describe(request: CrmRequest, change: Change, recordName: string) {
  const { org, user } = request;
  const by = org.users.get(change.by);
  const profile = by === undefined ? undefined : org.profiles.get(by.profile);
  return {
    id: change.id,
    audited_time: formatInstant(Math.floor(change.atMs / 1000), user.time_zone),
    action: change.action,
    source: change.source,
    extension: null,
    type: null,
    done_by: {
      ...userRef(org, change.by, false),
      profile: profile === undefined ? null : { name: profile.name, id: profile.id },
      type__s: "Regular User",
    },
    record: {
      name: recordName,
      id: change.recordId,
      module: { api_name: change.module, id: moduleIds[change.module] },
    },
    related_record: null,
    automation_details: null,
    field_history:
      change.action === "added" || change.fields.length === 0
        ? null
        : change.fields.flatMap(({ field: name, old, new: now }) => {
            const field = org.fields[change.module].get(name);
            if (field === undefined || stamps.has(name)) return [];
            return [
              {
                id: field.id,
                api_name: name,
                field_label: field.field_label,
                data_type: field.data_type,
                enable_colour_code: false,
                pick_list_values: [],
                _value: {
                  old: valueText(wireValue(org, user, field, old)),
                  new: valueText(wireValue(org, user, field, now)),
                },
              },
            ];
          }),
  };
}

/** Whatever the field's type, its history is told as text: a reference by its name. */
function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.join(";");
  return isObject(value) ? String(value.name) : String(value);
}

/** Fields whose change says only that there was one. */
const stamps = new Set([
  "Modified_Time",
  "Modified_By",
  "Stage_Modified_Time",
  "Change_Log_Time__s",
]);
