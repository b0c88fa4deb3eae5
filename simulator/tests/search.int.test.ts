import { afterEach, beforeEach, expect, it } from "vitest";
import { aDeal, dealId, GLOBEX } from "../src/crm/small-org.builder.ts";
import { type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg({
    deals: [
      aDeal(1, { Deal_Name: "Harbour crane" }),
      aDeal(2, { Deal_Name: "Crane, spare (old)", Stage: "Closed Won" }),
      aDeal(3, { Deal_Name: "Bridge", Account_Name: GLOBEX, Amount: null }),
    ],
  });
});
afterEach(() => running.stop());

const search = (criteria: string) =>
  running.call(
    "GET",
    `/crm/v8/Deals/search?fields=Deal_Name&criteria=${encodeURIComponent(criteria)}`,
  );
const numbers = async (criteria: string) => {
  const reply = await search(criteria);
  if (reply.status === 204) return [];
  expect(reply.status, reply.text).toBe(200);
  return reply.body.data.map((row) => Number(row.id.slice(-6))).sort();
};

it.each([
  ["(Deal_Name:equals:crane)", [1, 2]],
  ["(Deal_Name:starts_with:Crane)", [2]],
  ["(Deal_Name:equals:Crane\\, spare \\(old\\))", [2]],
  ["(Deal_Name:in:Harbour,Bridge)", [1, 3]],
  ["(Stage:equals:Closed Won)", [2]],
  ["(Stage:equals:Closed)", []],
  ["(Amount:between:1500,2500)", [2]],
  ["(Closing_Date:greater_equal:2026-06-30)", [1, 2, 3]],
  ["(Strategic:equals:false)", [1, 2, 3]],
  [`(Account_Name:equals:${GLOBEX})`, [3]],
  ["(Account_Name:equals:Globex\\, Inc)", [3]],
  ["((Stage:equals:Closed Won)or(Deal_Name:equals:bridge))", [2, 3]],
  ["((Stage:equals:Qualification)and(Amount:greater_than:500))", [1]],
])("finds by %s", async (criteria, expected) => {
  expect(await numbers(criteria)).toEqual(expected);
});

it.each([
  ["Stage:equals:x", "INVALID_QUERY", {}],
  ["(Stage:starts_with:x)", "INVALID_QUERY", { operator: "starts_with" }],
  ["(No_Such:equals:x)", "INVALID_QUERY", { api_name: "No_Such" }],
  ["(Amount:greater_than:lots)", "INVALID_QUERY", { expected_data_type: "double" }],
  [
    `(${Array.from({ length: 11 }, () => "(Amount:equals:1)").join("or")})`,
    "CRITERIA_LIMIT_EXCEEDED",
    { limit: 10 },
  ],
])("refuses %s", async (criteria, code, details) => {
  expect(await search(criteria)).toMatchObject({ status: 400, body: { code, details } });
});

it("wants something to search for", async () => {
  expect((await running.call("GET", "/crm/v8/Deals/search")).body).toMatchObject({
    code: "EXPECTED_PARAM_MISSING",
    details: { param_names: ["criteria", "email", "phone", "word"] },
  });
});

it("reaches 2,000 rows", async () => {
  const path = "/crm/v8/Deals/search?word=crane&per_page=200&page=";
  expect((await running.call("GET", `${path}10`)).status).toBe(204);
  expect((await running.call("GET", `${path}11`)).body).toMatchObject({
    code: "LIMIT_REACHED",
    message: "maximum response iteration limit reached",
    details: { limit: "2000" },
  });
});

it("finds people by their e-mail address", async () => {
  const reply = await running.call("GET", "/crm/v8/Contacts/search?email=jo@acme.example");
  expect(reply.body.data[0]).toMatchObject({ Last_Name: "Smith" });
});

it("finds a change only after the index has caught up", async () => {
  await running.call("PUT", `/crm/v8/Deals/${dealId(3)}`, {
    body: { data: [{ Deal_Name: "Tunnel" }] },
  });
  expect(await numbers("(Deal_Name:equals:tunnel)")).toEqual([]);
  expect(await numbers("(Deal_Name:equals:bridge)")).toEqual([3]);
  running.simulator.org.clock.advanceMs(5_001);
  expect(await numbers("(Deal_Name:equals:tunnel)")).toEqual([3]);
});

it("asks for the search scope", async () => {
  const token = running.tokenOf("ada", ["ZohoCRM.modules.ALL"]);
  const reply = await running.call("GET", "/crm/v8/Deals/search?word=crane", { token });
  expect(reply.body.code).toBe("OAUTH_SCOPE_MISMATCH");
});
