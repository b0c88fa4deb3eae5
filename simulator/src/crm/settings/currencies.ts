import { Decimal } from "decimal.js";
import { CrmFault } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, listReply, noContent } from "../crm-request.ts";
import { dayOf, formatInstant } from "../crm-time.ts";
import { rateOn } from "../currency-rates.ts";
import type { Currency } from "../model.ts";
import { userRef } from "../wire-record.ts";

const scopes = () => ["ZohoCRM.settings.currencies.READ"];

export const currenciesRoute: CrmRoute = {
  method: "GET",
  path: "/org/currencies",
  scopes,
  credits: 1,
  handle(request) {
    requireMultiCurrency(request);
    return listReply(
      "currencies",
      request.org.currencies.map((currency) => describe(request, currency)),
    );
  },
};

export const currencyRoute: CrmRoute = {
  method: "GET",
  path: "/org/currencies/:id",
  scopes,
  credits: 1,
  handle(request) {
    requireMultiCurrency(request);
    const found = request.org.currencies.find((currency) => currency.id === request.params.id);
    return found === undefined ? noContent : listReply("currencies", [describe(request, found)]);
  },
};

export function requireMultiCurrency({ org }: CrmRequest): void {
  if (org.info.mc_status) return;
  throw org.behaviour.currenciesOffAnswer === "CURRENCIES_NOT_ENABLED"
    ? new CrmFault(403, "CURRENCIES_NOT_ENABLED", "Multi currency is not enabled")
    : new CrmFault(400, "FEATURE_NOT_ENABLED", "Multi currency is not enabled");
}

function describe(request: CrmRequest, currency: Currency) {
  const { org, user } = request;
  const zone = org.info.time_zone;
  const today = dayOf(org.clock.nowSeconds(), zone);
  const since = currency.rates.findLast((rate) => rate.from <= today)?.from ?? today;
  const changedAt = formatInstant(Date.parse(`${since}T00:00:00Z`) / 1000, user.time_zone);
  const by = userRef(org, org.users.keys().next().value, false);
  return {
    id: currency.id,
    name: `${currency.name} - ${currency.iso_code}`,
    iso_code: currency.iso_code,
    symbol: currency.symbol,
    prefix_symbol: true,
    exchange_rate: new Decimal(rateOn(org.currencies, currency.iso_code, today) ?? 1).toFixed(9),
    is_base: currency.is_base,
    is_active: currency.is_active,
    exchange_rate_auto_update: false,
    exchange_rate_updated_time: changedAt,
    format: {
      numeral_system: currency.iso_code === "INR" ? "Indian" : "International",
      decimal_places: String(currency.decimal_places),
      decimal_separator: "Period",
      thousand_separator: "Comma",
    },
    created_by: by,
    created_time: changedAt,
    modified_by: by,
    modified_time: changedAt,
  };
}
