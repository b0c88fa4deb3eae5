import type { CrmId, Field, Pipeline, StoredRecord, StoredValue, User } from "../crm/model.ts";
import { chooseAmount, chooseCurrency } from "./amounts.ts";
import { type Day, dayOf, dayText } from "./calendar.ts";
import { chooseDealName } from "./deal-names.ts";
import { DEAL_TYPES, LEAD_SOURCES, LOSS_REASONS } from "./picklists.ts";
import type { Random } from "./random.ts";
import { nextStage, previousStage, stageOutcome } from "./rep-pipeline.ts";
import { SERVICE_LINES, TERRITORIES } from "./service-lines.ts";

/** What a virtual rep knows of the CRM. All of it is read when asked, so it is never stale. */
export type RepView = {
  /** A deal somewhere along the ids: 0 is the oldest, 1 the newest. Null when there is none. */
  dealAt(fraction: number): StoredRecord | null;
  accountAt(fraction: number): StoredRecord | null;
  user(id: CrmId): User | null;
  /** Active people who sell. */
  sellers(): readonly User[];
  stageField: Field;
  pipelines: readonly Pipeline[];
  /** Digits behind the point and units per home unit; null for a currency without a rate. */
  currency(iso: string, day: Day): { decimals: number; rate: number } | null;
};

export type RepEdit =
  | "amount"
  | "advance"
  | "fall_back"
  | "push_closing_date"
  | "milestone"
  | "next_step"
  | "win"
  | "lose";

export type RepAction =
  | { kind: "create"; by: CrmId; values: Record<string, StoredValue> }
  | { kind: "edit"; edit: RepEdit; by: CrmId; dealId: CrmId; values: Record<string, StoredValue> }
  | { kind: "delete"; by: CrmId; dealId: CrmId };

/** Deals looked at before a rep gives up for now. */
const LOOKS = 40;

/**
 * What somebody in sales does next.
 *
 * Edits are made by the deal's owner, or by the owner's manager when the owner has left.
 * @param now epoch seconds
 * @returns null when nothing can be done, as in an organisation without deals or sellers
 */
export function chooseRepAction(random: Random, view: RepView, now: number): RepAction | null {
  const today = dayOf(now);
  if (random.chance(0.08)) return createDeal(random, view, today);
  if (random.chance(0.012)) {
    const deletion = deleteThrowaway(random, view);
    if (deletion !== null) return deletion;
  }
  for (let look = 0; look < LOOKS; look++) {
    const deal = recentDeal(random, view);
    const by = deal === null ? null : activeOwner(view, deal);
    if (deal === null || by === null) continue;
    const change = chooseEdit(random, view, deal, today);
    if (change !== null) return { kind: "edit", by, dealId: deal.id, ...change };
  }
  return createDeal(random, view, today);
}

/** Recent deals get most of the attention. */
function recentDeal(random: Random, view: RepView): StoredRecord | null {
  return view.dealAt(1 - random.next() ** 2);
}

function deleteThrowaway(random: Random, view: RepView): RepAction | null {
  for (let look = 0; look < LOOKS; look++) {
    const deal = recentDeal(random, view);
    const by = deal === null ? null : activeOwner(view, deal);
    if (deal !== null && by !== null && isThrowaway(deal)) {
      return { kind: "delete", by, dealId: deal.id };
    }
  }
  return null;
}

function activeOwner(view: RepView, deal: StoredRecord): CrmId | null {
  const owner = view.user(String(deal.Owner));
  if (owner === null || owner.status === "active") return owner?.id ?? null;
  const manager = owner.reporting_to === null ? null : view.user(owner.reporting_to);
  return manager?.status === "active" ? manager.id : null;
}

/** Placeholders and duplicates go; nobody throws away a deal that money was paid for. */
function isThrowaway(deal: StoredRecord): boolean {
  return (deal.Amount === 1 || deal.Amount === null || deal.Amount === 0) && !deal.PO_Date;
}

