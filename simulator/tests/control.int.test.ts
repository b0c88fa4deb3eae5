import { afterEach, beforeEach, expect, it } from "vitest";
import { createSimulator } from "../src/app.ts";
import { dealId, people, smallOrg } from "../src/crm/small-org.builder.ts";
import { client, type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const org = () => running.call("GET", "/crm/v8/org");
const fault = (effect: object, rule: object = {}) =>
  running.control("POST", "/faults", { effect, ...rule });
const write = () =>
  running.call("PUT", `/crm/v8/Deals/${dealId(1)}`, { body: { data: [{ Next_Step: "written" }] } });
const written = () => running.simulator.org.records.Deals.get(dealId(1))?.Next_Step === "written";

it("is not there unless asked for", async () => {
  const simulator = createSimulator({ seed: smallOrg(), clients: [client] });
  expect((await simulator.app.request("/_sim/clock")).status).toBe(404);
  await simulator.stop();
});

it("moves, stops and starts the clock", async () => {
  await running.control("PUT", "/clock", { set: "2026-05-01T08:00:00+08:00" });
  expect((await running.control("GET", "/clock")).body).toEqual({
    now: "2026-05-01T00:00:00.000Z",
    frozen: true,
  });
  const moved = await running.control("PUT", "/clock", { advance_ms: 1_500, frozen: false });
  expect(moved.body.frozen).toBe(false);
  expect(running.simulator.org.clock.nowMs()).toBeGreaterThanOrEqual(Date.UTC(2026, 4, 1) + 1_500);
});

it("cuts a write before it takes effect, or after", async () => {
  await fault({ kind: "cut", when: "before" }, { method: "PUT", times: 1 });
  await expect(write()).rejects.toThrow();
  expect(written()).toBe(false);
  await running.control("DELETE", "/faults");
  await fault({ kind: "cut", when: "after" }, { method: "PUT", times: 1 });
  await expect(write()).rejects.toThrow();
  expect(written()).toBe(true);
});

it.each([
  [429, "TOO_MANY_REQUESTS"],
  [500, "INTERNAL_ERROR"],
  [502, "BAD_GATEWAY"],
  [503, "SERVICE_UNAVAILABLE"],
])("answers %i in the CRM's shape", async (status, code) => {
  await fault({ kind: "status", status, headers: { "retry-after": "7" } }, { times: 1 });
  const reply = await org();
  expect(reply).toMatchObject({ status, body: { code, status: "error" } });
  expect(reply.headers.get("retry-after")).toBe("7");
  expect((await org()).status).toBe(200);
});

it("strikes after some calls, on some paths, so many times", async () => {
  await fault({ kind: "status", status: 503 }, { path: "/org$", skip: 1, times: 2 });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await org()).status);
  expect(statuses).toEqual([200, 503, 503, 200]);
  expect((await running.call("GET", "/crm/v8/users")).status).toBe(200);
});

it("cuts JSON in half, or sends a page instead", async () => {
  await fault({ kind: "truncate" }, { times: 1 });
  await expect(org()).rejects.toThrow(SyntaxError);
  await fault({ kind: "html", status: 200 }, { times: 1 });
  const reply = await org();
  expect(reply.headers.get("content-type")).toContain("text/html");
  expect(reply.text).toContain("<!doctype html>");
});

it("revokes the token a call carries", async () => {
  const token = running.tokenOf("ada");
  await fault({ kind: "revoke" }, { times: 1 });
  expect((await running.call("GET", "/crm/v8/org", { token })).body.code).toBe("INVALID_TOKEN");
});

it("meets the token endpoint too", async () => {
  await fault({ kind: "status", status: 500 }, { path: "/oauth/v2/token", times: 1 });
  const response = await fetch(`${running.url}/oauth/v2/token`, { method: "POST" });
  expect(response.status).toBe(500);
});

it("shows a change late while it lags, everywhere alike, and to writers at once", async () => {
  running.simulator.org.behaviour.visibilityLagMs = 10_000;
  const made = await running.call("POST", "/crm/v8/Deals", {
    body: { data: [{ Deal_Name: "late", Stage: "Qualification", External_Key: "L" }] },
  });
  const id = made.body.data[0]?.details.id ?? "";
  const seen = async () => {
    const list = await running.call("GET", "/crm/v8/Deals?fields=id");
    const one = await running.call("GET", `/crm/v8/Deals/${id}`);
    const count = await running.coql("select COUNT(id) as n from Deals where id is not null");
    return [list.body.data.some((row) => row.id === id), one.status, count.body.data[0]?.n];
  };
  expect(await seen()).toEqual([false, 204, 5]);
  const visits = await running.coql(
    `select Potential_Name from DealHistory where Potential_Name = ${id}`,
  );
  expect(visits.status).toBe(200);
  const again = await running.control("POST", "/records/Deals", {
    action: "update",
    id,
    values: { Next_Step: "known to writers" },
  });
  expect(again.status).toBe(200);
  running.simulator.org.clock.advanceMs(10_000);
  expect(await seen()).toEqual([true, 200, 6]);
});

