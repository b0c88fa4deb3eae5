import { describe, expect, it } from "vitest";
import type { StoredRecord } from "../crm/model.ts";
import { SECONDS_PER_DAY } from "./calendar.ts";
import { generateDemoOrg } from "./generate-demo-org.ts";
import { STAGES } from "./stages.ts";

// A reading of the product's step, clock and health rules, as far as a record alone tells (billing
// in arrears, terms of 30 days, no blocks, no history). It is here to keep the demo believable.

const now = Date.UTC(2026, 10, 25) / 1000;
const today = now / SECONDS_PER_DAY;

type Colour = "green" | "yellow" | "red";

const outcomeOf = new Map(STAGES.map((stage) => [stage.name, stage.forecastType]));

function ageDays(value: StoredRecord[string] | undefined): number {
  if (typeof value !== "string") return Number.NaN;
  return today - Date.parse(`${value}T00:00:00Z`) / 1000 / SECONDS_PER_DAY;
}

/** Age in days of a milestone that has happened; null when it has not. */
function happened(deal: StoredRecord, field: string): number | null {
  const age = ageDays(deal[field]);
  return age >= 0 ? age : null;
}

function stepOf(deal: StoredRecord): string {
  const has = (field: string) => happened(deal, field) !== null;
  if (outcomeOf.get(String(deal.Stage)) === "Closed Lost") return "LOST";
  if (has("Payment_Date") && has("Revenue_Date")) return "REALISED";
  if (has("Revenue_Date")) return has("Invoice_Date") ? "AWAITING_PAYMENT" : "DELIVERING";
  if (has("Payment_Date")) return "AWAITING_REVENUE";
  if (has("Invoice_Date")) return "AWAITING_PAYMENT";
  if (has("Kickoff_Date")) return "DELIVERING";
  if (has("PO_Date")) return "MOBILISING";
  if (has("Proposal_Date") || outcomeOf.get(String(deal.Stage)) === "Closed Won") return "PROPOSED";
  return "QUALIFYING";
}

function beyond(days: number, yellow: number, red: number): Colour {
  return days > red ? "red" : days > yellow ? "yellow" : "green";
}

function findings(deal: StoredRecord): Colour[] {
  const [proposal, po, kickoff, invoice, payment, revenue] = [
    "Proposal_Date",
    "PO_Date",
    "Kickoff_Date",
    "Invoice_Date",
    "Payment_Date",
    "Revenue_Date",
  ].map((field) => happened(deal, field));
  const later = [kickoff, invoice, payment, revenue].some((age) => age != null);
  const isOpen = outcomeOf.get(String(deal.Stage)) === "Open";
  const found: Colour[] = [];
  const createdAge = Math.floor((now - Number(deal.Created_Time)) / SECONDS_PER_DAY) + 1;
  if (isOpen && proposal == null && po == null && !later) found.push(beyond(createdAge, 21, 30));
  if (isOpen && proposal != null && po == null && !later) found.push(beyond(proposal, 21, 30));
  if (!isOpen && po == null && !later) found.push(beyond(ageDays(deal.Closing_Date), 7, 21));
  if (po != null && !later) found.push(beyond(po, 14, 28));
  if (kickoff != null && invoice == null && payment == null && revenue == null) {
    found.push(beyond(kickoff, 60, 90));
  }
  if (invoice != null && payment == null) found.push(beyond(invoice - 30, 0, 15));
  if (payment != null && revenue == null) found.push(beyond(payment, 14, 30));
  if (revenue != null && invoice == null && payment == null) found.push(beyond(revenue, 7, 30));
  if (isOpen) found.push(beyond(ageDays(deal.Closing_Date), 0, 14));
  const probability = deal.Probability === null ? Number.NaN : Number(deal.Probability);
  if (probability >= 80 && po == null && Number(proposal) > 14) found.push("yellow");
  if (probability <= 20 && kickoff != null) found.push("yellow");
  if (kickoff != null && po == null) found.push(beyond(kickoff, -1, 7));
  const closesIn = -ageDays(deal.Closing_Date);
  if (isOpen && closesIn >= 0 && closesIn <= 30 && deal.Next_Step === null) found.push("yellow");
  return found;
}

function colourOf(deal: StoredRecord): Colour {
  const found = findings(deal);
  if (found.includes("red")) return "red";
  const yellows = found.filter((colour) => colour === "yellow").length;
  return yellows >= 3 ? "red" : yellows > 0 ? "yellow" : "green";
}

describe.each(["pulse", "demo", "1", "another"])("of seed %s, 600 deals", (seed) => {
  const deals = [...generateDemoOrg({ seed, deals: 600, now }).deals];
  const tracked = deals.filter((deal) => !["LOST", "REALISED"].includes(stepOf(deal)));
  const share = (colour: Colour) =>
    tracked.filter((deal) => colourOf(deal) === colour).length / tracked.length;

  it("most tracked deals are green, and a believable number is not", () => {
    expect(share("green")).toBeGreaterThan(0.55);
    expect(share("green")).toBeLessThan(0.75);
    expect(share("yellow")).toBeGreaterThan(0.08);
    expect(share("red")).toBeGreaterThan(0.08);
  });

  it("every step has deals in it", () => {
    const counts = new Map<string, number>();
    for (const deal of deals) counts.set(stepOf(deal), (counts.get(stepOf(deal)) ?? 0) + 1);
    for (const step of ["QUALIFYING", "PROPOSED", "DELIVERING", "REALISED", "LOST"]) {
      expect([step, (counts.get(step) ?? 0) >= 40]).toEqual([step, true]);
    }
    for (const step of ["MOBILISING", "AWAITING_PAYMENT", "AWAITING_REVENUE"]) {
      expect([step, (counts.get(step) ?? 0) >= 12]).toEqual([step, true]);
    }
  });

  it("some are won but not ordered or invoiced, invoiced but not paid, earned but not billed", () => {
    const has = (deal: StoredRecord, field: string) => happened(deal, field) !== null;
    const isWon = (deal: StoredRecord) => deal.Stage === "Closed Won";
    const count = (matches: (deal: StoredRecord) => boolean) => deals.filter(matches).length;
    expect(count((deal) => isWon(deal) && !has(deal, "Invoice_Date"))).toBeGreaterThan(20);
    expect(count((deal) => isWon(deal) && !has(deal, "PO_Date"))).toBeGreaterThan(5);
    expect(
      count((deal) => has(deal, "Invoice_Date") && !has(deal, "Payment_Date")),
    ).toBeGreaterThan(20);
    expect(
      count((deal) => has(deal, "Revenue_Date") && !has(deal, "Invoice_Date")),
    ).toBeGreaterThan(3);
    expect(
      count((deal) => has(deal, "Payment_Date") && !has(deal, "Revenue_Date")),
    ).toBeGreaterThan(10);
  });

  it("open, won and lost are all well represented", () => {
    const outcomes = deals.map((deal) => outcomeOf.get(String(deal.Stage)));
    for (const outcome of ["Open", "Closed Won", "Closed Lost"]) {
      const part = outcomes.filter((one) => one === outcome).length / deals.length;
      expect([outcome, part > 0.12 && part < 0.6]).toEqual([outcome, true]);
    }
  });
});
