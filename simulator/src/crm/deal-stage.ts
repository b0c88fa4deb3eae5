import type { CrmId, PickListValue, Pipeline, StoredRecord, StoredValue } from "./model.ts";
import type { OrgState } from "./org-state.ts";

export function stageOption(org: OrgState, stage: StoredValue | undefined): PickListValue | null {
  const options = org.fields.Deals.get("Stage")?.pick_list_values ?? [];
  return options.find((option) => option.actual_value === stage) ?? null;
}

export function defaultPipeline(org: OrgState, layoutId: CrmId | null): Pipeline | null {
  const ofLayout = org.pipelines.filter(
    (pipeline) => layoutId === null || pipeline.layout_id === layoutId,
  );
  return ofLayout.find((pipeline) => pipeline.default) ?? ofLayout[0] ?? null;
}

export type StageRefusal = {
  code: "INVALID_DATA" | "MAPPING_MISMATCH";
  message: string;
  field: "Stage" | "Pipeline";
};

/**
 * Whether stage, pipeline and layout agree. Without pipelines in the organisation only the stage's
 * being an option counts.
 * @returns null when they do
 */
export function checkStageMapping(org: OrgState, deal: StoredRecord): StageRefusal | null {
  const stage = stageOption(org, deal.Stage);
  if (stage === null || stage.type === "unused") {
    return { code: "INVALID_DATA", message: "invalid data", field: "Stage" };
  }
  if (org.pipelines.length === 0 || deal.Pipeline === null || deal.Pipeline === undefined) {
    return null;
  }
  const named = org.pipelines.filter((pipeline) => pipeline.actual_value === deal.Pipeline);
  if (named.length === 0)
    return { code: "INVALID_DATA", message: "invalid data", field: "Pipeline" };
  const pipeline = named.find(
    (candidate) => typeof deal.Layout !== "string" || candidate.layout_id === deal.Layout,
  );
  if (pipeline === undefined) {
    return {
      code: "MAPPING_MISMATCH",
      message: "Layout doesn't contain the Pipeline",
      field: "Pipeline",
    };
  }
  if (!pipeline.stages.includes(stage.actual_value)) {
    return {
      code: "MAPPING_MISMATCH",
      message: "Pipeline doesn't contain the Stage",
      field: "Stage",
    };
  }
  return null;
}
