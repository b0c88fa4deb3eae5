import { hash } from "node:crypto";
import type { DealIssue, IssueProblem } from "@pulse/shared/deal/deal-issue";
import type { MappedRecord, MirroredDeal } from "../sync/mirrored-deal.ts";
import type { DealFieldMap } from "./deal-fields.ts";
import {
  EMPTY,
  type OptionLookup,
  type Reading,
  readBoolean,
  readCurrencyCode,
  readDate,
  readDecimal,
  readInstant,
  readLookup,
  readOption,
  readPercent,
  readRecordId,
  readText,
} from "./field-values.ts";
import { type ConversionContext, toReportingAmount } from "./reporting-amount.ts";
import { makeStorable, repairValue } from "./storable-record.ts";

export type DealMappingContext = ConversionContext & {
  fields: DealFieldMap;
  /** Options of the fields that have them; a field left out is not checked. */
  options: Partial<Record<"stage" | "pipeline" | "territory" | "serviceLine", OptionLookup>>;
};

/** An exchange rate must fit its column: 12 digits before the point. */
const RATE_LIMIT = 1e12;

/**
 * Reads one CRM deal, whichever way it came: records JSON, COQL, a CSV row keyed by api names, or a
 * notification's values with the id beside them. Every faulty value becomes null and an issue; only
 * a record without id or Modified_Time is rejected, because nothing could be kept in order without.
 *
 * Source: field rules in the CRM fact sheet, §4
 */
export function mapDeal(raw: unknown, context: DealMappingContext): MappedRecord {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return {
      kind: "rejected",
      recordId: null,
      issues: [{ field: "id", problem: "missing" }],
      raw: repairValue(raw),
    };
  }
  const { record, repaired } = makeStorable(raw as Record<string, unknown>);
  const issues: DealIssue[] = repaired.map((field) => ({ field, problem: "bad_format" }));
  const note = (field: string, problem: IssueProblem) => issues.push({ field, problem });
  const names = context.fields;

  function take<T>(key: keyof DealFieldMap, read: (value: unknown) => Reading<T>): T | null {
    const { value, problem } = read(record[names[key]]);
    if (problem !== null) note(names[key], problem);
    return value;
  }
  const takeOption = (key: keyof DealMappingContext["options"]) =>
    take(key, (value) => readOption(value, context.options[key] ?? null));

  // The bulk reader's header spells it `Id`.
  const id = readRecordId(record.id ?? record.Id);
  const modifiedAt = readInstant(record[names.modifiedAt]);
  if (id.value === null || modifiedAt.value === null) {
    if (id.value === null) note("id", id.problem ?? "missing");
    if (modifiedAt.value === null) note(names.modifiedAt, modifiedAt.problem ?? "missing");
    return { kind: "rejected", recordId: id.value, issues, raw: record };
  }

  const currency = readCurrencyCode(record[names.currency]);
  if (currency.problem !== null) note(names.currency, currency.problem);
  const deal: MirroredDeal = {
    id: id.value,
    name: take("name", readText),
    accountId: take("account", readLookup),
    ownerId: take("owner", readLookup),
    pipeline: takeOption("pipeline"),
    stage: takeOption("stage"),
    amount: take("amount", readDecimal),
    // Without several currencies the CRM names none: amounts are in the home currency.
    currency: currency.value ?? (currency.problem === null ? context.homeCurrency : null),
    exchangeRate: take("exchangeRate", readRate),
    probability: take("probability", readPercent),
    closesOn: take("closesOn", readDate),
    proposalOn: take("proposalOn", readDate),
    poOn: take("poOn", readDate),
    kickoffOn: take("kickoffOn", readDate),
    invoiceOn: take("invoiceOn", readDate),
    paymentOn: take("paymentOn", readDate),
    revenueOn: take("revenueOn", readDate),
    territory: takeOption("territory"),
    serviceLine: takeOption("serviceLine"),
    strategicAccount: take("strategicAccount", readBoolean),
    awsFunded: take("awsFunded", readBoolean),
    createdAt: take("createdAt", readInstant),
    modifiedAt: modifiedAt.value,
  };

  noteAbsent(names.stage, deal.stage);
  noteAbsent(names.amount, deal.amount);
  if (deal.amount?.startsWith("-")) note(names.amount, "out_of_range");

  return {
    kind: "mapped",
    deal,
    reportingAmount: reportingAmount(),
    contentHash: hashDeal(deal),
    issues,
    raw: record,
  };

  /** A missing value that has not been reported as faulty already. */
  function noteAbsent(field: string, value: string | null) {
    if (value === null && !issues.some((issue) => issue.field === field)) note(field, "missing");
  }

  function reportingAmount(): string | null {
    if (deal.amount === null || currency.problem !== null) return null;
    const converted = toReportingAmount({ ...deal, amount: deal.amount }, context);
    if (converted.kind === "converted") return converted.amount;
    note(names.exchangeRate, converted.kind);
    return null;
  }
}

/** What is not a rate is reported as `no_rate` where the rate is needed, not as a fault of its own. */
function readRate(value: unknown): Reading<string> {
  const rate = readDecimal(value);
  if (rate.value === null) return EMPTY;
  return Number(rate.value) < RATE_LIMIT ? rate : EMPTY;
}

/** Equal for equal deals; the leading number changes when the way of hashing does. */
function hashDeal(deal: MirroredDeal): string {
  const content = [
    1,
    deal.id,
    deal.name,
    deal.accountId,
    deal.ownerId,
    deal.pipeline,
    deal.stage,
    deal.amount,
    deal.currency,
    deal.exchangeRate,
    deal.probability,
    deal.closesOn,
    deal.proposalOn,
    deal.poOn,
    deal.kickoffOn,
    deal.invoiceOn,
    deal.paymentOn,
    deal.revenueOn,
    deal.territory,
    deal.serviceLine,
    deal.strategicAccount,
    deal.awsFunded,
    deal.createdAt?.epochMilliseconds ?? null,
    deal.modifiedAt.epochMilliseconds,
  ];
  return hash("sha256", JSON.stringify(content), "base64url");
}
