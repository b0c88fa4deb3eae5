import { invalidParam, missingParam } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, listReply } from "../crm-request.ts";
import type { Pipeline } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { categoryOf, describeOption } from "./describe-field.ts";
import { requireDeals } from "./fields.ts";

export const pipelinesRoute: CrmRoute = {
  method: "GET",
  path: "/settings/pipeline",
  scopes: () => ["ZohoCRM.settings.pipeline.READ"],
  credits: 1,
  handle(request) {
    return listReply(
      "pipeline",
      pipelinesInQuery(request).map((pipeline) => describe(request.org, pipeline)),
    );
  },
};

export const pipelineRoute: CrmRoute = {
  method: "GET",
  path: "/settings/pipeline/:id",
  scopes: () => ["ZohoCRM.settings.pipeline.READ"],
  credits: 1,
  handle(request) {
    const found = pipelinesInQuery(request).filter((pipeline) => pipeline.id === request.params.id);
    return listReply(
      "pipeline",
      found.map((pipeline) => describe(request.org, pipeline)),
    );
  },
};

/** Stages with their probability: never documented, yet answered. */
export const stagesRoute: CrmRoute = {
  method: "GET",
  path: "/settings/stages",
  scopes: () => ["ZohoCRM.settings.READ"],
  credits: 1,
  handle(request) {
    requireDeals(request);
    const options = request.org.fields.Deals.get("Stage")?.pick_list_values ?? [];
    return listReply("stages", options.map(describeOption));
  },
};

function pipelinesInQuery({ org, query }: CrmRequest): Pipeline[] {
  const layoutId = query.get("layout_id");
  if (layoutId === null || layoutId === "") throw missingParam("layout_id");
  if (!org.layouts.some((layout) => layout.id === layoutId)) throw invalidParam("layout_id");
  return org.pipelines.filter((pipeline) => pipeline.layout_id === layoutId);
}

function describe(org: OrgState, pipeline: Pipeline) {
  const options = org.fields.Deals.get("Stage")?.pick_list_values ?? [];
  return {
    id: pipeline.id,
    display_value: pipeline.display_value,
    actual_value: pipeline.actual_value,
    default: pipeline.default,
    maps: pipeline.stages.flatMap((stage, i) => {
      const option = options.find((candidate) => candidate.actual_value === stage);
      if (option === undefined) return [];
      return [
        {
          id: option.id,
          display_value: option.display_value,
          actual_value: option.actual_value,
          sequence_number: i + 1,
          colour_code: null,
          forecast_type: option.forecast_type ?? null,
          forecast_category: categoryOf(option),
        },
      ];
    }),
  };
}
