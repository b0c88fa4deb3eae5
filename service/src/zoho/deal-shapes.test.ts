import fc from "fast-check";
import { expect, it } from "vitest";
import { dealFields, defaultDealFields } from "./deal-fields.ts";
import { aMappingContext, stageOptions } from "./deal-mapper.builder.ts";
import { mapDeal } from "./deal-mapper.ts";

/** A deal as the CRM holds it, before any of its replies gives it a shape. */
const crmDeal = fc.record({
  id: fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n }).map(String),
  text: fc.record({
    Deal_Name: fc.option(fc.string({ unit: "grapheme", maxLength: 120 })),
    Pipeline: fc.option(fc.constantFrom("Standard (Standard)", "Renewals & Co", "-None-")),
    Territory: fc.option(fc.constantFrom("APAC", "Americas", "EMEA", "India")),
    Service_Line: fc.option(fc.constantFrom("MSP Services", "Gen AI")),
    Currency: fc.option(fc.constantFrom("SGD", "USD", "JPY")),
    Stage: fc.option(
      fc.constantFrom("Proposal", "Id. Decision Makers", "Identify Decision Makers", "Elsewhere"),
    ),
  }),
  numbers: fc.record({
    Amount: fc.option(
      fc.integer({ min: -1_000_000_00, max: 1_000_000_000_00 }).map((n) => n / 100),
    ),
    Exchange_Rate: fc.option(fc.integer({ min: 0, max: 999_999_999 }).map((n) => n / 1_000_000)),
    Probability: fc.option(fc.integer({ min: -5, max: 120 })),
  }),
  booleans: fc.record({
    Strategic_Account: fc.option(fc.boolean()),
    AWS_Funded: fc.option(fc.boolean()),
  }),
  days: fc.dictionary(
    fc.constantFrom("Closing_Date", "Proposal_Date", "PO_Date", "Kickoff_Date", "Payment_Date"),
    fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  lookups: fc.record({
    Account_Name: fc.option(fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n }).map(String)),
    Owner: fc.option(fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n }).map(String)),
  }),
  modified: fc.integer({ min: 0, max: 4_000_000_000 }),
  zoneMinutes: fc.constantFrom(0, 330, 480, -210),
});
type CrmDeal = typeof crmDeal extends fc.Arbitrary<infer T> ? T : never;

function timeIn(zoneMinutes: number, epochSeconds: number, colon: string): string {
  const local = new Date((epochSeconds + zoneMinutes * 60) * 1000).toISOString().slice(0, 19);
  const minutes = Math.abs(zoneMinutes);
  const pad = (n: number) => String(n).padStart(2, "0");
  const sign = zoneMinutes < 0 ? "-" : "+";
  return `${local}${sign}${pad(Math.floor(minutes / 60))}${colon}${pad(minutes % 60)}`;
}

function recordsJson(deal: CrmDeal): Record<string, unknown> {
  const asObject = (id: string | null) => (id === null ? null : { id, name: "Somebody" });
  return {
    id: deal.id,
    ...deal.text,
    ...deal.numbers,
    ...deal.booleans,
    ...deal.days,
    Account_Name: asObject(deal.lookups.Account_Name),
    Owner: asObject(deal.lookups.Owner),
    Modified_Time: timeIn(deal.zoneMinutes, deal.modified, ":"),
    $editable: true,
  };
}

/** Names of lookups left out, in the way of older versions; another reader's time zone. */
function coqlJson(deal: CrmDeal): Record<string, unknown> {
  const asId = (id: string | null) => (id === null ? null : { id });
  return {
    ...recordsJson(deal),
    Account_Name: asId(deal.lookups.Account_Name),
    Owner: deal.lookups.Owner,
    Modified_Time: timeIn(0, deal.modified, ":"),
  };
}

/** Every cell is text, an empty one null; the id column is spelled `Id`. */
function csvRow(deal: CrmDeal): Record<string, unknown> {
  const source: Record<string, unknown> = {
    ...recordsJson(deal),
    ...deal.lookups,
    Modified_Time: timeIn(480, deal.modified, ":"),
  };
  const cells = dealFields(defaultDealFields).map((name) => [name, String(source[name] ?? "")]);
  return { Id: deal.id, ...Object.fromEntries(cells) };
}

/** Values beside the record id; users with e-mail address, offsets without colon. */
function notificationValues(deal: CrmDeal): Record<string, unknown> {
  const { id, ...values } = recordsJson(deal);
  const owner = deal.lookups.Owner;
  return {
    ...values,
    id,
    Owner: owner === null ? null : { id: owner, name: "Somebody", email: "s@example.com" },
    Modified_Time: timeIn(deal.zoneMinutes, deal.modified, ""),
  };
}

it("gives one deal and one hash for the four shapes of it", () => {
  const context = aMappingContext({ options: { stage: stageOptions } });
  fc.assert(
    fc.property(crmDeal, (deal) => {
      const shapes = [recordsJson, coqlJson, csvRow, notificationValues].map((shape) =>
        mapDeal(JSON.parse(JSON.stringify(shape(deal))), context),
      );
      const [first, ...others] = shapes.map((record) => {
        if (record.kind === "rejected") throw new Error(JSON.stringify(record));
        const { raw: _, deal: mappedDeal, ...rest } = record;
        return {
          ...rest,
          deal: { ...mappedDeal, modifiedAt: mappedDeal.modifiedAt.toString() },
        };
      });
      for (const other of others) expect(other).toEqual(first);
    }),
    { numRuns: 300 },
  );
});

it("never throws, whatever a field holds", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("id", "Owner", ...dealFields(defaultDealFields)),
        fc.jsonValue(),
      ),
      (raw) => {
        const record = mapDeal(raw, aMappingContext({ options: { stage: stageOptions } }));
        expect(["mapped", "rejected"]).toContain(record.kind);
        if (record.kind === "rejected") expect(record.issues).not.toEqual([]);
      },
    ),
  );
});
