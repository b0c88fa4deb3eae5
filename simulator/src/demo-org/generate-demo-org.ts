import type { OrgSeed, StageVisit, StoredRecord } from "../crm/model.ts";
import { ACCOUNT_FIELDS, CONTACT_FIELDS } from "./account-fields.ts";
import { accountCount, demoAccounts } from "./accounts.ts";
import { dayOf } from "./calendar.ts";
import { demoContacts } from "./contacts.ts";
import {
  indexOfTail,
  ORG_AGE_DAYS,
  recordIdOfTail,
  recordTail,
  tailOfRecordId,
} from "./crm-ids.ts";
import { currencyTable } from "./currencies.ts";
import { DEAL_FIELDS } from "./deal-fields.ts";
import { dealPlanner } from "./deal-plan.ts";
import { dealRecords } from "./deal-record.ts";
import { DEALS_LAYOUT_ID, DEMO_LAYOUTS } from "./layouts.ts";
import { messPlan } from "./mess.ts";
import { ORG_INFO } from "./org-info.ts";
import { DEMO_PROFILES, DEMO_ROLES, DEMO_USERS } from "./people.ts";
import { seedWords } from "./random.ts";
import { stageHistories } from "./stage-history.ts";
import { demoPipelines } from "./stages.ts";

export type DemoOrgOptions = {
  seed: string;
  /** How many deals; a million is fine. */
  deals: number;
  /** Epoch seconds. */
  now: number;
};

/**
 * The demo organisation: the same for the same seed, size and UTC day. `now` counts only as its
 * day, so that a second start on that day finds what the first one made; nothing in the data is
 * later than the day's midnight, except what people plan.
 *
 * Deal number i is made from the seed and i alone. It is the same deal, with the same id, in an
 * organisation of six hundred and of a million.
 */
export function generateDemoOrg({ seed, deals, now }: DemoOrgOptions): OrgSeed {
  const words = seedWords(seed);
  const today = dayOf(now);
  const orgStart = today - ORG_AGE_DAYS;
  const accounts = demoAccounts(words, today);
  const contacts = demoContacts(words, today, accounts);
  const currencies = currencyTable(words, today);
  const planner = dealPlanner(words, today);
  const dealTail = (index: number, createdDay: number) =>
    recordTail("Deals", index, createdDay, orgStart);
  const dealRecord = dealRecords({
    seed: words,
    today,
    planner,
    messOf: messPlan(words),
    accounts,
    contacts,
    currencies,
    idOf: (index, createdDay) => recordIdOfTail(dealTail(index, createdDay)),
  });
  const historyOf = stageHistories(words);

  function stageHistory(dealId: string): StageVisit[] {
    const tail = tailOfRecordId(dealId);
    const index = tail === null ? null : indexOfTail("Deals", tail);
    if (tail === null || index === null || index >= deals) return [];
    const plan = planner.plan(index);
    if (dealTail(index, plan.timeline.createdDay) !== tail) return [];
    const { Amount, Probability } = dealRecord(index);
    return historyOf(plan, {
      dealId,
      dealTail: tail,
      amount: typeof Amount === "number" ? Amount : null,
      probability: typeof Probability === "number" ? Probability : null,
    });
  }

  // Settings change while an organisation runs; each gets copies of its own.
  const settings = structuredClone({
    info: ORG_INFO,
    roles: DEMO_ROLES,
    profiles: DEMO_PROFILES,
    users: DEMO_USERS,
    currencies: currencies.currencies,
    fields: { Deals: DEAL_FIELDS, Accounts: ACCOUNT_FIELDS, Contacts: CONTACT_FIELDS },
    layouts: DEMO_LAYOUTS,
    pipelines: demoPipelines(DEALS_LAYOUT_ID),
  });

  return {
    ...settings,
    sharing: { Deals: "private", Accounts: "public_read_only", Contacts: "private" },
    accounts: inIdOrder(accountCount(deals), "Accounts", accounts.tail, accounts.record),
    contacts: inIdOrder(accountCount(deals), "Contacts", contacts.tail, contacts.record),
    deals: inIdOrder(
      deals,
      "Deals",
      (index) => dealTail(index, planner.createdDay(index)),
      dealRecord,
    ),
    stageHistory,
  };
}

/**
 * Records one at a time in ascending id order. Only the ids' tails are kept and sorted, eight bytes
 * a record, because a tail leads back to its index.
 */
function inIdOrder(
  count: number,
  module: "Deals" | "Accounts" | "Contacts",
  tailOf: (index: number) => number,
  recordOf: (index: number) => StoredRecord,
): Iterable<StoredRecord> {
  return {
    *[Symbol.iterator]() {
      const tails = Float64Array.from({ length: count }, (_, index) => tailOf(index)).sort();
      for (const tail of tails) {
        const index = indexOfTail(module, tail);
        if (index === null) throw new Error(`${module} made a tail it cannot read: ${tail}`);
        yield recordOf(index);
      }
    },
  };
}
