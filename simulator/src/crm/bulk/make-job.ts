import { CrmFault } from "../crm-fault.ts";
import type { CrmRequest } from "../crm-request.ts";
import { moduleIds } from "../settings/describe-field.ts";
import { compileCriteria } from "./bulk-criteria.ts";
import { csvColumns, type Export, ROWS_PER_JOB, runExport } from "./bulk-export.ts";
import type { BulkJob, BulkJobs, BulkPage } from "./bulk-jobs.ts";
import type { JobRequest } from "./read-job-request.ts";

export function makeJob(request: CrmRequest, jobs: BulkJobs, wanted: JobRequest): BulkJob {
  const { org, user, version } = request;
  const { data, query } = wanted;
  const bound = JSON.stringify([data.name, wanted.fields, wanted.criteria]);
  const start = startOf(request, jobs, wanted, bound);
  const id = org.ids.next();
  const page = start === null ? wanted.page : start.page;
  const { bulkJobQueueMs, bulkJobRunMs, pageTokenLifeSeconds } = org.behaviour;
  const startsAtMs = jobs.nextTurnMs() + bulkJobQueueMs;
  const exported: Export = {
    jobId: id,
    data,
    columns: csvColumns(request, data, wanted.fields),
    matches:
      wanted.criteria === null ? () => true : compileCriteria(org, data.fields, wanted.criteria),
    after: start?.after ?? null,
    skip: start === null ? (wanted.page - 1) * ROWS_PER_JOB : 0,
    pageToken: (after) => {
      const token = org.random.hex(64);
      const expiresAtMs = org.clock.nowMs() + pageTokenLifeSeconds * 1000;
      jobs.pages.set(token, { user: user.id, bound, after, page: page + 1, expiresAtMs });
      return token;
    },
  };
  return {
    id,
    user: user.id,
    version,
    query: {
      criteria: null,
      cvid: null,
      ...query,
      module: { api_name: data.name, id: moduleIds[data.name] },
      fields: wanted.fields ?? [...data.fields.keys()],
      page,
    },
    page,
    callback: wanted.callback,
    createdAtMs: org.clock.nowMs(),
    startsAtMs,
    endsAtMs: startsAtMs + bulkJobRunMs,
    run: () => runExport(exported),
    result: null,
    error: null,
    downloadsAtMs: [],
    called: false,
  };
}

/** Where a further page begins. Before v7 the page number alone led on. */
function startOf(
  request: CrmRequest,
  jobs: BulkJobs,
  wanted: JobRequest,
  bound: string,
): BulkPage | null {
  if (wanted.pageToken === null) {
    if (wanted.page > 1 && request.version !== "v6") {
      throw new CrmFault(400, "PAGE_RANGE_EXCEEDED", "further pages need the page_token", {
        max_limit: ROWS_PER_JOB,
      });
    }
    return null;
  }
  const start = jobs.pages.get(wanted.pageToken);
  if (start === undefined || start.user !== request.user.id) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", { api_name: "page_token" });
  }
  if (start.bound !== bound) {
    throw new CrmFault(400, "TOKEN_BOUND_DATA_MISMATCH", "the query differs from the token's", {
      api_name: "page_token",
    });
  }
  if (start.expiresAtMs <= request.org.clock.nowMs()) {
    throw new CrmFault(400, "EXPIRED_VALUE", "the page_token has expired", {
      api_name: "page_token",
    });
  }
  return start;
}
