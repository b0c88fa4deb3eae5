import type { Deal } from "@pulse/shared/deal/deal";
import type { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import type { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import { aDeal } from "./builders.ts";
import { cents, centsText } from "./pipeline-sums.ts";

/** A services company's pipeline, the same every time; awkward records included. */

const accounts = [
  "Keppel Harbour Pte Ltd",
  "Tata Elxsi Digital",
  "Nippon Yūsen Logistics",
  "Bergmann & Söhne GmbH",
  "Grupo Andino S.A.",
  "Mahindra Agri Solutions",
  "Lion City Robotics",
  "Fairweather Insurance plc",
  "東京メディカル株式会社",
  "Al-Noor Trading (شركة النور)",
  "O'Connell, Reyes & Partners",
  "Aurora Hydro",
  "PT Samudra Niaga",
  "Cobalt Retail Group",
  "Vistula Bank",
  "Redwood Unified School District",
];
const projects = [
  "Landing zone",
  "24×7 managed operations",
  "Contact-centre assistant",
  "SAP to cloud",
  "SOC onboarding",
  "Document intelligence pilot",
  "Data platform renewal",
  "Zero-trust rollout",
  "Backup & recovery, phase 2",
  "Mainframe exit assessment",
];
const owners = [
  ["Priya Raman", true],
  ["Daniel Tan", true],
  ["María Fernández-Lozano", true],
  ["Kenji Watanabe", true],
  ["Aisha Siddiqui", true],
  ["Tom O’Brien", true],
  ["Wei Ling Goh", true],
  ["Lars Ekström", false],
] as const;
const stages: readonly (readonly [string, DealOutcome, number])[] = [
  ["Qualification", "open", 10],
  ["Needs analysis", "open", 25],
  ["Proposal", "open", 50],
  ["Negotiation", "open", 75],
  ["PO received", "open", 90],
  ["Kickoff done", "open", 95],
  ["Closed won", "won", 100],
  ["Closed lost", "lost", 0],
];
const stageWeights = [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 6, 6, 7, 7];
const territories = ["APAC", "APAC", "India", "India", "Americas", "EMEA", "EMEA", null];
const serviceLines = [
  "MSP Services",
  "MSP Services",
  "Cloud Migration",
  "Cloud Migration",
  "Gen AI",
  "Gen AI",
  "Security",
  null,
];
/** Units per SGD, times 100. */
const rates = { SGD: 100n, USD: 74n, INR: 6450n, EUR: 68n, JPY: 11500n } as const;
const currencies = ["SGD", "SGD", "SGD", "USD", "USD", "INR", "EUR", "JPY"] as const;

export function sampleDeals(count: number): Deal[] {
  const random = sequence(20260220);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  };
  return Array.from({ length: count }, (_, index) => {
    const recordId = String(5725767000000100001n + BigInt(index) * 17n);
    const [stage, outcome, probability] = stages[pick(stageWeights)] ??
      stages[0] ?? ["", "open", 0];
    const currency = pick(currencies);
    const sgd =
      BigInt(Math.round(9_000 + random() ** 3 * 900_000)) * 100n +
      BigInt(Math.floor(random() * 100));
    const amount = (sgd * rates[currency]) / 100n;
    const [ownerName, active] = pick(owners);
    const account = pick(accounts);
    const day = (from: number, days: number) =>
      new Date(Date.UTC(2026, 1, 20) + (from + Math.floor(random() * days)) * 86_400_000);
    const closing = outcome === "open" ? day(-40, 200) : day(-400, 390);
    const modified = new Date(
      Date.UTC(2026, 1, 20, 3, 57) - index * 2_520_000 - Math.floor(random() * 900_000),
    );
    return aDeal({
      record_id: recordId,
      opportunity_name: `${pick(projects)}${random() < 0.2 ? " (renewal)" : ""}`,
      account_name: account,
      owner_id: `57257670000003${String(owners.findIndex(([name]) => name === ownerName) + 1).padStart(5, "0")}`,
      owner_name: ownerName,
      owner_is_active: active,
      stage,
      stage_value: stage,
      outcome,
      amount: currency === "JPY" ? `${amount / 100n}` : centsText(amount),
      currency,
      exchange_rate: centsText(rates[currency]),
      sgd_amount: centsText(sgd),
      probability,
      closing_date: closing.toISOString().slice(0, 10),
      territory: pick(territories),
      service_line: pick(serviceLines),
      modified_time: modified.toISOString(),
      crm_url: `https://crm.example.test/crm/org20074991234/tab/Potentials/${recordId}`,
      ...awkward(index, centsText(amount)),
    });
  });
}

/** Half-filled and faulty records, sprinkled where they show. */
function awkward(index: number, amount: string): Partial<Deal> {
  if (index === 3 || index === 211 || index === 340) {
    return {
      currency: "THB",
      amount,
      sgd_amount: null,
      exchange_rate: null,
      issues: [{ field: "Exchange_Rate", problem: "no_rate" }],
    };
  }
  if (index === 9 || index === 400)
    return { outcome: "unknown", stage: "Parked 2024", probability: null };
  if (index === 6 || index % 67 === 30) return { amount: null, sgd_amount: null };
  if (index === 12) {
    return {
      opportunity_name:
        "Enterprise-wide application modernisation and managed cloud operations for the Asia-Pacific shared service centre, years 1 to 3",
    };
  }
  if (index === 14)
    return {
      amount: "-4200.00",
      currency: "SGD",
      sgd_amount: "-4200.00",
      issues: [{ field: "Amount", problem: "out_of_range" }],
    };
  if (index % 97 === 20) return { closing_date: null, account_name: null };
  return {};
}

export function sampleFilterOptions(): FilterOptions {
  return {
    territories: ["APAC", "Americas", "EMEA", "India"],
    service_lines: ["Cloud Migration", "Gen AI", "MSP Services", "Security"],
    stages: stages.map(([name, outcome]) => ({ name, outcome })),
    owners: owners.map(([name, is_active], index) => ({
      id: `57257670000003${String(index + 1).padStart(5, "0")}`,
      name,
      is_active,
    })),
  };
}

/** Reporting amount of a deal after its own amount was changed by a factor; for live edits. */
export function withAmountTimes(deal: Deal, factor: bigint): Deal {
  const times = (text: string | null) => (text === null ? null : centsText(cents(text) * factor));
  return { ...deal, amount: times(deal.amount), sgd_amount: times(deal.sgd_amount) };
}

/** Numbers from 0 to 1 that are the same in every run (a linear congruential generator). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
