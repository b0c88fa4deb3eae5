import { expect, it } from "vitest";
import { dealFields, defaultDealFields, selectDealFields } from "./deal-fields.ts";

const all = dealFields(defaultDealFields).map((apiName) => ({ apiName }));

it("asks for every mapped field that exists", () => {
  expect(selectDealFields(defaultDealFields, all)).toEqual({
    fields: dealFields(defaultDealFields),
    missing: [],
  });
});

it("leaves out what the organisation lacks, and counts it as a fault unless it is a feature", () => {
  const without = all.filter(
    ({ apiName }) => !["Currency", "Exchange_Rate", "Pipeline", "PO_Date"].includes(apiName),
  );
  const { fields, missing } = selectDealFields(defaultDealFields, without);
  expect(missing).toEqual(["PO_Date"]);
  expect(fields).not.toContain("Currency");
  expect(fields).not.toContain("PO_Date");
});

it("asks once for a field that fills two of ours", () => {
  const map = { ...defaultDealFields, revenueOn: "Payment_Date" };
  expect(dealFields(map).filter((name) => name === "Payment_Date")).toHaveLength(1);
});
