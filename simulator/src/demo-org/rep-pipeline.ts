import type { Field, Pipeline, StoredRecord } from "../crm/model.ts";

type StageKnowledge = { stageField: Field; pipelines: readonly Pipeline[] };

/** Null for a stage that is no option. */
export function stageOutcome(
  stageField: Field,
  deal: StoredRecord,
): "open" | "won" | "lost" | null {
  const option = stageField.pick_list_values.find((one) => one.actual_value === deal.Stage);
  switch (option?.forecast_type) {
    case "Open":
      return "open";
    case "Closed Won":
      return "won";
    case "Closed Lost":
      return "lost";
    default:
      return null;
  }
}

/** Open stages of the deal's pipeline, in order, and where the deal stands among them. */
function openStages({ stageField, pipelines }: StageKnowledge, deal: StoredRecord) {
  const pipeline = pipelines.find((one) => one.actual_value === deal.Pipeline);
  const open = (pipeline?.stages ?? []).filter((stage) =>
    stageField.pick_list_values.some(
      (option) => option.actual_value === stage && option.forecast_type === "Open",
    ),
  );
  return { open, at: open.indexOf(String(deal.Stage)) };
}

/** From a stage outside the pipeline, such as a retired one, the way leads to its last but two. */
export function nextStage(known: StageKnowledge, deal: StoredRecord): string | null {
  const { open, at } = openStages(known, deal);
  if (stageOutcome(known.stageField, deal) !== "open") return null;
  return (at < 0 ? open.at(-3) : open[at + 1]) ?? null;
}

export function previousStage(known: StageKnowledge, deal: StoredRecord): string | null {
  const { open, at } = openStages(known, deal);
  return at > 0 ? (open[at - 1] ?? null) : null;
}
