import { afterEach, expect, it } from "vitest";
import { aDeal, dealId, people, SMALL_ORG_NOW } from "../src/crm/small-org.builder.ts";
import { type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
afterEach(() => running.stop());

const deals = (count: number) => Array.from({ length: count }, (_, i) => aDeal(i + 1));
const list = (query: string, headers: Record<string, string> = {}) =>
  running.call("GET", `/crm/v8/Deals?${query}`, { headers });

it("gives newest ids first, the fields asked for and the id, null where empty", async () => {
  running = await startSmallOrg();
  const { status, body } = await list("fields=Deal_Name,Next_Step,No_Such_Field&per_page=2");
  expect(status).toBe(200);
  expect(body.data).toEqual([
    { id: dealId(5), Deal_Name: "Deal 5", Next_Step: null },
    { id: dealId(4), Deal_Name: "Deal 4", Next_Step: null },
  ]);
  expect(body.info).toMatchObject({
    per_page: 2,
    count: 2,
    page: 1,
    sort_by: "id",
    sort_order: "desc",
    more_records: true,
    call: false,
    email: false,
    page_token_expiry: "2026-04-01T20:00:00+08:00",
  });
});

it("writes lookups, owners, numbers and times as Zoho does, in the caller's zone", async () => {
  const signed = Date.UTC(2026, 0, 15, 9, 30) / 1000;
  running = await startSmallOrg({ deals: [aDeal(1, { Signed_At: signed, Amount: 12.5 })] });
  const query = "fields=Account_Name,Owner,Amount,Signed_At,Closing_Date,Strategic";
  const { body } = await list(query);
  expect(body.data[0]).toEqual({
    id: dealId(1),
    Account_Name: { name: "Acme", id: expect.stringMatching(/^\d{19}$/) },
    Owner: { name: "Cleo Closer", id: people.cleo, email: "cleo@small.example" },
    Amount: 12.5,
    Signed_At: "2026-01-15T17:30:00+08:00",
    Closing_Date: "2026-06-30",
    Strategic: false,
  });
  const token = running.tokenOf("cleo");
  const paris = await running.call("GET", "/crm/v8/Deals?fields=Signed_At", { token });
  expect(paris.body.data[0]?.Signed_At).toBe("2026-01-15T10:30:00+01:00");
});

it.each([
  ["", "REQUIRED_PARAM_MISSING", { param_name: "fields" }],
  [
    `fields=${Array.from({ length: 51 }, (_, i) => `f${i}`)}`,
    "LIMIT_EXCEEDED",
    { limit: 50, param_name: "fields" },
  ],
  ["fields=id&per_page=201", "INVALID_DATA", { param_name: "per_page" }],
  ["fields=id&per_page=ten", "PATTERN_NOT_MATCHED", { param_name: "per_page" }],
  ["fields=id&page=0", "INVALID_DATA", { param_name: "page" }],
  [
    "fields=id&sort_by=Amount",
    "INVALID_DATA",
    { param_name: "sort_by", supported_values: ["id", "Created_Time", "Modified_Time"] },
  ],
  ["fields=id&sort_order=up", "INVALID_DATA", { param_name: "sort_order" }],
  ["fields=id&page=11&per_page=200", "DISCRETE_PAGINATION_LIMIT_EXCEEDED", { limit: 2000 }],
  [
    "fields=id&page=1&page_token=x",
    "AMBIGUITY_DURING_PROCESSING",
    { ambiguity_due_to: [{ param_name: "page" }, { param_name: "page_token" }] },
  ],
  ["fields=id&page_token=x", "INVALID_DATA", { param_name: "page_token" }],
  ["fields=id&ids=1,x", "PATTERN_NOT_MATCHED", { param_name: "ids" }],
  ["fields=id&cvid=1", "INVALID_DATA", { param_name: "cvid" }],
])("refuses %s", async (query, code, details) => {
  running = await startSmallOrg();
  const { status, body } = await list(query);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code, details, status: "error" });
});

it("takes fifty fields", async () => {
  running = await startSmallOrg();
  const fields = ["Deal_Name", ...Array.from({ length: 49 }, (_, i) => `f${i}`)];
  expect((await list(`fields=${fields}`)).status).toBe(200);
});

it("reaches the 2,000th row by page and the rest by token only", async () => {
  running = await startSmallOrg({ deals: deals(2_100) });
  const last = await list("fields=id&sort_order=asc&page=10&per_page=200");
  expect(last.body.data.at(-1)?.id).toBe(dealId(2_000));
  expect(last.body.info.more_records).toBe(true);
  const beyond = await list(
    `fields=id&sort_order=asc&per_page=200&page_token=${last.body.info.next_page_token}`,
  );
  expect(beyond.body.data.map((row) => row.id)).toEqual(
    Array.from({ length: 100 }, (_, i) => dealId(2_001 + i)),
  );
  expect(beyond.body.info).toMatchObject({ page: 1, more_records: false, next_page_token: null });
});

it("walks all rows by token, and back", async () => {
  running = await startSmallOrg({ deals: deals(5) });
  const query = "fields=id&sort_by=Modified_Time&sort_order=asc&per_page=2";
  const first = await list(query);
  const second = await list(`${query}&page_token=${first.body.info.next_page_token}`);
  const third = await list(`${query}&page_token=${second.body.info.next_page_token}`);
  const ids = [first, second, third].flatMap(({ body }) => body.data.map((row) => row.id));
  expect(ids).toEqual([1, 2, 3, 4, 5].map(dealId));
  const back = await list(`${query}&page_token=${third.body.info.previous_page_token}`);
  expect(back.body.data).toEqual(second.body.data);
});

