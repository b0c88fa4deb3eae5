import type { StoredRecord } from "../crm/model.ts";
import { type Accounts, chooseAccount } from "./accounts.ts";
import { chooseAmount, chooseCurrency } from "./amounts.ts";
import { type Day, dayOf, dayTextOrNull, SECONDS_PER_DAY } from "./calendar.ts";
import type { Contacts } from "./contacts.ts";
import { type CurrencyTable, RETIRED_CURRENCY } from "./currencies.ts";
import { chooseDealName } from "./deal-names.ts";
import type { DealPlan, DealPlanner } from "./deal-plan.ts";
import { DEALS_LAYOUT_ID } from "./layouts.ts";
import type { CategoryMess, Mess } from "./mess.ts";
import { chooseNextStep, DESCRIPTIONS } from "./next-steps.ts";
import { SALES_OPERATIONS_ID } from "./people.ts";
import { DEAL_TYPES, LEAD_SOURCES, LOSS_REASONS } from "./picklists.ts";
import { type Random, randomStream, type SeedWords } from "./random.ts";
import { NONE_OPTION } from "./service-lines.ts";

export type DealRecordParts = {
  seed: SeedWords;
  today: Day;
  planner: DealPlanner;
  messOf: (index: number) => Mess;
  accounts: Accounts;
  contacts: Contacts;
  currencies: CurrencyTable;
  idOf: (index: number, createdDay: Day) => string;
};

/** Makes the record of one deal from its index. */
export function dealRecords(parts: DealRecordParts): (index: number) => StoredRecord {
  const randomOf = randomStream(parts.seed, "deal record");
  const decimalsByIso = new Map(
    parts.currencies.currencies.map((one) => [one.iso_code, one.decimal_places]),
  );

  function original(index: number): StoredRecord {
    const plan = parts.planner.plan(index);
    const mess = parts.messOf(index);
    const random = randomOf(index);
    const account = chooseAccount(random, index, plan.territory);
    const hasContact = random.chance(0.7);
    const name = chooseDealName(random, mess.name, plan.serviceLine, parts.accounts.name(account));
    const { currency, rate, amount } = priceOf(random, plan, mess);
    const probability = probabilityOf(random, plan, mess);
    const isMissing = (gap: CategoryMess) =>
      mess.category === gap || mess.category === "no_account_territory_or_line";
    const { milestones, timeline, stage } = plan;
    const decided = timeline.decidedDay;
    const editedAt = editTime(parts, plan, mess);

    // One literal with every key, in one order: a million records share one hidden class.
    return {
      id: parts.idOf(index, timeline.createdDay),
      Deal_Name: name,
      Stage: stage.name,
      Pipeline: plan.pipeline.name,
      Layout: DEALS_LAYOUT_ID,
      Closing_Date: dayTextOrNull(plan.closingDay),
      Account_Name: isMissing("no_account") ? null : parts.accounts.id(account),
      Contact_Name: hasContact && !isMissing("no_account") ? parts.contacts.id(account) : null,
      Owner: plan.ownerId,
      Amount: amount,
      Probability: probability,
      Expected_Revenue: expectedRevenue(amount, probability),
      Currency: currency,
      Exchange_Rate: rate,
      Type: random.chance(0.9) ? random.pick(DEAL_TYPES) : null,
      Lead_Source: leadSourceOf(random, mess.category),
      Next_Step: chooseNextStep(random, timeline),
      Description: random.chance(0.08) ? random.pick(DESCRIPTIONS) : null,
      Campaign_Source: null,
      Reason_For_Loss__s:
        stage.phase === "lost" && random.chance(0.8) ? random.pick(LOSS_REASONS) : null,
      Territory: categoryOf(
        isMissing("no_territory"),
        mess.category === "none_territory",
        plan.territory,
      ),
      Service_Line: categoryOf(
        isMissing("no_service_line"),
        mess.category === "none_service_line",
        plan.serviceLine,
      ),
      Strategic_Account: account % 7 === 3,
      AWS_Funded: random.chance(plan.serviceLine === "Security" ? 0.08 : 0.3),
      Proposal_Date: dayTextOrNull(milestones.proposal),
      PO_Date: dayTextOrNull(milestones.po),
      Kickoff_Date: dayTextOrNull(milestones.kickoff),
      Invoice_Date: dayTextOrNull(milestones.invoice),
      Payment_Date: dayTextOrNull(milestones.payment),
      Revenue_Date: dayTextOrNull(milestones.revenue),
      Created_By: random.chance(0.15) ? SALES_OPERATIONS_ID : plan.ownerId,
      Modified_By: mess.timing === "mass_update" ? SALES_OPERATIONS_ID : plan.ownerId,
      Created_Time: plan.createdAt,
      Modified_Time: editedAt,
      Last_Activity_Time: random.chance(0.9) ? editedAt : null,
      Stage_Modified_Time: plan.stageEnteredAt,
      Change_Log_Time__s: editedAt,
      Lead_Conversion_Time: null,
      Sales_Cycle_Duration: decided === null ? null : Math.max(0, decided - timeline.createdDay),
      Overall_Sales_Duration: decided === null ? null : Math.max(0, decided - timeline.createdDay),
      Locked__s: false,
      Record_Status__s: "Available",
    };
  }

  function priceOf(random: Random, plan: DealPlan, mess: Mess) {
    const chosen = chooseCurrency(random, plan.territory);
    // The record keeps the rate of the day it was first saved.
    const day = dayOf(plan.createdAt);
    const chosenRate = parts.currencies.rateOn(chosen, day) ?? 1;
    const decimals = decimalsByIso.get(chosen) ?? 2;
    const full = chooseAmount(random, plan.serviceLine, { decimals, rate: chosenRate });
    const isRetired = mess.money === "retired_currency";
    return {
      currency: isRetired ? RETIRED_CURRENCY : chosen,
      rate: isRetired ? null : chosenRate,
      amount: amountWith(random, mess, full),
    };
  }

  /** The deal typed again: same customer, name and money, everything else its own. */
  function repeatEarlier(record: StoredRecord, index: number): void {
    const source = earlierClean(parts.messOf, index);
    if (source === null) return;
    const earlier = original(source);
    record.Deal_Name = earlier.Deal_Name ?? null;
    record.Account_Name = earlier.Account_Name ?? null;
    record.Contact_Name = earlier.Contact_Name ?? null;
    record.Amount = earlier.Amount ?? null;
    record.Currency = earlier.Currency ?? null;
    record.Exchange_Rate = parts.currencies.rateOn(
      String(earlier.Currency),
      dayOf(Number(record.Created_Time)),
    );
    record.Strategic_Account = earlier.Strategic_Account ?? null;
    const probability = typeof record.Probability === "number" ? record.Probability : null;
    const amount = typeof record.Amount === "number" ? record.Amount : null;
    record.Expected_Revenue = expectedRevenue(amount, probability);
  }

  return (index) => {
    const record = original(index);
    if (parts.messOf(index).name === "duplicate") repeatEarlier(record, index);
    return record;
  };
}

