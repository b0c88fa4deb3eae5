import { wrongPattern } from "../crm-fault.ts";
import { compareIds } from "../crm-id.ts";
import { type CrmRequest, type CrmRoute, noContent } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import { instantHeader, isSince, nothingSince } from "../if-modified.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import { pageParams } from "../paging.ts";
import { type DeletedRecord, deletedKind } from "../recycle-bin.ts";
import { visibleTo } from "../visibility.ts";
import { recordName, userRef } from "../wire-record.ts";

const kinds = ["all", "recycle", "permanent"] as const;

/** What was deleted: in the recycle bin for 60 days, gone for good for another 120. */
export const deletedListRoute: CrmRoute = {
  method: "GET",
  path: "/:module/deleted",
  scopes: moduleScope("READ"),
  credits: 2,
  handle(request) {
    const { org, user, query } = request;
    const module = writableModuleOf(request);
    const wanted = query.get("type") ?? org.behaviour.deletedListDefaultType;
    if (!kinds.some((kind) => kind === wanted)) throw wrongPattern("type");
    const { page, perPage } = pageParams(query);
    const since = instantHeader(request, "If-Modified-Since");
    const visible = visibleTo(org, user, module);
    const now = org.clock.nowSeconds();
    const entries = [...org.recycleBin.all()]
      .filter((entry) => entry.module === module && visible(entry.record))
      .map((entry) => ({ ...entry, kind: deletedKind(entry, now) }))
      .filter(({ kind }) => kind !== "gone" && (wanted === "all" || kind === wanted))
      .filter(({ deletedAt }) => since === null || isSince(request, deletedAt, since))
      .sort(
        org.behaviour.deletedListOrder === "newest_first" ? (a, b) => byDeletion(b, a) : byDeletion,
      );
    const rows = entries.slice((page - 1) * perPage, page * perPage);
    if (rows.length === 0) return since === null ? noContent : nothingSince(request);
    return {
      status: 200,
      body: {
        data: rows.map((entry) => describe(request, entry, entry.kind === "permanent")),
        info: {
          per_page: perPage,
          count: rows.length,
          page,
          more_records: entries.length > page * perPage,
        },
      },
    };
  },
};

function byDeletion(a: DeletedRecord, b: DeletedRecord): number {
  return a.deletedAt - b.deletedAt || compareIds(a.record.id, b.record.id);
}

function describe(request: CrmRequest, entry: DeletedRecord, isPermanent: boolean) {
  const { org, user } = request;
  return {
    deleted_by: isPermanent ? null : userRef(org, entry.deletedBy, false),
    id: entry.record.id,
    display_name: isPermanent ? null : recordName(entry.module, entry.record),
    type: isPermanent ? "permanent" : "recycle",
    created_by: isPermanent ? null : userRef(org, entry.record.Created_By, false),
    deleted_time: formatInstant(entry.deletedAt, user.time_zone),
  };
}
