import type { CrmId, StoredRecord } from "../crm/model.ts";
import { chooseAccountName, respell } from "./account-names.ts";
import { type Day, SECONDS_PER_DAY, workingDay } from "./calendar.ts";
import { creationSecond, ORG_AGE_DAYS, recordIdOfTail, recordTail } from "./crm-ids.ts";
import { HISTORY_DAYS } from "./deal-timeline.ts";
import { SALES_OPERATIONS_ID, SALES_TEAMS } from "./people.ts";
import { type Random, randomStream, type SeedWords } from "./random.ts";
import { TERRITORIES, type Territory } from "./service-lines.ts";

const MIN_ACCOUNTS = 60;

export function accountCount(deals: number): number {
  return Math.max(MIN_ACCOUNTS, Math.ceil(deals / 4));
}

export type Accounts = {
  tail(index: number): number;
  id(index: number): CrmId;
  name(index: number): string;
  record(index: number): StoredRecord;
};

/** Accounts of the four territories take turns, so an index tells the territory. */
export function territoryOfAccount(index: number): Territory {
  return TERRITORIES[index % TERRITORIES.length] ?? "APAC";
}

/**
 * An account of the territory for a deal with this index. Only as many accounts are considered as
 * exist when the deal is the last one, so a larger organisation leaves the choice alone.
 */
export function chooseAccount(random: Random, dealIndex: number, territory: Territory): number {
  const turns = Math.floor(Math.max(MIN_ACCOUNTS, dealIndex / 4) / TERRITORIES.length);
  // Older customers buy more often.
  const turn = Math.floor(turns * random.next() ** 1.4);
  return turn * TERRITORIES.length + TERRITORIES.indexOf(territory);
}

export function demoAccounts(seed: SeedWords, today: Day): Accounts {
  const orgStart = today - ORG_AGE_DAYS;
  const dayRandom = randomStream(seed, "account day");
  const nameRandom = randomStream(seed, "account name");
  const restRandom = randomStream(seed, "account");
  // Deals ask for the same few accounts over and over.
  const ids: CrmId[] = [];
  const names: string[] = [];

  const createdDay = (index: number): Day =>
    workingDay(today - dayRandom(index).int(HISTORY_DAYS + 10, ORG_AGE_DAYS - 40));
  const tail = (index: number) => recordTail("Accounts", index, createdDay(index), orgStart);
  const original = (index: number) =>
    chooseAccountName(nameRandom(index), territoryOfAccount(index));
  const spelledName = (index: number): string => {
    const twin = twinOf(index);
    return twin === null ? original(index).name : respell(nameRandom(index), original(twin).name);
  };
  const id = (index: number) => {
    ids[index] ??= recordIdOfTail(tail(index));
    return ids[index];
  };
  const name = (index: number) => {
    names[index] ??= spelledName(index);
    return names[index];
  };

  function record(index: number): StoredRecord {
    const random = restRandom(index);
    const territory = territoryOfAccount(index);
    const owner = random.pick(SALES_TEAMS[territory].repIds);
    const createdAt = createdDay(index) * SECONDS_PER_DAY + creationSecond(index);
    const touchedAt = (today - random.int(1, 400)) * SECONDS_PER_DAY + random.int(0, 86_399);
    return {
      id: id(index),
      Account_Name: name(index),
      Owner: owner,
      Industry: original(index).industry,
      Account_Type: random.pick(["Customer", "Customer", "Prospect", "Partner", null]),
      Phone: random.chance(0.7) ? phoneIn(random, territory) : null,
      Website: random.chance(0.6) ? `https://www.account-${index}.example` : null,
      Billing_City: random.pick(CITIES[territory])[0],
      Billing_Country: random.pick(CITIES[territory])[1],
      Employees: random.chance(0.5) ? Math.round(20 * Math.exp(2.5 * random.next() * 1.6)) : null,
      Annual_Revenue: null,
      Parent_Account: null,
      Description: null,
      Currency: "SGD",
      Exchange_Rate: 1,
      Created_By: random.chance(0.3) ? SALES_OPERATIONS_ID : owner,
      Modified_By: owner,
      Created_Time: createdAt,
      Modified_Time: Math.max(createdAt, touchedAt),
      Last_Activity_Time: Math.max(createdAt, touchedAt),
      Locked__s: false,
      Record_Status__s: "Available",
    };
  }

  return { tail, id, name, record };
}

/** Every twelfth turn, an account is the one of the turn before, entered again by somebody. */
function twinOf(index: number): number | null {
  const turn = Math.floor(index / TERRITORIES.length);
  return turn % 12 === 5 ? index - TERRITORIES.length : null;
}

const CITIES: Record<Territory, readonly (readonly [string, string])[]> = {
  APAC: [
    ["Singapore", "Singapore"],
    ["Tōkyō", "Japan"],
    ["Sydney", "Australia"],
    ["Kuala Lumpur", "Malaysia"],
  ],
  Americas: [
    ["New York", "United States"],
    ["São Paulo", "Brazil"],
    ["Monterrey", "Mexico"],
    ["Montréal", "Canada"],
  ],
  EMEA: [
    ["London", "United Kingdom"],
    ["Zürich", "Switzerland"],
    ["Kraków", "Poland"],
    ["Dubai", "United Arab Emirates"],
  ],
  India: [
    ["Mumbai", "India"],
    ["Bengaluru", "India"],
    ["Chennai", "India"],
    ["Pune", "India"],
  ],
};

const DIAL_CODES: Record<Territory, string> = {
  APAC: "+65",
  Americas: "+1",
  EMEA: "+44",
  India: "+91",
};

function phoneIn(random: Random, territory: Territory): string {
  return `${DIAL_CODES[territory]} 555 ${random.int(100, 999)} ${random.int(1000, 9999)}`;
}
