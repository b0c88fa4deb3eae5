import { afterEach, beforeEach, expect, it } from "vitest";
import { aDeal, dealId, people } from "../src/crm/small-org.builder.ts";
import { type Row, type Running, startSmallOrg, until } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg({
    deals: [
      aDeal(1, { Owner: people.ada }),
      aDeal(2, { Owner: people.ben }),
      aDeal(3, { Owner: people.cleo }),
      aDeal(4, { Owner: people.dan }),
      aDeal(5, { Owner: people.eve }),
    ],
  });
});
afterEach(() => running.stop());

const seen: [keyof typeof people, number[]][] = [
  ["ada", [1, 2, 3, 4, 5]],
  ["ben", [2, 3, 5]],
  ["cleo", [3]],
  ["dan", [4]],
];

const numbers = (rows: Row[]) => rows.map((row) => Number(row.id.slice(-6))).sort((a, b) => a - b);

it.each(seen)("shows %s the deals %j on every way to read", async (person, expected) => {
  const token = running.tokenOf(person);
  const call = async (method: string, path: string, body?: unknown) =>
    running.call(method, path, { token, ...(body === undefined ? {} : { body }) });

  expect(numbers((await call("GET", "/crm/v8/Deals?fields=id")).body.data)).toEqual(expected);
  expect((await call("GET", "/crm/v8/Deals/actions/count")).body.count).toBe(expected.length);
  const query = (text: string) => call("POST", "/crm/v8/coql", { select_query: text });
  expect(numbers((await query("select id from Deals where id is not null")).body.data)).toEqual(
    expected,
  );
  expect((await query("select COUNT(id) as n from Deals where id is not null")).body.data).toEqual([
    { n: expected.length },
  ]);
  for (let number = 1; number <= 5; number++) {
    const one = await call("GET", `/crm/v8/Deals/${dealId(number)}`);
    expect(one.status).toBe(expected.includes(number) ? 200 : 204);
  }
  const search = await call("GET", "/crm/v8/Deals/search?criteria=(Deal_Name:starts_with:Deal)");
  expect(numbers(search.body.data)).toEqual(expected);
});

it("gives a rep's bulk job the rep's deals only", async () => {
  const token = running.tokenOf("cleo");
  const body = { query: { module: { api_name: "Deals" }, fields: ["Deal_Name"] } };
  const made = await running.call("POST", "/crm/bulk/v8/read", { token, body });
  const id = made.body.data[0]?.details.id;
  running.simulator.org.clock.advanceMs(10_000);
  const job = await until(
    () => running.call("GET", `/crm/bulk/v8/read/${id}`, { token }),
    (reply) => reply.body.data[0]?.state === "COMPLETED",
  );
  expect(job.body.data[0]).toMatchObject({ result: { count: 1 } });
});

it.each([
  ["PUT", `/crm/v8/Deals/${dealId(4)}`],
  ["DELETE", `/crm/v8/Deals/${dealId(4)}`],
])("does not let a rep %s what the rep cannot see", async (method, path) => {
  const body = { data: [{ Next_Step: "mine" }] };
  const options = { token: running.tokenOf("cleo"), ...(method === "PUT" ? { body } : {}) };
  expect(await running.call(method, path, options)).toMatchObject({
    status: 400,
    body: { data: [{ code: "INVALID_DATA" }] },
  });
});

it("lets everybody read but not write under public_read_only", async () => {
  await running.control("PATCH", "/org/sharing", { Deals: "public_read_only" });
  const token = running.tokenOf("cleo");
  expect((await running.call("GET", `/crm/v8/Deals/${dealId(4)}`, { token })).status).toBe(200);
  const write = await running.call("PUT", `/crm/v8/Deals/${dealId(4)}`, {
    token,
    body: { data: [{ Next_Step: "mine" }] },
  });
  expect(write).toMatchObject({
    status: 403,
    body: { data: [{ code: "NO_PERMISSION", message: "permission denied" }] },
  });
  expect(write.body.data[0]?.details.permissions).toEqual(["Crm_Implied_Edit_Deals"]);
});

it("follows the reporting line where the organisation does", async () => {
  await running.control("PATCH", "/org", { hierarchy_type: "Reporting_To_Hierarchy" });
  await running.control("PATCH", `/org/users/${people.dan}`, { reporting_to: people.cleo });
  const reply = await running.call("GET", "/crm/v8/Deals?fields=id", {
    token: running.tokenOf("cleo"),
  });
  expect(numbers(reply.body.data)).toEqual([3, 4]);
});

it("leaves out fields the profile may not see", async () => {
  const profile = running.simulator.org.users.get(people.cleo)?.profile;
  await running.control("PUT", `/org/profiles/${profile}/hidden_fields`, {
    fields: ["Deals.Amount"],
  });
  const token = running.tokenOf("cleo");
  const list = await running.call("GET", "/crm/v8/Deals?fields=Deal_Name,Amount", { token });
  expect(list.body.data[0]).toEqual({ id: dealId(3), Deal_Name: "Deal 3" });
  const whole = await running.call("GET", `/crm/v8/Deals/${dealId(3)}`, { token });
  expect(whole.body.data[0]).not.toHaveProperty("Amount");
  const query = { select_query: "select Amount from Deals where id is not null" };
  const coql = await running.call("POST", "/crm/v8/coql", { token, body: query });
  expect(coql.body).toMatchObject({ code: "INVALID_QUERY", details: { column_name: "Amount" } });
});

it("takes no call of somebody who has left", async () => {
  const token = running.tokenOf("dan");
  await running.control("PATCH", `/org/users/${people.dan}`, { status: "inactive" });
  expect((await running.call("GET", "/crm/v8/org", { token })).status).toBe(401);
});
