import { Decimal } from "decimal.js";
import { compareIds } from "./crm-id.ts";
import type { CrmId, StageVisit, StoredRecord, StoredValue } from "./model.ts";
import type { OrgState } from "./org-state.ts";
import { RecordStore } from "./record-store.ts";

const DAY_SECONDS = 86_400;

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

/** A deal's visits as rows of the module `DealHistory`. */
export function visitRecordsOf(org: OrgState, dealId: CrmId): StoredRecord[] {
  // As last written: a visit must not lose its deal while the deal lags.
  const deal = org.records.Deals.latest(dealId);
  const visits = stageVisitsOf(org, dealId);
  return visits.map((visit, i) => {
    const left = visits[i + 1]?.entered_at ?? null;
    return {
      id: visit.id,
      // Rows outlive their deal and then point nowhere.
      Potential_Name: deal === null ? null : dealId,
      Stage: visit.stage,
      Amount: visit.amount,
      Probability: visit.probability,
      Expected_Revenue: expectedRevenue(visit),
      Closing_Date: visit.closing_date,
      Modified_Time: visit.entered_at,
      Modified_By: visit.entered_by,
      Moved_To__s: visit.moved_to,
      Stage_Duration_Calendar_Days:
        left === null ? null : Math.floor((left - visit.entered_at) / DAY_SECONDS),
    };
  });
}

/** The visits of some deals alone. */
export function visitsOfDeals(org: OrgState, dealIds: CrmId[]): RecordStore {
  const rows = [...new Set(dealIds)].flatMap((dealId) => visitRecordsOf(org, dealId));
  return new RecordStore(rows.sort((a, b) => compareIds(a.id, b.id)));
}

/**
 * The module's store, filled on first use and then kept up with every change of a deal: a million
 * deals have several million visits, too many to build for those who never ask.
 */
export function createDealHistory(org: OrgState): () => RecordStore {
  let store: RecordStore | null = null;
  org.onChange((change) => {
    if (store === null || change.module !== "Deals") return;
    const isVisit = change.changed.includes("Stage") || change.operation !== "edit";
    if (isVisit) for (const row of visitRecordsOf(org, change.record.id)) store.put(row);
  });
  return () => {
    if (store === null) {
      const rows: StoredRecord[] = [];
      for (const deal of org.records.Deals.values()) rows.push(...visitRecordsOf(org, deal.id));
      for (const entry of org.recycleBin.all()) {
        if (entry.module === "Deals") rows.push(...visitRecordsOf(org, entry.record.id));
      }
      store = new RecordStore(rows.sort((a, b) => compareIds(a.id, b.id)));
    }
    return store;
  };
}

function expectedRevenue({ amount, probability }: StageVisit): number | null {
  if (amount === null || probability === null) return null;
  return new Decimal(amount).times(probability).div(100).toDecimalPlaces(2).toNumber();
}

function numberOrNull(value: StoredValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
