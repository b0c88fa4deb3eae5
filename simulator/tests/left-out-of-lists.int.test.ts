import { afterEach, beforeEach, expect, it } from "vitest";
import { ACME, dealId, GLOBEX, people } from "../src/crm/small-org.builder.ts";
import { type Row, type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
  const fields = [
    { field_label: "Payments", data_type: "subform" },
    {
      field_label: "Partners",
      data_type: "multiselectlookup",
      multiselectlookup: { connected_module: { api_name: "Accounts" } },
    },
    { field_label: "Helpers", data_type: "multiuserlookup" },
    {
      field_label: "Story",
      data_type: "textarea",
      length: 32_000,
      textarea: { type: "rich_text" },
    },
  ];
  const made = await running.call("POST", "/crm/v8/settings/fields?module=Deals", {
    body: { fields },
  });
  expect(made.status).toBe(201);
});
afterEach(() => running.stop());

const names = "Deal_Name,Payments,Partners,Helpers,Story,$has_more";
const put = (row: object) =>
  running.call("PUT", `/crm/v8/Deals/${dealId(1)}`, { body: { data: [row] } });

async function whole(): Promise<Row & { Payments: Row[] }> {
  const reply = await running.call("GET", `/crm/v8/Deals/${dealId(1)}`);
  return reply.body.data[0] as Row & { Payments: Row[] };
}

async function listed(path = "/crm/v8/Deals?ids="): Promise<Row | undefined> {
  const reply = await running.call("GET", `${path}${dealId(1)}&fields=${names}`);
  return reply.body.data[0];
}

it("gives subform rows, lookups of many and people by id alone, and says that there is more", async () => {
  await put({
    Payments: [{ Due: "2026-05-01", Amount: 10.5 }, { Due: "2026-06-01" }],
    Partners: [ACME, { id: GLOBEX }],
    Helpers: [people.ben],
  });
  expect(await listed()).toEqual({
    id: dealId(1),
    Deal_Name: "Deal 1",
    Story: null,
    $has_more: { Payments: true, Partners: true, Helpers: true },
  });
  expect(await whole()).toMatchObject({
    Payments: [
      { id: expect.stringMatching(/^\d{16,19}$/), Due: "2026-05-01", Amount: 10.5 },
      { Due: "2026-06-01" },
    ],
    Partners: [{ id: ACME }, { id: GLOBEX }],
    Helpers: [{ id: people.ben }],
    $has_more: { Payments: false, Partners: false, Helpers: false },
  });
});

it("adds, changes and removes subform rows by their ids, and all of them by an empty list", async () => {
  await put({ Payments: [{ Amount: 1 }, { Amount: 2 }] });
  const [first, second] = (await whole()).Payments;
  await put({
    Payments: [{ id: first?.id, Amount: 5 }, { id: second?.id, _delete: null }, { Amount: 3 }],
  });
  expect((await whole()).Payments.map(({ Amount }) => Amount)).toEqual([5, 3]);
  const wrong = await put({ Payments: [{ id: dealId(1), Amount: 5 }] });
  expect(wrong.body.data[0]).toMatchObject({
    code: "INVALID_DATA",
    details: { api_name: "Payments", expected_data_type: "jsonarray" },
  });
  await put({ Payments: [] });
  expect((await whole()).Payments).toEqual([]);
});

it("cuts formatted text to 500 characters in lists, and gives it whole by id and as full data", async () => {
  const story = `<p>${"ä".repeat(700)}</p>`;
  await put({ Story: story });
  expect((await listed())?.Story).toBe(story.slice(0, 500));
  expect((await whole()).Story).toBe(story);
  const full = await listed("/crm/v8/Deals/actions/fetch_full_data?ids=");
  expect(full?.Story).toBe(story);
});

it("has no subforms for COQL and bulk read", async () => {
  const query = await running.coql("select Payments from Deals where id is not null");
  expect(query.body).toMatchObject({ code: "INVALID_QUERY" });
  const job = await running.call("POST", "/crm/bulk/v8/read", {
    body: { query: { module: { api_name: "Deals" }, fields: ["Payments"] } },
  });
  expect(job.body).toMatchObject({
    code: "FIELD_NOT_SUPPORTED",
    details: { api_name: "Payments" },
  });
});
