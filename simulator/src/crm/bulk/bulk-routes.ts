import { CrmFault, tooManyRequests } from "../crm-fault.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import { scopeOfModule } from "../module-data.ts";
import type { OrgState } from "../org-state.ts";
import { requireScopes } from "../scopes.ts";
import { moduleIds } from "../settings/describe-field.ts";
import { isLoopback } from "../watch/read-channel.ts";
import { userRef } from "../wire-record.ts";
import { compileCriteria } from "./bulk-criteria.ts";
import { csvColumns, type Export, ROWS_PER_JOB, runExport } from "./bulk-export.ts";
import { type BulkJob, type BulkJobs, type BulkPage, stateOf } from "./bulk-jobs.ts";
import { type JobRequest, readJobRequest } from "./read-job-request.ts";

const CREDITS = 50;
const DOWNLOADS_PER_MINUTE = 10;

export type BulkDeps = {
  jobs: BulkJobs;
  /** Does something after a while, unless the stand-in stops first. */
  later(ms: number, task: () => void): void;
};

/** Bulk read: a job, its state, a zip with a CSV. */
export function bulkRoutes(deps: BulkDeps): CrmRoute[] {
  const { jobs } = deps;
  return [
    {
      method: "POST",
      path: "/read",
      bulk: true,
      scopes: () => ["ZohoCRM.bulk.READ"],
      credits: null,
      handle(request) {
        const type = request.header("content-type") ?? "";
        if (!/^application\/json/i.test(type)) {
          throw new CrmFault(415, "MEDIA_TYPE_NOT_SUPPORTED", "the media type is not supported");
        }
        const wanted = readJobRequest(request);
        requireScopes(request, [scopeOfModule(wanted.data.name, "READ")]);
        const job = makeJob(request, jobs, wanted);
        request.charge(CREDITS);
        jobs.add(job);
        schedule(request, deps, job);
        return {
          status: 201,
          body: {
            data: [
              {
                status: "success",
                code: "ADDED_SUCCESSFULLY",
                message: "Added successfully.",
                details: {
                  id: job.id,
                  operation: "read",
                  state: "ADDED",
                  created_by: userRef(request.org, job.user, false),
                  created_time: time(request, job.createdAtMs),
                },
              },
            ],
            info: {},
          },
        };
      },
    },
    {
      method: "GET",
      path: "/read/:id",
      bulk: true,
      scopes: () => ["ZohoCRM.bulk.READ"],
      credits: 1,
      handle: (request) => ({
        status: 200,
        body: { data: [describe(request, findJob(request, jobs))] },
      }),
    },
    {
      method: "GET",
      path: "/read/:id/result",
      bulk: true,
      scopes: () => ["ZohoCRM.bulk.READ"],
      credits: 1,
      handle(request) {
        const job = findJob(request, jobs);
        const now = request.org.clock.nowMs();
        settle(request.org, job);
        const isKept = now < job.endsAtMs + request.org.behaviour.bulkResultKeptSeconds * 1000;
        const isReady = stateOf(job, now, request.org.behaviour.bulkJobQueueMs) === "COMPLETED";
        if (!isKept) throw notFound(404, job.id);
        if (!isReady || job.result === null) throw notFound(400, job.id);
        job.downloadsAtMs = job.downloadsAtMs.filter((at) => at > now - 60_000);
        if (job.downloadsAtMs.length >= DOWNLOADS_PER_MINUTE) throw tooManyRequests();
        job.downloadsAtMs.push(now);
        return {
          status: 200,
          bytes: { content: job.result.zip, type: "application/zip", fileName: `${job.id}.zip` },
        };
      },
    },
  ];
}

function makeJob(request: CrmRequest, jobs: BulkJobs, wanted: JobRequest): BulkJob {
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

/** Makes the file once the job's time has come. */
function settle(org: OrgState, job: BulkJob): void {
  if (job.result !== null || job.error !== null || org.clock.nowMs() < job.startsAtMs) return;
  try {
    job.result = job.run();
  } catch (fault) {
    job.error = fault instanceof CrmFault ? fault.code : "INTERNAL_ERROR";
  }
}

function schedule(request: CrmRequest, { later }: BulkDeps, job: BulkJob): void {
  const { org } = request;
  const tick = () => {
    const left = job.endsAtMs - org.clock.nowMs();
    if (left > 0) {
      later(Math.min(left, 1_000), tick);
      return;
    }
    settle(org, job);
    if (job.callback !== null && !job.called) {
      job.called = true;
      void call(job.callback.url, describe(request, job));
    }
  };
  later(Math.max(0, job.endsAtMs - org.clock.nowMs()), tick);
}

async function call(url: string, job: unknown): Promise<void> {
  if (!isLoopback(new URL(url))) return;
  await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(job),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => {});
}

function findJob(request: CrmRequest, jobs: BulkJobs): BulkJob {
  const id = request.params.id ?? "";
  const job = jobs.find(id);
  if (job === null || job.user !== request.user.id) throw notFound(404, id);
  return job;
}

function describe(request: CrmRequest, job: BulkJob) {
  const { org } = request;
  settle(org, job);
  const state = stateOf(job, org.clock.nowMs(), org.behaviour.bulkJobQueueMs);
  return {
    id: job.id,
    operation: "read",
    state,
    query: job.query,
    created_by: userRef(org, job.user, false),
    created_time: time(request, job.createdAtMs),
    file_type: "csv",
    ...(state === "COMPLETED" && job.result !== null
      ? {
          result: {
            page: job.page,
            count: job.result.rows,
            download_url: `/crm/bulk/${job.version}/read/${job.id}/result`,
            per_page: ROWS_PER_JOB,
            more_records: job.result.moreRecords,
            next_page_token: job.result.nextPageToken,
          },
        }
      : {}),
    ...(state === "FAILURE" ? { result: { error_message: job.error } } : {}),
  };
}

function time({ user }: CrmRequest, ms: number): string {
  return formatInstant(Math.floor(ms / 1000), user.time_zone);
}

/** 404 for what nobody knows, or no longer; 400 for a result that is not there yet. */
function notFound(status: 404 | 400, resource: string): CrmFault {
  return new CrmFault(status, "RESOURCE_NOT_FOUND", "the resource is not found", { resource });
}
