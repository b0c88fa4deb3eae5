import { afterEach, beforeEach, expect, it } from "vitest";
import { dealId } from "../src/crm/small-org.builder.ts";
import { client, everyScope, type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const list = "/crm/v8/Deals?fields=Deal_Name";

it("asks for a token", async () => {
  const reply = await running.call("GET", list, { token: null });
  expect(reply.status).toBe(401);
  expect(reply.body).toEqual({
    code: "AUTHENTICATION_FAILURE",
    details: {},
    message: "Authentication failed",
    status: "error",
  });
});

it("refuses a token nobody gave", async () => {
  const reply = await running.call("GET", list, { token: "1000.x.y" });
  expect(reply.status).toBe(401);
  expect(reply.body).toEqual({
    code: "INVALID_TOKEN",
    details: {},
    message: "invalid oauth token",
    status: "error",
  });
});

it.each([
  { seconds: 3599, status: 200 },
  { seconds: 3600, status: 401 },
])("answers $status to a token of $seconds s", async ({ seconds, status }) => {
  const token = running.tokenOf("ada");
  running.simulator.org.clock.advanceMs(seconds * 1000);
  expect((await running.call("GET", list, { token })).status).toBe(status);
});

it("takes the bearer form as well", async () => {
  const authorization = `Bearer ${running.tokenOf("ada")}`;
  const reply = await running.call("GET", list, { token: null, headers: { authorization } });
  expect(reply.status).toBe(200);
});

it.each([
  [["ZohoCRM.modules.deals.READ"], 200],
  [["zohocrm.MODULES.Deals.read"], 200],
  [["ZohoCRM.modules.READ"], 200],
  [["ZohoCRM.modules.ALL"], 200],
  [["ZohoCRM.modules.deals.ALL"], 200],
  [["ZohoCRM.modules.accounts.READ"], 401],
  [["ZohoCRM.modules.deals.WRITE"], 401],
  [["ZohoCRM.settings.ALL"], 401],
])("with %j a list is %i", async (scopes, status) => {
  const reply = await running.call("GET", list, { token: running.tokenOf("ada", scopes) });
  expect(reply.status).toBe(status);
  if (status === 401) expect(reply.body.code).toBe("OAUTH_SCOPE_MISMATCH");
});

it.each([
  ["CREATE", "POST", "/crm/v8/Deals"],
  ["UPDATE", "PUT", `/crm/v8/Deals/${dealId(1)}`],
  ["DELETE", "DELETE", `/crm/v8/Deals/${dealId(1)}`],
])("lets WRITE stand for %s", async (_operation, method, path) => {
  const body =
    method === "DELETE" ? undefined : { data: [{ Deal_Name: "x", Stage: "Qualification" }] };
  const options = body === undefined ? {} : { body };
  const writer = running.tokenOf("ada", ["ZohoCRM.modules.deals.WRITE"]);
  const reader = running.tokenOf("ada", ["ZohoCRM.modules.deals.READ"]);
  expect((await running.call(method, path, { ...options, token: reader })).status).toBe(401);
  expect((await running.call(method, path, { ...options, token: writer })).status).toBeLessThan(
    300,
  );
});

it("wants every module of a query covered", async () => {
  const query = { select_query: "select Account_Name.Industry from Deals where id is not null" };
  const deals = ["ZohoCRM.coql.READ", "ZohoCRM.modules.deals.READ"];
  const call = (scopes: string[]) =>
    running.call("POST", "/crm/v8/coql", { token: running.tokenOf("ada", scopes), body: query });
  expect((await call(deals)).body.code).toBe("OAUTH_SCOPE_MISMATCH");
  expect((await call([...deals, "ZohoCRM.modules.accounts.READ"])).status).toBe(200);
});

it("does not know paths, methods and modules that are none", async () => {
  expect(await running.call("GET", "/crm/v9/org")).toMatchObject({
    status: 404,
    body: { code: "INVALID_URL_PATTERN" },
  });
  expect(await running.call("PATCH", "/crm/v8/org")).toMatchObject({
    status: 400,
    body: { code: "INVALID_REQUEST_METHOD" },
  });
  expect(await running.call("GET", "/crm/v8/deals?fields=id")).toMatchObject({
    status: 400,
    body: { code: "INVALID_MODULE", details: { resource_path_index: 0 } },
  });
});

it.each(["v6", "v7", "v8"])("answers on %s", async (version) => {
  expect((await running.call("GET", `/crm/${version}/org`)).status).toBe(200);
});

it("dates every reply by its own clock", async () => {
  running.simulator.org.clock.setMs(Date.UTC(2027, 0, 5, 10));
  const reply = await running.call("GET", "/crm/v8/nowhere/at/all", { token: null });
  expect(reply.headers.get("date")).toBe("Tue, 05 Jan 2027 10:00:00 GMT");
});

it("asks for JSON where it wants JSON", async () => {
  const reply = await running.call("POST", "/crm/v8/Deals", { body: "{not json" });
  expect(reply.status).toBe(400);
  expect(reply.body.data[0]).toMatchObject({
    code: "INVALID_DATA",
    message: "body",
    details: { expected_data_type: "jsonobject" },
  });
});

it.each([
  ["www.zohoapis.com", 200, undefined],
  ["www.zohoapis.eu", 401, "INVALID_TOKEN"],
  ["sandbox.zohoapis.com", 401, "INVALID_TOKEN"],
  ["crm.zoho.com", 400, "INVALID_HOST"],
  ["accounts.zoho.com", 404, "INVALID_URL_PATTERN"],
])("behind the name %s an API call is %i", async (host, status, code) => {
  const response = await running.simulator.app.request("http://x/crm/v8/org", {
    headers: { host, authorization: `Zoho-oauthtoken ${running.tokenOf("ada")}` },
  });
  expect(response.status).toBe(status);
  if (code !== undefined) expect(((await response.json()) as { code: string }).code).toBe(code);
});

it("takes no grant of another data centre", async () => {
  const call = (host: string) =>
    running.simulator.app.request("http://x/oauth/v2/token?grant_type=refresh_token", {
      method: "POST",
      headers: { host },
    });
  expect(await (await call("accounts.zoho.eu")).json()).toEqual({ error: "invalid_code" });
  expect(await (await call("accounts.zoho.com")).json()).toEqual({ error: "invalid_client" });
});

it.each([
  ["production", "https://www.zohoapis.com", "www.zohoapis.com"],
  ["sandbox", "https://sandbox.zohoapis.com", "sandbox.zohoapis.com"],
] as const)(
  "sends who calls by Zoho's name to the API of a %s organisation",
  async (type, domain, host) => {
    running.simulator.org.info.type = type;
    const grant = {
      clientId: client.client_id,
      user: running.simulator.tokens.findAccessToken(running.tokenOf("ada"))?.user ?? "",
      scopes: everyScope,
    };
    const { token } = running.simulator.tokens.issueRefreshToken(grant);
    const asked = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: client.client_id,
      client_secret: client.client_secret,
      refresh_token: token,
    });
    const reply = await running.simulator.app.request(`http://x/oauth/v2/token?${asked}`, {
      method: "POST",
      headers: { host: "accounts.zoho.com" },
    });
    const given = (await reply.json()) as { access_token: string; api_domain: string };
    expect(given.api_domain).toBe(domain);
    const call = await running.simulator.app.request("http://x/crm/v8/org", {
      headers: { host, authorization: `Zoho-oauthtoken ${given.access_token}` },
    });
    expect(call.status).toBe(200);
  },
);

it("has the recycle bin since v8 only", async () => {
  expect((await running.call("GET", "/crm/v7/settings/recycle_bin")).status).toBe(404);
  expect((await running.call("GET", "/crm/v8/settings/recycle_bin")).status).toBe(204);
});
