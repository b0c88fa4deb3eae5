import { expect, it } from "vitest";
import { buildOptionLookup } from "./option-lookup.ts";

it("lets an actual value win over another option's display value", () => {
  const lookup = buildOptionLookup([
    { actualValue: "Won", displayValue: "Lost", referenceValue: "W" },
    { actualValue: "Lost", displayValue: "Gone", referenceValue: null },
  ]);
  expect(lookup.get("Lost")).toBe("Lost");
  expect(lookup.get("Gone")).toBe("Lost");
  expect(lookup.get("W")).toBe("Won");
});

it("keeps names apart that differ only by case", () => {
  const lookup = buildOptionLookup([
    { actualValue: "Open", displayValue: "Open", referenceValue: null },
  ]);
  expect(lookup.get("open")).toBeUndefined();
});
