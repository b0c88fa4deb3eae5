import { CrmFault } from "../crm-fault.ts";
import type { CrmRequest } from "../crm-request.ts";
import { isObject } from "../request-body.ts";

/** Rows of one write call. */
export const MAX_ROWS = 100;

export type WriteBody = { rows: unknown[]; layoutRules: boolean; body: Record<string, unknown> };

const triggers = ["workflow", "approval", "blueprint", "pathfinder", "orchestration"];

/** @throws CrmFault for what is wrong with the request as a whole */
export function readWriteBody(request: CrmRequest): WriteBody {
  const body = readObject(request);
  const rows = body.data;
  if (rows === undefined) throw missing("data");
  if (!Array.isArray(rows)) throw invalid("data", { expected_data_type: "jsonarray" });
  if (rows.length === 0) throw missing("data");
  if (rows.length > MAX_ROWS) {
    throw new CrmFault(400, "LIMIT_EXCEEDED", "maximum limit of records exceeded", {
      maximum_length: MAX_ROWS,
      limit: MAX_ROWS,
      api_name: "data",
      json_path: "$.data",
    });
  }
  checkTrigger(body.trigger);
  return { rows, body, layoutRules: appliesLayoutRules(body.apply_feature_execution) };
}

export function readObject(request: CrmRequest): Record<string, unknown> {
  if (!isObject(request.body)) {
    throw new CrmFault(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" });
  }
  return request.body;
}

function checkTrigger(trigger: unknown): void {
  if (trigger === undefined) return;
  if (!Array.isArray(trigger)) throw invalid("trigger", { expected_data_type: "jsonarray" });
  trigger.forEach((entry, i) => {
    if (triggers.includes(entry)) return;
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      api_name: "trigger",
      json_path: `$.trigger[${i}]`,
      supported_values: triggers,
    });
  });
}

function appliesLayoutRules(features: unknown): boolean {
  if (features === undefined) return false;
  if (!Array.isArray(features)) {
    throw invalid("apply_feature_execution", { expected_data_type: "jsonarray" });
  }
  return features.some((feature) => isObject(feature) && feature.name === "layout_rules");
}

export function missing(name: string): CrmFault {
  return new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
    api_name: name,
    json_path: `$.${name}`,
  });
}

export function invalid(name: string, details: Record<string, unknown>): CrmFault {
  return new CrmFault(400, "INVALID_DATA", "invalid data", {
    ...details,
    api_name: name,
    json_path: `$.${name}`,
  });
}