it("logs every call with what it cost and met, and no secret", async () => {
  await running.control("DELETE", "/requests");
  await fault({ kind: "status", status: 503 }, { times: 1 });
  await org();
  await running.coql("select id from Deals where id is not null limit 2000");
  await fetch(`${running.url}/oauth/v2/token?refresh_token=hush&client_secret=hush`, {
    method: "POST",
  });
  const { body, text } = await running.control("GET", "/requests");
  expect(body.requests).toMatchObject([
    { method: "GET", path: "/crm/v8/org", status: 503, credits: 0, fault: "status" },
    {
      method: "POST",
      path: "/crm/v8/coql",
      status: 200,
      credits: 3,
      client_id: client.client_id,
      user_id: people.ada,
      fault: null,
    },
    { path: "/oauth/v2/token", status: 200, query: {} },
  ]);
  expect(text).not.toContain("hush");
});

it("acts as a person on the CRM's pages", async () => {
  const made = await running.control("POST", "/records/Deals", {
    action: "create",
    values: { Deal_Name: "by hand", Stage: "Qualification" },
    user: people.ben,
  });
  expect(made.body).toMatchObject({ kind: "done", record: { Owner: people.ben } });
  const wrong = await running.control("POST", "/records/Deals", {
    action: "create",
    values: { Deal_Name: "no stage" },
  });
  expect(wrong).toMatchObject({
    status: 400,
    body: { kind: "refused", code: "MANDATORY_NOT_FOUND" },
  });
});

it("gives tokens without a page, and codes as a self client gets them", async () => {
  const made = await running.control("POST", "/tokens", {
    user: "ben@small.example",
    scopes: ["ZohoCRM.users.READ"],
  });
  const me = await running.call("GET", "/crm/v8/users?type=CurrentUser", {
    token: made.body.access_token,
  });
  expect(me.body.users[0]?.id).toBe(people.ben);
  const { body } = await running.control("POST", "/tokens/grant_codes", { minutes: 3 });
  const response = await fetch(`${running.url}/oauth/v2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: body.code,
      client_id: client.client_id,
      client_secret: client.client_secret,
    }),
  });
  expect(await response.json()).toHaveProperty("refresh_token");
  expect((await running.control("POST", "/tokens/grant_codes", { minutes: 4 })).status).toBe(400);
});

it("edits the schema", async () => {
  await running.control("PATCH", "/schema/Deals/fields/Next_Step", {
    api_name: "Nächster_Schritt",
  });
  const list = await running.call("GET", "/crm/v8/settings/fields?module=Deals");
  const names = list.body.fields.map((field) => field.api_name);
  expect(names).toContain("Nächster_Schritt");
  expect(names).not.toContain("Next_Step");
  await running.control("DELETE", "/schema/Deals/fields/Description");
  expect((await running.coql("select Description from Deals where id is not null")).status).toBe(
    400,
  );
});

it("moves the organisation to another data centre", async () => {
  await running.control("PUT", "/org/location", { location: "eu" });
  const page = await fetch(`${running.url}/oauth/serverinfo`);
  expect(await page.json()).toEqual({ result: "success", locations: { eu: running.url } });
});

it("takes no switch it does not have, nor a wrong value", async () => {
  expect((await running.control("PATCH", "/behaviour", { coffee: true })).status).toBe(400);
  expect((await running.control("PATCH", "/behaviour", { visibilityLagMs: "1" })).status).toBe(400);
  expect((await running.control("POST", "/faults", { effect: { kind: "magic" } })).status).toBe(
    400,
  );
  expect((await running.control("PUT", "/clock", { advance: 1 })).status).toBe(400);
});

it("dates a rate", async () => {
  await running.control("POST", "/org/currencies/USD/rates", { from: "2026-03-31", rate: "0.9" });
  const { body } = await running.call("GET", "/crm/v8/org/currencies");
  expect((body.currencies as { exchange_rate: string }[])[1]?.exchange_rate).toBe("0.900000000");
});
