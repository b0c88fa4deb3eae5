import type { CrmId, StoredRecord, StoredValue } from "../crm/model.ts";
import { chooseAmount, chooseCurrency } from "./amounts.ts";
import { type Day, dayOf, dayText } from "./calendar.ts";
import { chooseDealName } from "./deal-names.ts";
import { SALES_STEPS } from "./next-steps.ts";
import { DEAL_TYPES, LEAD_SOURCES } from "./picklists.ts";
import type { Random } from "./random.ts";
import { chooseEdit, type RepEdit } from "./rep-edit.ts";
import type { RepView } from "./rep-view.ts";
import { SERVICE_LINES, TERRITORIES } from "./service-lines.ts";

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
      Next_Step: random.pick(SALES_STEPS),
      Territory: random.chance(0.94) ? territory : null,
      Service_Line: random.chance(0.94) ? serviceLine : null,
      Strategic_Account: account?.Account_Type === "Partner",
      AWS_Funded: random.chance(0.25),
    },
  };
}