it("binds a token to its user, its parameters and a day", async () => {
  running = await startSmallOrg();
  const query = "fields=Deal_Name&per_page=2";
  const token = (await list(query)).body.info.next_page_token;
  const mismatch = { code: "TOKEN_BOUND_DATA_MISMATCH", details: { param_name: "page_token" } };
  expect((await list(`fields=Stage&per_page=2&page_token=${token}`)).body).toMatchObject(mismatch);
  expect((await list(`fields=Deal_Name&per_page=3&page_token=${token}`)).body).toMatchObject(
    mismatch,
  );
  const ben = await running.call("GET", `/crm/v8/Deals?${query}&page_token=${token}`, {
    token: running.tokenOf("ben"),
  });
  expect(ben.body).toMatchObject(mismatch);
  expect((await list(`${query}&page_token=${token}`)).status).toBe(200);

  running.simulator.org.clock.advanceMs(86_400_000);
  const late = await running.call("GET", `/crm/v8/Deals?${query}&page_token=${token}`, {
    token: running.tokenOf("ada"),
  });
  expect(late.body).toMatchObject({
    code: "EXPIRED_VALUE",
    details: { api_name: "page_token", json_path: "$.query.page_token" },
  });
});

it("skips a row that moves to the front while pages are read newest first", async () => {
  running = await startSmallOrg({ deals: deals(4) });
  const query = "fields=id&sort_by=Modified_Time&per_page=2";
  const first = await list(`${query}&page=1`);
  await running.call("PUT", `/crm/v8/Deals/${dealId(1)}`, { body: { data: [{ Next_Step: "x" }] } });
  const second = await list(`${query}&page=2`);
  const seen = [...first.body.data, ...second.body.data].map((row) => row.id);
  expect(seen).toEqual([dealId(4), dealId(3), dealId(3), dealId(2)]);
});

const stampOf = (number: number) => SMALL_ORG_NOW - 30 * 86_400 + number * 120;
const iso = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;

it("keeps rows modified at or after If-Modified-Since, and says 304 when there are none", async () => {
  running = await startSmallOrg();
  const since = (seconds: number) => list("fields=id", { "If-Modified-Since": iso(seconds) });
  expect((await since(stampOf(4))).body.data.map((row) => row.id)).toEqual([dealId(5), dealId(4)]);
  expect((await since(stampOf(4) + 1)).body.data).toHaveLength(1);
  const none = await since(stampOf(5) + 1);
  expect(none.status).toBe(304);
  expect(none.text).toBe("");
});

it("wants If-Modified-Since with an offset", async () => {
  running = await startSmallOrg();
  const reply = await list("fields=id", { "If-Modified-Since": "2026-03-01T10:00:00" });
  expect(reply).toMatchObject({ status: 400, body: { code: "INVALID_DATA" } });
});

it("is 204 without rows", async () => {
  running = await startSmallOrg({ deals: [] });
  expect(await list("fields=id")).toMatchObject({ status: 204, text: "" });
});

it("gives records by ids, leaving out unknown ones", async () => {
  running = await startSmallOrg();
  const { body } = await list(`fields=id&ids=${dealId(2)},${dealId(4)},999`);
  expect(body.data.map((row) => row.id)).toEqual([dealId(4), dealId(2)]);
});

it("gives one record whole, with its system fields", async () => {
  running = await startSmallOrg();
  const { body } = await running.call("GET", `/crm/v8/Deals/${dealId(1)}`);
  expect(body.data).toHaveLength(1);
  expect(body.data[0]).toMatchObject({
    id: dealId(1),
    Deal_Name: "Deal 1",
    Layout: { name: "Standard" },
    $approval_state: "approved",
    $editable: true,
    $currency_symbol: "S$",
    $state: "save",
  });
  expect(body.info).toBeUndefined();
});

it("has 204 for an id nobody has and 400 for one that is none", async () => {
  running = await startSmallOrg();
  expect((await running.call("GET", "/crm/v8/Deals/4000000999999999999")).status).toBe(204);
  expect(await running.call("GET", "/crm/v8/Deals/abc")).toMatchObject({
    status: 400,
    body: { code: "INVALID_DATA", details: { resource_path_index: 1 } },
  });
});

it("counts, by condition too, and refuses both kinds at once", async () => {
  running = await startSmallOrg();
  const count = (query: string) => running.call("GET", `/crm/v8/Deals/actions/count?${query}`);
  expect((await count("")).body).toEqual({ count: 5 });
  expect((await count("criteria=(Amount:greater_than:3000)")).body).toEqual({ count: 2 });
  expect((await count("cvid=1&word=x")).body).toMatchObject({
    code: "AMBIGUITY_DURING_PROCESSING",
  });
});

it("gives no more than 100,000 rows by token", async () => {
  running = await startSmallOrg({ deals: deals(100_200) });
  const query = "fields=id&sort_order=asc&per_page=200";
  let token: unknown = (await list(query)).body.info.next_page_token;
  for (let page = 2; page <= 500; page++) {
    token = (await list(`${query}&page_token=${token}`)).body.info.next_page_token;
  }
  expect((await list(`${query}&page_token=${token}`)).body).toMatchObject({
    code: "PAGINATION_LIMIT_EXCEEDED",
    details: { param_name: "page_token" },
  });
});
