import { CrmFault, tooManyRequests } from "../crm-fault.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import { scopeOfModule } from "../module-data.ts";
import type { OrgState } from "../org-state.ts";
import { requireScopes } from "../scopes.ts";
import { isLoopback } from "../watch/read-channel.ts";
import { userRef } from "../wire-record.ts";
import { ROWS_PER_JOB } from "./bulk-export.ts";
import { type BulkJob, type BulkJobs, stateOf } from "./bulk-jobs.ts";
import { makeJob } from "./make-job.ts";
import { readJobRequest } from "./read-job-request.ts";

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
