import { expect, it } from "vitest";
import { coversScope, isScope } from "./scopes.ts";

it.each([
  ["ZohoCRM.modules.deals.READ", "ZohoCRM.modules.Deals.READ", true],
  ["ZohoCRM.modules.ALL", "ZohoCRM.modules.Deals.DELETE", true],
  ["ZohoCRM.modules.deals.ALL", "ZohoCRM.modules.Deals.CREATE", true],
  ["ZohoCRM.modules.deals.WRITE", "ZohoCRM.modules.Deals.UPDATE", true],
  ["ZohoCRM.modules.deals.WRITE", "ZohoCRM.modules.Deals.READ", false],
  ["ZohoCRM.modules.deals.READ", "ZohoCRM.modules.READ", false],
  ["ZohoCRM.modules.deals.READ", "ZohoCRM.modules.Accounts.READ", false],
  ["ZohoCRM.settings.ALL", "ZohoCRM.settings.fields.READ", true],
  ["ZohoCRM.settings.fields.READ", "ZohoCRM.settings.fields.CREATE", false],
  ["ZohoCRM.coql.READ", "ZohoCRM.bulk.READ", false],
])("%s for %s: %s", (granted, needed, expected) => {
  expect(coversScope([granted], needed)).toBe(expected);
});

it.each([
  ["ZohoCRM.modules.deals.READ", true],
  ["ZohoSearch.securesearch.READ", true],
  ["ZohoCRM.settings.data_sharing.READ", true],
  ["ZohoCRM.modules.deals", false],
  ["ZohoCRM.modules.deals.LOOK", false],
  ["Other.modules.READ", false],
  ["", false],
])("%j is a scope: %s", (text, expected) => {
  expect(isScope(text)).toBe(expected);
});
