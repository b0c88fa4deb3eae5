import { expect, it } from "vitest";
import type { Field, OrgSeed, StoredRecord, StoredValue } from "../crm/model.ts";
import { generateDemoOrg } from "./generate-demo-org.ts";

const now = Date.UTC(2026, 10, 25, 9, 30) / 1000;
const midnight = Date.UTC(2026, 10, 25) / 1000;
const org = generateDemoOrg({ seed: "pulse", deals: 600, now });
const deals = [...org.deals];
const accounts = [...org.accounts];
const contacts = [...org.contacts];

const snapshotOf = (seeded: OrgSeed) => ({
  ...seeded,
  accounts: [...seeded.accounts],
  contacts: [...seeded.contacts],
  deals: [...seeded.deals],
  stageHistory: null,
});

it("is the same organisation for the same seed, size and day", () => {
  const again = generateDemoOrg({ seed: "pulse", deals: 600, now: now + 8 * 3600 });
  expect(snapshotOf(again)).toEqual(snapshotOf(org));
  expect([...org.deals]).toEqual(deals);
});

it("shares no settings with another organisation in the same process", () => {
  const other = generateDemoOrg({ seed: "pulse", deals: 10, now });
  other.info.mc_status = false;
  for (const user of other.users) user.status = "inactive";
  for (const field of other.fields.Deals) field.pick_list_values.length = 0;
  const fresh = generateDemoOrg({ seed: "pulse", deals: 10, now });
  expect([fresh.info, fresh.users, fresh.fields]).toEqual([org.info, org.users, org.fields]);
});

it("is another organisation for another seed", () => {
  const other = [...generateDemoOrg({ seed: "pulse 2", deals: 600, now }).deals];
  const names = new Set(deals.map((deal) => deal.Deal_Name));
  const shared = other.filter((deal) => names.has(deal.Deal_Name ?? null));
  expect(shared.length).toBeLessThan(120);
});

it("keeps every deal and its history when the organisation is larger", () => {
  const larger = generateDemoOrg({ seed: "pulse", deals: 2_000, now });
  const byId = new Map([...larger.deals].map((deal) => [deal.id, deal]));
  for (const deal of deals) {
    expect(byId.get(deal.id)).toEqual(deal);
    expect(larger.stageHistory(deal.id)).toEqual(org.stageHistory(deal.id));
  }
  const accountsById = new Map([...larger.accounts].map((account) => [account.id, account]));
  for (const account of accounts) expect(accountsById.get(account.id)).toEqual(account);
});

it.each([1, 7, 601])("makes exactly %i deals", (count) => {
  const seeded = generateDemoOrg({ seed: "count", deals: count, now });
  expect([...seeded.deals]).toHaveLength(count);
  expect([...seeded.accounts].length).toBeGreaterThanOrEqual(60);
});

it("hands records out in ascending id order, with gaps, none twice in any module", () => {
  const ids = [...deals, ...accounts, ...contacts].map((record) => record.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const records of [deals, accounts, contacts]) {
    const own = records.map((record) => record.id);
    expect(own).toEqual([...own].sort());
    expect(own.every((id) => /^\d{19}$/.test(id))).toBe(true);
  }
  const gaps = deals.slice(1).map((deal, i) => BigInt(deal.id) - BigInt(deals[i]?.id ?? 0));
  expect(gaps.every((gap) => gap > 1n)).toBe(true);
});

it("gives ids in the order of creation", () => {
  const created = deals.map((deal) => Number(deal.Created_Time));
  expect(created).toEqual([...created].sort((a, b) => a - b));
});

it("creates within the last 24 months and changes nothing in the future", () => {
  const oldest = Date.UTC(2024, 10, 25) / 1000;
  for (const deal of deals) {
    const { Created_Time, Modified_Time, Stage_Modified_Time } = deal;
    expect([Created_Time, Modified_Time, Stage_Modified_Time].every(Number.isInteger)).toBe(true);
    expect(Created_Time).toBeGreaterThanOrEqual(oldest);
    expect(Stage_Modified_Time).toBeGreaterThanOrEqual(Number(Created_Time));
    expect(Modified_Time).toBeGreaterThanOrEqual(Number(Stage_Modified_Time));
    expect(Modified_Time).toBeLessThanOrEqual(midnight);
  }
});

it("leaves closed deals alone for longer than open ones", () => {
  const lost = new Set(lostStages());
  const daysQuiet = (isLost: boolean) => {
    const days = deals
      .filter((deal) => lost.has(String(deal.Stage)) === isLost)
      .map((deal) => (midnight - Number(deal.Modified_Time)) / 86_400)
      .sort((a, b) => a - b);
    return days[Math.floor(days.length / 2)] ?? 0;
  };
  expect(daysQuiet(true)).toBeGreaterThan(4 * daysQuiet(false));
});

it("has a handful of deals saved in one second", () => {
  const bySecond = Map.groupBy(deals, (deal) => deal.Modified_Time);
  const ties = [...bySecond.values()].map((group) => group.length).filter((size) => size > 1);
  expect(ties.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...ties)).toBeGreaterThanOrEqual(5);
});

it("fills every field with what its settings allow, in one order of keys", () => {
  const keys = Object.keys(deals[0] ?? {});
  for (const deal of deals) expect(Object.keys(deal)).toEqual(keys);
  for (const [module, records] of [
    ["Deals", deals],
    ["Accounts", accounts],
    ["Contacts", contacts],
  ] as const) {
    const fields = new Map(org.fields[module].map((field) => [field.api_name, field]));
    for (const record of records) {
      // The layout is part of a record, not of the field settings.
      const { Layout, ...values } = record;
      expect(Layout).toBe(module === "Deals" ? org.layouts[0]?.id : undefined);
      expect(Object.keys(values).sort()).toEqual([...fields.keys()].sort());
      expectFits(values, fields);
    }
  }
});