type Edit = { edit: RepEdit; values: Record<string, StoredValue> };

function chooseEdit(random: Random, view: RepView, deal: StoredRecord, today: Day): Edit | null {
  const outcome = stageOutcome(view.stageField, deal);
  if (outcome === "lost" || outcome === null) return null;
  const isOrdered = typeof deal.PO_Date === "string" && deal.PO_Date <= dayText(today);
  if (isOrdered || outcome === "won") return workOnDelivery(random, view, deal, today);
  return workOnSale(random, view, deal, today);
}

const SALE_EDITS: readonly RepEdit[] = [
  "amount",
  "advance",
  "push_closing_date",
  "milestone",
  "next_step",
  "win",
  "lose",
  "fall_back",
];
const SALE_WEIGHTS = [26, 22, 16, 10, 8, 7, 6, 5];

function workOnSale(random: Random, view: RepView, deal: StoredRecord, today: Day): Edit | null {
  const edit = SALE_EDITS[random.weighted(SALE_WEIGHTS)] ?? "next_step";
  const values = saleValues(random, view, deal, today, edit);
  return values === null ? null : { edit, values };
}

function saleValues(
  random: Random,
  view: RepView,
  deal: StoredRecord,
  today: Day,
  edit: RepEdit,
): Edit["values"] | null {
  switch (edit) {
    case "amount": {
      const amount = revisedAmount(random, view, deal, today);
      return amount === null ? null : { Amount: amount };
    }
    case "advance": {
      const stage = nextStage(view, deal);
      if (stage === null) return null;
      const startsProposal = /proposal/i.test(stage) && typeof deal.Proposal_Date !== "string";
      return startsProposal ? { Stage: stage, Proposal_Date: dayText(today) } : { Stage: stage };
    }
    case "fall_back": {
      const stage = previousStage(view, deal);
      return stage === null ? null : { Stage: stage };
    }
    case "push_closing_date":
      return { Closing_Date: laterClosing(random, deal, today) };
    case "milestone":
      return nextMilestone(random, deal, today);
    case "next_step":
      return { Next_Step: random.pick(NEXT_STEPS.filter((step) => step !== deal.Next_Step)) };
    case "win": {
      const stage = closingStage(random, view, deal, "Closed Won");
      if (stage === null || Number(deal.Probability ?? 0) < 50) return null;
      const order = random.chance(0.85) ? { PO_Date: dayText(today) } : {};
      return { Stage: stage, Closing_Date: dayText(today), ...order };
    }
    case "lose": {
      const stage = closingStage(random, view, deal, "Closed Lost");
      if (stage === null) return null;
      return {
        Stage: stage,
        Closing_Date: dayText(today),
        Reason_For_Loss__s: random.pick(LOSS_REASONS),
      };
    }
  }
}

/** After the order, dates are filled and the stage follows; now and then the price still moves. */
function workOnDelivery(
  random: Random,
  view: RepView,
  deal: StoredRecord,
  today: Day,
): Edit | null {
  if (random.chance(0.12)) {
    const amount = revisedAmount(random, view, deal, today);
    return amount === null ? null : { edit: "amount", values: { Amount: amount } };
  }
  if (random.chance(0.2)) {
    const stage = nextStage(view, deal);
    if (stage !== null) return { edit: "advance", values: { Stage: stage } };
  }
  const values = nextMilestone(random, deal, today);
  return values === null ? null : { edit: "milestone", values };
}

const MILESTONE_FIELDS = [
  "Proposal_Date",
  "PO_Date",
  "Kickoff_Date",
  "Invoice_Date",
  "Payment_Date",
  "Revenue_Date",
] as const;

