import { Decimal } from "decimal.js";
import { html } from "hono/html";
import type { Field, StoredRecord, StoredValue, User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { fullName, recordName } from "../crm/wire-record.ts";
import { type Markup, names } from "./markup.ts";

const LOCALE = "en-GB";

/** "25 Nov 2026". A calendar day has no time zone, so none is asked. */
export function dayWords(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  const instant = Date.UTC(year ?? 1970, (month ?? 1) - 1, date ?? 1);
  return new Intl.DateTimeFormat(LOCALE, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(instant);
}

export function timeWords(epochS: number, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(epochS * 1000);
}

/** "SGD 64,000.00": always with the code, as four of our currencies are some kind of dollar. */
export function moneyWords(
  org: OrgState,
  amount: StoredValue | undefined,
  iso: StoredValue | undefined,
) {
  if (typeof amount !== "number") return null;
  const code = typeof iso === "string" ? iso : org.info.iso_code;
  const decimals = org.currencies.find((one) => one.iso_code === code)?.decimal_places ?? 2;
  const digits = new Intl.NumberFormat(LOCALE, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: Math.max(decimals, 2),
  }).format(amount);
  return `${code} ${digits.replace("-", "−")}`;
}

/** The amount at the deal's own rate; null when it is in the home currency or cannot be converted. */
export function homeMoneyWords(org: OrgState, deal: StoredRecord): string | null {
  const { Amount, Currency, Exchange_Rate } = deal;
  if (typeof Amount !== "number" || typeof Exchange_Rate !== "number" || Exchange_Rate === 0)
    return null;
  if (Currency === org.info.iso_code) return null;
  const home =
    org.behaviour.exchangeRateDirection === "divide"
      ? new Decimal(Amount).div(Exchange_Rate)
      : new Decimal(Amount).times(Exchange_Rate);
  return moneyWords(org, home.toDecimalPlaces(2).toNumber(), org.info.iso_code);
}

export function stageName(org: OrgState, stage: StoredValue | undefined): string {
  const options = org.fields.Deals.get("Stage")?.pick_list_values ?? [];
  return (
    options.find((one) => one.actual_value === stage)?.display_value ?? String(stage ?? "No stage")
  );
}

export function userName(org: OrgState, id: StoredValue | undefined): string {
  const user = org.users.get(String(id));
  if (user === undefined) return "Unknown user";
  return user.status === "active" ? fullName(user) : `${fullName(user)} (inactive)`;
}

export function accountName(org: OrgState, deal: StoredRecord): string | null {
  const account = org.records.Accounts.get(String(deal.Account_Name));
  return account === null ? null : recordName("Accounts", account);
}

export const notSet: Markup = html`<span class="unset">Not set</span>`;

/** A field's value as people read it. */
export function fieldWords(org: OrgState, viewer: User, field: Field, deal: StoredRecord): Markup {
  const value = deal[field.api_name] ?? null;
  if (value === null || value === "") return notSet;
  switch (field.data_type) {
    case "currency":
      return html`${moneyWords(org, value, deal.Currency) ?? notSet}`;
    case "date":
      return html`<time datetime="${String(value)}">${dayWords(String(value))}</time>`;
    case "datetime":
      return html`<time datetime="${new Date(Number(value) * 1000).toISOString()}"
        >${timeWords(Number(value), viewer.time_zone)}</time
      >`;
    case "boolean":
      return html`${value === true ? "Yes" : "No"}`;
    case "ownerlookup":
    case "userlookup":
      return names(userName(org, value));
    case "lookup": {
      const module = field.lookup_module;
      if (module === undefined || module === "Campaigns") return notSet;
      const record = org.records[module].get(String(value));
      return record === null ? notSet : names(recordName(module, record));
    }
    case "picklist": {
      const option = field.pick_list_values.find((one) => one.actual_value === value);
      return names(option?.display_value ?? String(value));
    }
    default:
      return html`<span class="text">${names(String(value))}</span>`;
  }
}
