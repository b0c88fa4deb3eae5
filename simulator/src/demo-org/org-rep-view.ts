import { compareIds } from "../crm/crm-id.ts";
import { rateOn } from "../crm/currency-rates.ts";
import type { StoredRecord } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import type { RecordStore } from "../crm/record-store.ts";
import { dayText } from "./calendar.ts";
import type { RepView } from "./rep-view.ts";

/** What virtual reps see of a running organisation. */
export function repViewOf(org: OrgState): RepView {
  const stageField = org.fields.Deals.get("Stage");
  if (stageField === undefined) throw new Error("Deals have no field Stage");
  return {
    dealAt: (fraction) => recordAt(org.records.Deals, fraction),
    accountAt: (fraction) => recordAt(org.records.Accounts, fraction),
    user: (id) => org.users.get(id) ?? null,
    sellers: () =>
      [...org.users.values()].filter((user) => {
        const isLeaf = ![...org.roles.values()].some((role) => role.reporting_to === user.role);
        const isAdministrator = org.profiles.get(user.profile)?.administrator === true;
        return user.status === "active" && isLeaf && !isAdministrator;
      }),
    stageField,
    pipelines: org.pipelines,
    currency(iso, day) {
      const currency = org.currencies.find((one) => one.iso_code === iso && one.is_active);
      const rate = currency === undefined ? null : rateOn(org.currencies, iso, dayText(day));
      if (currency === undefined || rate === null) return null;
      return { decimals: currency.decimal_places, rate: Number(rate) };
    },
  };
}

/** By a place between the lowest and the highest id, which costs no more for a million records. */
function recordAt(store: RecordStore, fraction: number): StoredRecord | null {
  const order = store.idOrder();
  const [first] = order.from(() => 0);
  const [last] = order.before(() => -1);
  if (first === undefined || last === undefined) return null;
  const low = BigInt(first.id);
  // A million steps: finer than needed, and exact.
  const wanted = low + ((BigInt(last.id) - low) * BigInt(Math.floor(fraction * 1e6))) / 1_000_000n;
  const id = wanted.toString();
  const [found] = order.from((record) => compareIds(record.id, id));
  return found ?? last;
}
