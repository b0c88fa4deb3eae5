import type { CrmId, StageVisit, StoredRecord, StoredValue } from "./model.ts";
import type { OrgState } from "./org-state.ts";

/** Opens a visit when a deal is created in a stage or moves to another one. */
export function noteStageVisit(
  org: OrgState,
  before: StoredRecord | null,
  deal: StoredRecord,
  by: CrmId,
): void {
  if (typeof deal.Stage !== "string" || before?.Stage === deal.Stage) return;
  const visit: StageVisit = {
    id: org.ids.next(),
    deal_id: deal.id,
    stage: deal.Stage,
    entered_at: org.clock.nowSeconds(),
    entered_by: by,
    amount: numberOrNull(deal.Amount),
    probability: numberOrNull(deal.Probability),
    closing_date: typeof deal.Closing_Date === "string" ? deal.Closing_Date : null,
    moved_to: null,
  };
  const known = org.laterVisits.get(deal.id);
  if (known === undefined) org.laterVisits.set(deal.id, [visit]);
  else known.push(visit);
}

/** All visits of a deal, oldest first, each saying which stage came next. */
export function stageVisitsOf(org: OrgState, dealId: CrmId): StageVisit[] {
  const visits = [...org.seededVisits(dealId), ...(org.laterVisits.get(dealId) ?? [])];
  return visits.map((visit, i) => ({ ...visit, moved_to: visits[i + 1]?.stage ?? null }));
}

function numberOrNull(value: StoredValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
