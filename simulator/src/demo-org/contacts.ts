import type { CrmId, StoredRecord } from "../crm/model.ts";
import { type Accounts, territoryOfAccount } from "./accounts.ts";
import { type Day, SECONDS_PER_DAY } from "./calendar.ts";
import { creationSecond, ORG_AGE_DAYS, recordIdOfTail, recordTail } from "./crm-ids.ts";
import { SALES_TEAMS } from "./people.ts";
import { randomStream, type SeedWords } from "./random.ts";
import type { Territory } from "./service-lines.ts";

const GIVEN: Record<Territory, readonly string[]> = {
  APAC: ["Hui Min", "Kenji", "Soo-jin", "Linh", "Aroha", "Dewi", "Somchai", "明"],
  Americas: ["Olivia", "Mateo", "Jamal", "Beatriz", "Noah", "Ximena", "Thérèse", "Winona"],
  EMEA: ["Ingrid", "Omar", "Chloé", "Piotr", "Fatima", "Seán", "Ελένη", "Zsófia"],
  India: ["Rohan", "Lakshmi", "Farhan", "Meera", "Gurpreet", "Joseph", "Aishwarya", "सुनीता"],
};

const FAMILY: Record<Territory, readonly string[]> = {
  APAC: ["Lim", "Yamamoto", "Choi", "Trần", "Ngata", "Wijaya", "Suksawat", "王"],
  Americas: ["Carter", "Fernández", "Washington", "da Silva", "Kim-Alvarez", "Roy", "Begay"],
  EMEA: [
    "Bergström",
    "Haddad",
    "D'Angelo",
    "Kowalczyk",
    "van der Berg",
    "Nagy",
    "Müller-Lüdenscheidt",
  ],
  India: ["Iyer", "Reddy", "Khan", "Banerjee", "Singh", "Fernandes", "Subramanian"],
};

export type Contacts = {
  tail(index: number): number;
  id(index: number): CrmId;
  record(index: number): StoredRecord;
};

/** One contact for each account, with the account's index, entered some months after it. */
export function demoContacts(seed: SeedWords, today: Day, accounts: Accounts): Contacts {
  const orgStart = today - ORG_AGE_DAYS;
  const dayRandom = randomStream(seed, "contact day");
  const restRandom = randomStream(seed, "contact");
  const ids: CrmId[] = [];

  const createdDay = (index: number): Day =>
    orgStart +
    Math.floor(accounts.tail(index) / 1000 / SECONDS_PER_DAY) +
    dayRandom(index).int(1, 300);
  const tail = (index: number) => recordTail("Contacts", index, createdDay(index), orgStart);
  const id = (index: number) => {
    ids[index] ??= recordIdOfTail(tail(index));
    return ids[index];
  };

  function record(index: number): StoredRecord {
    const random = restRandom(index);
    const territory = territoryOfAccount(index);
    const owner = random.pick(SALES_TEAMS[territory].repIds);
    const first = random.pick(GIVEN[territory]);
    const last = random.pick(FAMILY[territory]);
    const createdAt = createdDay(index) * SECONDS_PER_DAY + creationSecond(index);
    return {
      id: id(index),
      First_Name: first,
      Last_Name: last,
      Full_Name: `${first} ${last}`,
      Account_Name: accounts.id(index),
      Email: random.chance(0.85) ? `contact${index}@account-${index}.example` : null,
      Phone: null,
      Title: random.pick(["CIO", "Head of IT", "Procurement", "CFO", "Cloud Architect", null]),
      Owner: owner,
      Created_By: owner,
      Modified_By: owner,
      Created_Time: createdAt,
      Modified_Time: createdAt,
      Last_Activity_Time: null,
      Locked__s: false,
      Record_Status__s: "Available",
    };
  }

  return { tail, id, record };
}