/** Nearest deal before this one about which nothing is strange. */
function earlierClean(messOf: DealRecordParts["messOf"], index: number): number | null {
  for (let earlier = index - 1; earlier >= 0; earlier--) {
    const { name, money, category } = messOf(earlier);
    if (name === null && money === null && category === null) return earlier;
  }
  return null;
}

function amountWith(random: Random, mess: Mess, full: number): number | null {
  if (mess.money === "no_amount") return null;
  if (mess.money === "zero_amount") return 0;
  if (mess.name === "placeholder") return 1;
  // A credit note entered as a deal of its own.
  if (mess.money === "negative_amount")
    return -Math.max(1, Math.round(full * (0.05 + 0.2 * random.next())));
  return full;
}

function probabilityOf(random: Random, { stage }: DealPlan, mess: Mess): number | null {
  if (mess.money === "no_probability") return null;
  if (stage.forecastType !== "Open" || !random.chance(0.1)) return stage.probability;
  return Math.min(95, Math.max(5, stage.probability + random.pick([-15, -10, -5, 5, 10])));
}

function expectedRevenue(amount: number | null, probability: number | null): number | null {
  if (amount === null || probability === null) return null;
  return Math.round((Math.round(amount * 100) * probability) / 100) / 100;
}

function leadSourceOf(random: Random, category: CategoryMess | null): string | null {
  const source = random.chance(0.85) ? random.pick(LEAD_SOURCES) : null;
  return category === "none_lead_source" ? NONE_OPTION : source;
}

function categoryOf(isMissing: boolean, isNone: boolean, value: string): string | null {
  if (isMissing) return null;
  return isNone ? NONE_OPTION : value;
}

const MASS_UPDATE_DAYS_AGO = 3;
const MASS_UPDATE_SECOND = 8_100;

function editTime(parts: DealRecordParts, plan: DealPlan, mess: Mess): number {
  if (mess.timing === "mass_update") {
    const massUpdateAt =
      (parts.today - MASS_UPDATE_DAYS_AGO) * SECONDS_PER_DAY + MASS_UPDATE_SECOND;
    return Math.max(plan.stageEnteredAt, massUpdateAt);
  }
  // Two deals saved together carry the later of both times.
  if (mess.timing === "same_second" && plan.index > 0) {
    return Math.max(plan.editedAt, parts.planner.plan(plan.index - 1).editedAt);
  }
  if (parts.messOf(plan.index + 1).timing === "same_second") {
    return Math.max(plan.editedAt, parts.planner.plan(plan.index + 1).editedAt);
  }
  return plan.editedAt;
}
