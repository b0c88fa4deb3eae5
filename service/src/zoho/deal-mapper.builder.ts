import type { MappedRecord } from "../sync/mirrored-deal.ts";
import { defaultDealFields } from "./deal-fields.ts";
import type { DealMappingContext } from "./deal-mapper.ts";
import { mapDeal } from "./deal-mapper.ts";
import { buildOptionLookup } from "./option-lookup.ts";

/** An organisation whose home and reporting currency are both SGD. */
export function aMappingContext(given: Partial<DealMappingContext> = {}): DealMappingContext {
  return {
    fields: defaultDealFields,
    homeCurrency: "SGD",
    reportingCurrency: "SGD",
    reportingRate: null,
    options: {},
    ...given,
  };
}

/** A raw deal as the records API gives it; name only what matters. */
export function aRawDeal(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "6203459000001847203",
    Deal_Name: "North",
    Stage: "Proposal",
    Amount: 8000,
    Currency: "USD",
    Exchange_Rate: 0.8,
    Probability: 50,
    Closing_Date: "2026-04-30",
    Modified_Time: "2026-03-01T10:00:00+08:00",
    ...given,
  };
}

export type Mapped = Extract<MappedRecord, { kind: "mapped" }>;

export function mapped(raw: unknown, context = aMappingContext()): Mapped {
  const record = mapDeal(raw, context);
  if (record.kind === "rejected") {
    throw new Error(`expected a mapped deal, got ${JSON.stringify(record.issues)}`);
  }
  return record;
}

export function issuesOf(record: MappedRecord): string[] {
  return record.issues.map(({ field, problem }) => `${field}:${problem}`);
}

export const stageOptions = buildOptionLookup([
  { actualValue: "Proposal", displayValue: "Proposal/Price Quote", referenceValue: null },
  {
    actualValue: "Id. Decision Makers",
    displayValue: "Identify Decision Makers",
    referenceValue: "Identify Decision Makers",
  },
]);