function expectFits(
  record: Omit<StoredRecord, "Layout">,
  fields: ReadonlyMap<string, Field>,
): void {
  for (const [apiName, value] of Object.entries(record)) {
    const field = fields.get(apiName);
    if (field === undefined) throw new Error(`no field ${apiName}`);
    if (value !== null)
      expect([apiName, value, problemOf(field, value)]).toEqual([apiName, value, null]);
  }
}

function problemOf(field: Field, value: StoredValue): string | null {
  switch (field.data_type) {
    case "date":
      return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? null : "not a date";
    case "datetime":
    case "integer":
      return Number.isInteger(value) ? null : "not a whole number";
    case "currency":
    case "double":
      return Number.isFinite(value) ? null : "not a number";
    case "boolean":
      return typeof value === "boolean" ? null : "not a boolean";
    case "lookup":
    case "ownerlookup":
    case "bigint":
      return /^\d{19}$/.test(String(value)) ? null : "not an id";
    case "picklist": {
      const isKnown = field.pick_list_values.some((option) => option.actual_value === value);
      return isKnown || value === "-None-" ? null : "not an option";
    }
    default: {
      const isOneLine = field.data_type === "textarea" || !/[\r\n]/.test(String(value));
      return isOneLine && String(value).length <= field.length ? null : "too long, or two lines";
    }
  }
}

it("points only at accounts, contacts and users that exist", () => {
  const accountIds = new Set(accounts.map((account) => account.id));
  const contactIds = new Set(contacts.map((contact) => contact.id));
  const userIds = new Set(org.users.map((user) => user.id));
  for (const deal of deals) {
    if (deal.Account_Name !== null) expect(accountIds).toContain(deal.Account_Name);
    if (deal.Contact_Name !== null) expect(contactIds).toContain(deal.Contact_Name);
    for (const user of [deal.Owner, deal.Created_By, deal.Modified_By])
      expect(userIds).toContain(user);
  }
});

it("spreads deals over all territories, lines, pipelines and owners", () => {
  for (const field of ["Territory", "Service_Line", "Pipeline"] as const) {
    const options = org.fields.Deals.find((one) => one.api_name === field)?.pick_list_values ?? [];
    for (const { actual_value } of options) {
      const share = deals.filter((deal) => deal[field] === actual_value).length / deals.length;
      expect([actual_value, share > 0.1]).toEqual([actual_value, true]);
    }
  }
  const reps = org.users.filter((user) =>
    org.roles.some((role) => role.id === user.role && role.name.startsWith("Sales Rep")),
  );
  for (const rep of reps) expect(deals.some((deal) => deal.Owner === rep.id)).toBe(true);
});

it("has one field for each api name, one id for each setting, and labels within their limit", () => {
  for (const fields of Object.values(org.fields)) {
    expect(new Set(fields.map((field) => field.api_name)).size).toBe(fields.length);
  }
  const fields = Object.values(org.fields).flat();
  const settings = [
    ...org.users,
    ...org.roles,
    ...org.profiles,
    ...org.currencies,
    ...org.layouts,
    ...org.pipelines,
    ...fields,
  ].map((setting) => setting.id);
  expect(new Set(settings).size).toBe(settings.length);
  const layoutFields = org.layouts.flatMap((layout) =>
    layout.sections.flatMap((one) => one.fields),
  );
  const names = new Set(org.fields.Deals.map((field) => field.api_name));
  for (const { api_name } of layoutFields) expect(names).toContain(api_name);
});

it("offers the custom fields that the product needs", () => {
  const custom = org.fields.Deals.filter((field) => field.custom_field);
  expect(custom.map((field) => [field.api_name, field.data_type])).toEqual([
    ["Territory", "picklist"],
    ["Service_Line", "picklist"],
    ["Strategic_Account", "boolean"],
    ["AWS_Funded", "boolean"],
    ["Proposal_Date", "date"],
    ["PO_Date", "date"],
    ["Kickoff_Date", "date"],
    ["Invoice_Date", "date"],
    ["Payment_Date", "date"],
    ["Revenue_Date", "date"],
  ]);
});

it("keeps the rate of the day a deal was created, and whole yen", () => {
  for (const deal of deals) {
    const currency = org.currencies.find((one) => one.iso_code === deal.Currency);
    if (!currency?.is_active) {
      expect(deal.Exchange_Rate).toBeNull();
      continue;
    }
    const createdOn = new Date(Number(deal.Created_Time) * 1000).toISOString().slice(0, 10);
    const rate = currency.rates.findLast(({ from }) => from <= createdOn)?.rate;
    expect(deal.Exchange_Rate).toBe(Number(rate));
    if (currency.decimal_places === 0) expect(Number.isInteger(deal.Amount ?? 0)).toBe(true);
  }
  const rates = (iso: string) =>
    org.currencies.find((one) => one.iso_code === iso)?.rates.map((one) => Number(one.rate)) ?? [];
  expect(Math.min(...rates("USD"))).toBeGreaterThan(0.73);
  expect(Math.max(...rates("USD"))).toBeLessThan(0.81);
  expect(Math.min(...rates("JPY"))).toBeGreaterThan(110);
  expect(Math.max(...rates("JPY"))).toBeLessThan(127);
  expect(new Set(rates("EUR")).size).toBeGreaterThan(20);
});

function lostStages(): string[] {
  const stage = org.fields.Deals.find((field) => field.api_name === "Stage");
  return (stage?.pick_list_values ?? [])
    .filter((option) => option.forecast_type === "Closed Lost")
    .map((option) => option.actual_value);
}
