import { CrmFault, missingParam } from "../crm-fault.ts";
import type { CrmReply, CrmRequest, CrmRoute } from "../crm-request.ts";
import { allViewIds } from "../custom-views.ts";
import type { ModuleName, StoredRecord } from "../model.ts";
import { moduleScope, writableModuleOf } from "../module-data.ts";
import { deleteRecord, type RecordOutcome, updateRecord } from "../record-operations.ts";
import { oneRefusal } from "../record-rules.ts";
import { rowRefused, rowsReply } from "../records/row-results.ts";
import { missing, readObject, readWriteBody } from "../records/write-body.ts";
import { chargeWrite, updateRow } from "../records/write-records.ts";
import { visibleTo } from "../visibility.ts";
import { parseRow } from "../wire-values.ts";
import { ownerIn } from "./change-owner.ts";
import type { MassJob, MassJobs, MassKind } from "./mass-jobs.ts";

export type MassDeps = { jobs: MassJobs; later(ms: number, task: () => void): void };

/** How long a scheduled job waits, and how many records it does in one go. */
const WAIT_MS = 200;
const CHUNK = 500;

/** Jobs over all records of a view: update, delete, new owner. */
export function massActionRoutes(deps: MassDeps): CrmRoute[] {
  return [
    {
      method: "POST",
      path: "/:module/actions/mass_update",
      scopes: moduleScope("UPDATE"),
      credits: null,
      wrapFaults: "data",
      handle(request) {
        const module = writableModuleOf(request);
        const { body, rows } = readWriteBody(request);
        const [row] = rows;
        if (Array.isArray(body.ids)) {
          chargeWrite(request, body.ids.length);
          return rowsReply(
            request,
            body.ids.map((id, i) => updateRow(request, module, id, row, i, {})),
          );
        }
        request.charge(1);
        const { values, refusals } = parseRow(request.org, module, Object(row), null);
        const wrong = oneRefusal(refusals);
        if (wrong !== null) return rowsReply(request, [rowRefused(request, wrong, "$.data[0]")]);
        return schedule(request, deps, "mass_update", body, (id) =>
          updateRecord(request.org, module, id, values, actor(request)),
        );
      },
    },
    {
      method: "POST",
      path: "/:module/actions/mass_delete",
      scopes: moduleScope("DELETE"),
      credits: null,
      wrapFaults: "data",
      handle(request) {
        const module = writableModuleOf(request);
        request.charge(Math.max(1, Math.ceil(visibleIds(request, module).length / 100)));
        return schedule(request, deps, "mass_delete", readObject(request), (id) =>
          deleteRecord(request.org, module, id, actor(request)),
        );
      },
    },
    {
      method: "POST",
      path: "/:module/actions/mass_change_owner",
      scopes: moduleScope("UPDATE"),
      credits: 1,
      wrapFaults: "data",
      handle(request) {
        const module = writableModuleOf(request);
        const body = readObject(request);
        const owner = ownerIn(body);
        return schedule(request, deps, "mass_change_owner", body, (id) =>
          updateRecord(request.org, module, id, { Owner: owner }, actor(request)),
        );
      },
    },
    statusRoute(deps, "mass_update", (job) => ({
      Status: job.status,
      Total_Count: job.total,
      Updated_Count: job.done,
      Not_Updated_Count: 0,
      Failed_Count: job.failed,
    })),
    statusRoute(deps, "mass_delete", (job) => ({
      status: job.status,
      total_count: job.total,
      deleted_count: job.done,
      failed_count: job.failed,
    })),
    statusRoute(deps, "mass_change_owner", (job) => ({
      status: job.status,
      total_count: job.total,
      updated_count: job.done,
      not_updated_count: 0,
      failed_count: job.failed,
    })),
  ];
}

function actor({ user }: CrmRequest) {
  return { user: user.id, source: "mass_update" } as const;
}

function schedule(
  request: CrmRequest,
  { jobs, later }: MassDeps,
  kind: MassKind,
  body: Record<string, unknown>,
  act: (id: string) => RecordOutcome,
): CrmReply {
  const module = writableModuleOf(request);
  const { cvid } = body;
  if (cvid === undefined) throw missing("cvid");
  if (cvid !== allViewIds[module]) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      api_name: "cvid",
      json_path: "$.cvid",
    });
  }
  if (jobs.pending(kind, cvid) !== null) {
    throw new CrmFault(
      400,
      "ALREADY_SCHEDULED",
      "Already a Mass Action scheduler is running for the given cvid",
    );
  }
  const ids = visibleIds(request, module);
  const job: MassJob = {
    id: request.org.ids.next(),
    kind,
    module,
    cvid,
    status: "SCHEDULED",
    total: ids.length,
    done: 0,
    failed: 0,
  };
  jobs.add(job);
  const step = (from: number) => {
    job.status = "RUNNING";
    for (const id of ids.slice(from, from + CHUNK)) {
      if (act(id).kind === "done") job.done++;
      else job.failed++;
    }
    if (from + CHUNK < ids.length) later(0, () => step(from + CHUNK));
    else job.status = "COMPLETED";
  };
  later(WAIT_MS, () => step(0));
  return {
    status: 200,
    body: {
      data: [
        {
          code: "SUCCESS",
          details: { job_id: job.id },
          message: `${kind.replaceAll("_", " ")} scheduled successfully`,
          status: "success",
        },
      ],
    },
  };
}

function visibleIds({ org, user }: CrmRequest, module: ModuleName): string[] {
  const visible = visibleTo(org, user, module);
  const ids: string[] = [];
  for (const record of org.records[module].values() as Iterable<StoredRecord>) {
    if (visible(record)) ids.push(record.id);
  }
  return ids;
}

function statusRoute(
  { jobs }: MassDeps,
  kind: MassKind,
  describe: (job: MassJob) => Record<string, unknown>,
): CrmRoute {
  return {
    method: "GET",
    path: `/:module/actions/${kind}`,
    scopes: moduleScope("READ"),
    credits: 1,
    handle(request) {
      const id = request.query.get("job_id");
      if (id === null) throw missingParam("job_id");
      const job = jobs.find(id);
      if (job === null || job.kind !== kind) {
        throw new CrmFault(400, "INVALID_DATA", "invalid data", { param_name: "job_id" });
      }
      return { status: 200, body: { data: [describe(job)] } };
    },
  };
}