/** Fills the first empty date behind the last filled one, or moves a plan. Null when all are past. */
function nextMilestone(random: Random, deal: StoredRecord, today: Day): Edit["values"] | null {
  const text = dayText(today);
  const planned = MILESTONE_FIELDS.find((field) => String(deal[field] ?? "") > text);
  if (planned !== undefined && random.chance(0.7)) {
    const day = random.chance(0.5) ? today : today + random.int(2, 21);
    return dayText(day) === deal[planned] ? null : { [planned]: dayText(day) };
  }
  const last = MILESTONE_FIELDS.findLastIndex((field) => typeof deal[field] === "string");
  const next = MILESTONE_FIELDS[last + 1];
  if (next === undefined) return null;
  const dice = random.next();
  const day =
    dice < 0.6 ? today : dice < 0.8 ? today - random.int(1, 6) : today + random.int(3, 30);
  return { [next]: dayText(day) };
}

function revisedAmount(
  random: Random,
  view: RepView,
  deal: StoredRecord,
  today: Day,
): number | null {
  const currency = view.currency(String(deal.Currency), today);
  if (typeof deal.Amount === "number" && Math.abs(deal.Amount) > 1) {
    const decimals = currency?.decimals ?? 2;
    const step = 10 ** Math.max(-decimals, Math.floor(Math.log10(Math.abs(deal.Amount))) - 2);
    const revised = Math.round((deal.Amount * (0.82 + 0.45 * random.next())) / step) * step;
    const rounded = Number(revised.toFixed(decimals));
    return rounded === deal.Amount ? null : rounded;
  }
  if (currency === null) return null;
  const line = SERVICE_LINES.find((one) => one === deal.Service_Line) ?? "Security";
  return chooseAmount(random, line, currency);
}

function laterClosing(random: Random, deal: StoredRecord, today: Day): string {
  const current =
    typeof deal.Closing_Date === "string"
      ? dayOf(Date.parse(`${deal.Closing_Date}T00:00:00Z`) / 1000)
      : today;
  return dayText(Math.max(current, today) + random.int(7, 45));
}

function closingStage(
  random: Random,
  view: RepView,
  deal: StoredRecord,
  forecastType: "Closed Won" | "Closed Lost",
): string | null {
  const stages = view.pipelines.find((one) => one.actual_value === deal.Pipeline)?.stages ?? [];
  const closing = view.stageField.pick_list_values.filter(
    (option) => option.forecast_type === forecastType && stages.includes(option.actual_value),
  );
  return closing.length === 0 ? null : random.pick(closing).actual_value;
}

function createDeal(random: Random, view: RepView, today: Day): RepAction | null {
  const account = view.accountAt(random.next());
  const sellers = view.sellers();
  const pipeline = random.pick(view.pipelines);
  const [stage] = pipeline.stages;
  if (sellers.length === 0 || stage === undefined) return null;
  const territory = random.pick(TERRITORIES);
  const serviceLine = random.pick(SERVICE_LINES);
  const iso = chooseCurrency(random, territory);
  const currency = view.currency(iso, today);
  if (currency === null) return null;
  return {
    kind: "create",
    by: random.pick(sellers).id,
    values: {
      Deal_Name: chooseDealName(
        random,
        null,
        serviceLine,
        String(account?.Account_Name ?? "New customer"),
      ),
      Account_Name: account?.id ?? null,
      Pipeline: pipeline.actual_value,
      Stage: stage,
      Closing_Date: dayText(today + random.int(20, 120)),
      Amount: chooseAmount(random, serviceLine, currency),
      Currency: iso,
      Type: random.pick(DEAL_TYPES),
      Lead_Source: random.pick(LEAD_SOURCES),
      Next_Step: random.pick(NEXT_STEPS),
      Territory: random.chance(0.94) ? territory : null,
      Service_Line: random.chance(0.94) ? serviceLine : null,
      Strategic_Account: account?.Account_Type === "Partner",
      AWS_Funded: random.chance(0.25),
    },
  };
}

const NEXT_STEPS = [
  "Send revised quote",
  "Call the sponsor",
  "Ask procurement for the PO",
  "Security workshop next week",
  "Waiting for legal's comments",
  "Agree kickoff date",
  "Present to the board",
];
