import type { ForecastType, PickListValue, Pipeline } from "../crm/model.ts";
import { settingId } from "./crm-ids.ts";

/** Where in a deal's life a stage belongs; only the generator knows these words, the CRM does not. */
export type StagePhase = "qualify" | "propose" | "order" | "deliver" | "won" | "lost" | "retired";

export type Stage = {
  /** Actual value. */
  name: string;
  display: string;
  probability: number;
  forecastType: ForecastType;
  category: NonNullable<PickListValue["forecast_category"]>;
  phase: StagePhase;
};

function open(
  name: string,
  probability: number,
  phase: StagePhase,
  category: Stage["category"] = "Pipeline",
  display = name,
): Stage {
  return { name, display, probability, forecastType: "Open", category, phase };
}

function lost(name: string): Stage {
  return {
    name,
    display: name,
    probability: 0,
    forecastType: "Closed Lost",
    category: "Omitted",
    phase: "lost",
  };
}

const QUALIFICATION = open("Qualification", 10, "qualify");
const NEEDS_ANALYSIS = open("Needs Analysis", 20, "qualify");
const SERVICE_ASSESSMENT = open("Service Assessment", 30, "qualify");
const VALUE_PROPOSITION = open("Value Proposition", 40, "qualify");
const DECISION_MAKERS = open(
  "Id. Decision Makers",
  50,
  "qualify",
  "Pipeline",
  "Identify Decision Makers",
);
const PROPOSAL = open("Proposal/Price Quote", 65, "propose", "Best Case");
const NEGOTIATION = open("Negotiation/Review", 75, "propose", "Best Case");
const CONTRACT_REVIEW = open("Contract Review", 80, "propose", "Committed");
const ORDER_RECEIVED = open("Order Received", 90, "order", "Committed");
const ONBOARDING = open("Onboarding", 90, "order", "Committed");
const IN_DELIVERY = open("In Delivery", 95, "deliver", "Committed");
const SERVICE_LIVE = open("Service Live", 95, "deliver", "Committed");
const CLOSED_WON: Stage = {
  name: "Closed Won",
  display: "Closed Won",
  probability: 100,
  forecastType: "Closed Won",
  category: "Closed",
  phase: "won",
};
const CLOSED_LOST = lost("Closed Lost");
const LOST_TO_COMPETITION = lost("Closed Lost to Competition");
const LOST_NO_BUDGET = lost("Closed Lost - No Budget");
const LOST_TO_INCUMBENT = lost("Contract Lost to Incumbent");

/** No longer offered and in no pipeline, but deals of earlier years still stand in it. */
export const RETIRED_STAGE = open("Verbal Commitment", 80, "retired", "Best Case");

export const STAGES: readonly Stage[] = [
  QUALIFICATION,
  NEEDS_ANALYSIS,
  SERVICE_ASSESSMENT,
  VALUE_PROPOSITION,
  DECISION_MAKERS,
  PROPOSAL,
  NEGOTIATION,
  CONTRACT_REVIEW,
  ORDER_RECEIVED,
  ONBOARDING,
  IN_DELIVERY,
  SERVICE_LIVE,
  CLOSED_WON,
  CLOSED_LOST,
  LOST_TO_COMPETITION,
  LOST_NO_BUDGET,
  LOST_TO_INCUMBENT,
  RETIRED_STAGE,
];

export type DemoPipeline = { name: string; stages: readonly Stage[] };

export const STANDARD_PIPELINE: DemoPipeline = {
  name: "Standard (Standard)",
  stages: [
    QUALIFICATION,
    NEEDS_ANALYSIS,
    VALUE_PROPOSITION,
    DECISION_MAKERS,
    PROPOSAL,
    NEGOTIATION,
    ORDER_RECEIVED,
    IN_DELIVERY,
    CLOSED_WON,
    CLOSED_LOST,
    LOST_TO_COMPETITION,
    LOST_NO_BUDGET,
  ],
};

export const MANAGED_PIPELINE: DemoPipeline = {
  name: "Managed Services (Standard)",
  stages: [
    QUALIFICATION,
    SERVICE_ASSESSMENT,
    PROPOSAL,
    CONTRACT_REVIEW,
    ONBOARDING,
    SERVICE_LIVE,
    CLOSED_WON,
    CLOSED_LOST,
    LOST_TO_INCUMBENT,
  ],
};

const byPhase = new Map(
  [STANDARD_PIPELINE, MANAGED_PIPELINE].map((pipeline) => [
    pipeline,
    Map.groupBy(pipeline.stages, (stage) => stage.phase),
  ]),
);

export function stagesOfPhase(pipeline: DemoPipeline, phase: StagePhase): readonly Stage[] {
  return byPhase.get(pipeline)?.get(phase) ?? [];
}

export const STAGE_OPTIONS: PickListValue[] = STAGES.map((stage, position) => ({
  id: settingId(40, position),
  display_value: stage.display,
  actual_value: stage.name,
  sequence_number: position + 1,
  type: stage.phase === "retired" ? "unused" : "used",
  probability: stage.probability,
  forecast_type: stage.forecastType,
  forecast_category: stage.category,
}));

export function demoPipelines(layoutId: string): Pipeline[] {
  return [STANDARD_PIPELINE, MANAGED_PIPELINE].map((pipeline, position) => ({
    id: settingId(41, position),
    layout_id: layoutId,
    display_value: pipeline.name,
    actual_value: pipeline.name,
    default: position === 0,
    stages: pipeline.stages.map((stage) => stage.name),
  }));
}
