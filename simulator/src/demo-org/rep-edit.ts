import type { StoredRecord, StoredValue } from "../crm/model.ts";
import { chooseAmount } from "./amounts.ts";
import { type Day, dayOf, dayText } from "./calendar.ts";
import { SALES_STEPS } from "./next-steps.ts";
import { LOSS_REASONS } from "./picklists.ts";
import type { Random } from "./random.ts";
import { nextStage, previousStage, stageOutcome } from "./rep-pipeline.ts";
import type { RepView } from "./rep-view.ts";
import { SERVICE_LINES } from "./service-lines.ts";

export type RepEdit =
  | "amount"
  | "advance"
  | "fall_back"
  | "push_closing_date"
  | "milestone"
  | "next_step"
  | "win"
  | "lose";

export type Edit = { edit: RepEdit; values: Record<string, StoredValue> };

export function chooseEdit(
  random: Random,
  view: RepView,
  deal: StoredRecord,
  today: Day,
): Edit | null {
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
      return { Next_Step: random.pick(SALES_STEPS.filter((step) => step !== deal.Next_Step)) };
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
