import { CrmFault } from "../crm-fault.ts";
import type { CrmRequest, CrmRoute } from "../crm-request.ts";
import { stageOption } from "../deal-stage.ts";
import type { PickListValue, StoredRecord } from "../model.ts";
import { moduleScope } from "../module-data.ts";
import { updateRecord } from "../record-operations.ts";
import { oneRefusal } from "../record-rules.ts";
import { isObject } from "../request-body.ts";
import { parseRow } from "../wire-values.ts";
import { target } from "./record-locks.ts";

const path = "/:module/:id/actions/blueprint";

/**
 * Blueprint of a deal: from a guarded stage every other stage of its pipeline can be reached, by a
 * transition whose id is the id of the stage it leads to.
 */
export const blueprintRoutes: CrmRoute[] = [
  {
    method: "GET",
    path,
    scopes: moduleScope("READ"),
    credits: 1,
    handle(request) {
      const { deal, field, current } = inProcess(request);
      return {
        status: 200,
        body: {
          blueprint: {
            process_info: {
              field_id: field.id,
              is_continuous: false,
              api_name: "Stage",
              continuous: false,
              field_label: field.field_label,
              name: "Guarded stages",
              column_name: "STAGE",
              field_value: current.display_value,
              id: `${field.id}1`,
              field_name: field.field_label,
              escalation: null,
              current_picklist: { id: current.id, value: current.display_value },
            },
            transitions: transitionsOf(request, deal).map((stage) => ({
              id: stage.id,
              name: `Move to ${stage.display_value}`,
              next_field_value: stage.display_value,
              next_transitions: [],
              criteria_matched: true,
              criteria_message: null,
              percent_partial_save: 0,
              type: "manual",
              execution_time: null,
              fields: [],
              data: {},
            })),
          },
        },
      };
    },
  },
  {
    method: "PUT",
    path,
    scopes: moduleScope("UPDATE"),
    credits: 1,
    handle(request) {
      const { deal } = inProcess(request);
      const { transitionId, data } = readTransition(request.body);
      const stage = transitionsOf(request, deal).find((option) => option.id === transitionId);
      if (stage === undefined) throw new CrmFault(400, "INVALID_DATA", "invalid transition");
      const { Notes: _notes, ...row } = data;
      const { values, refusals } = parseRow(request.org, "Deals", row, deal);
      const wrong = oneRefusal(refusals);
      if (wrong !== null) throw new CrmFault(400, wrong.code, wrong.message, wrong.details);
      const outcome = updateRecord(
        request.org,
        "Deals",
        deal.id,
        { ...values, Stage: stage.actual_value },
        { user: request.user.id, source: "blueprint" },
        { byTransition: true, action: "transition_executed" },
      );
      if (outcome.kind === "refused") {
        throw new CrmFault(outcome.status, outcome.code, outcome.message, outcome.details);
      }
      return {
        status: 200,
        body: {
          code: "SUCCESS",
          details: {},
          message: "transition updated successfully",
          status: "success",
        },
      };
    },
  },
];

function inProcess(request: CrmRequest) {
  const { module, record: deal } = target(request);
  const field = request.org.fields.Deals.get("Stage");
  const current = stageOption(request.org, deal.Stage);
  const isGuarded = module === "Deals" && request.org.blueprintStages.has(String(deal.Stage));
  if (!isGuarded || field === undefined || current === null) {
    throw new CrmFault(400, "RECORD_NOT_IN_PROCESS", "record not in process");
  }
  return { deal, field, current };
}

function transitionsOf({ org }: CrmRequest, deal: StoredRecord): PickListValue[] {
  const pipeline = org.pipelines.find((candidate) => candidate.actual_value === deal.Pipeline);
  return (pipeline?.stages ?? [])
    .filter((stage) => stage !== deal.Stage)
    .map((stage) => stageOption(org, stage))
    .filter((option) => option !== null);
}

function readTransition(body: unknown): { transitionId: string; data: Record<string, unknown> } {
  const list = isObject(body) ? body.blueprint : undefined;
  const [first] = Array.isArray(list) ? list : [];
  if (!isObject(first) || typeof first.transition_id !== "string") {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "transition_id",
      json_path: "$.blueprint[0].transition_id",
    });
  }
  return { transitionId: first.transition_id, data: isObject(first.data) ? first.data : {} };
}
