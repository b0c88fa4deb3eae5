import { CrmFault, invalidParam, missingParam } from "../crm-fault.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import type { Pipeline } from "../model.ts";
import { updateRecord } from "../record-operations.ts";
import { isObject } from "../request-body.ts";

type Transfer = { from: Pipeline; to: Pipeline; stages: Map<string, string> };

const CHUNK = 500;

/**
 * Moves all deals of one pipeline to another in the background and drops the emptied pipeline: the
 * kind of edit that touches many deals without anybody opening one.
 */
export function pipelineTransferRoute(later: (ms: number, task: () => void) => void): CrmRoute {
  const busy = new Set<Pipeline>();
  return {
    method: "POST",
    path: "/settings/pipeline/actions/transfer",
    scopes: () => ["ZohoCRM.settings.pipeline.UPDATE"],
    credits: 1,
    wrapFaults: "transfer_pipeline",
    handle(request) {
      const transfer = readTransfer(request);
      if (busy.has(transfer.from)) {
        throw new CrmFault(400, "ALREADY_SCHEDULED", "a transfer of the pipeline is scheduled");
      }
      busy.add(transfer.from);
      const ids = [...request.org.records.Deals.values()]
        .filter((deal) => deal.Pipeline === transfer.from.actual_value)
        .map((deal) => deal.id);
      const step = (at: number) => {
        for (const id of ids.slice(at, at + CHUNK)) move(request, id, transfer);
        if (at + CHUNK < ids.length) later(0, () => step(at + CHUNK));
        else finish(request, transfer);
      };
      later(0, () => step(0));
      return {
        status: 200,
        body: {
          transfer_pipeline: [
            {
              code: "SUCCESS",
              details: { job_id: request.org.ids.next() },
              message: "transfer scheduled",
              status: "success",
            },
          ],
        },
      };
    },
  };
}

function move({ org, user }: CrmRequest, id: string, { to, stages }: Transfer): void {
  const deal = org.records.Deals.latest(id);
  const stage = String(deal?.Stage);
  updateRecord(
    org,
    "Deals",
    id,
    { Pipeline: to.actual_value, Layout: to.layout_id, Stage: stages.get(stage) ?? stage },
    { user: user.id, source: "system" },
    { byTransition: true },
  );
}

function finish({ org }: CrmRequest, { from }: Transfer): void {
  org.pipelines.splice(org.pipelines.indexOf(from), 1);
}

function readTransfer(request: CrmRequest): Transfer {
  const { org, query, body } = request;
  const layoutId = query.get("layout_id");
  if (layoutId === null) throw missingParam("layout_id");
  const pipelines = org.pipelines.filter((pipeline) => pipeline.layout_id === layoutId);
  if (pipelines.length === 0) throw invalidParam("layout_id");
  const list = isObject(body) ? body.transfer_pipeline : undefined;
  const [wish] = Array.isArray(list) ? list : [];
  const ends = isObject(wish) && isObject(wish.pipeline) ? wish.pipeline : {};
  const find = (id: unknown, name: string): Pipeline => {
    const found = pipelines.find((pipeline) => pipeline.id === id);
    if (found !== undefined) return found;
    const code = id === undefined ? "MANDATORY_NOT_FOUND" : "INVALID_DATA";
    throw new CrmFault(400, code, "invalid data", {
      api_name: name,
      json_path: `$.transfer_pipeline[0].pipeline.${name}`,
    });
  };
  const options = org.fields.Deals.get("Stage")?.pick_list_values ?? [];
  const nameOf = (id: unknown) => options.find((option) => option.id === id)?.actual_value;
  const stages = new Map<string, string>();
  for (const pair of isObject(wish) && Array.isArray(wish.stages) ? wish.stages : []) {
    const from = isObject(pair) ? nameOf(pair.from) : undefined;
    const to = isObject(pair) ? nameOf(pair.to) : undefined;
    if (from !== undefined && to !== undefined) stages.set(from, to);
  }
  return { from: find(ends.from, "from"), to: find(ends.to, "to"), stages };
}
