import { afterEach, beforeEach, expect, it } from "vitest";
import { people } from "../src/crm/small-org.builder.ts";
import { type Body, client, type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const asked = {
  client_id: client.client_id,
  redirect_uri: "http://localhost:9/back",
  response_type: "code",
  access_type: "offline",
  scope: "ZohoCRM.modules.deals.READ,ZohoCRM.org.READ",
  state: "st/1",
};

const open = (query: Record<string, string>) =>
  fetch(`${running.url}/oauth/v2/auth?${new URLSearchParams(query)}`, { redirect: "manual" });

async function answer(form: Record<string, string>): Promise<URL> {
  const response = await fetch(`${running.url}/oauth/v2/auth`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });
  return new URL(response.headers.get("location") ?? `http://none/${response.status}`);
}

const accept = (more: Record<string, string> = {}) =>
  answer({ ...asked, user: people.ada, decision: "accept", ...more });

async function token(params: Record<string, string>, how: "query" | "form" | "multipart" = "form") {
  const all = { client_id: client.client_id, client_secret: client.client_secret, ...params };
  const address = `${running.url}/oauth/v2/token`;
  const form = new FormData();
  for (const [name, value] of Object.entries(all)) form.set(name, value);
  const response = await (how === "query"
    ? fetch(`${address}?${new URLSearchParams(all)}`, { method: "POST" })
    : fetch(address, { method: "POST", body: how === "form" ? new URLSearchParams(all) : form }));
  return { status: response.status, body: (await response.json()) as Body };
}

const exchange = (code: string, how?: "query" | "form" | "multipart") =>
  token({ grant_type: "authorization_code", code, redirect_uri: asked.redirect_uri }, how);

const refresh = (refreshToken: string | undefined) =>
  token({ grant_type: "refresh_token", refresh_token: refreshToken ?? "none given" });

async function newRefreshToken(): Promise<string | undefined> {
  const back = await accept({ prompt: "consent" });
  const { body } = await exchange(back.searchParams.get("code") ?? "");
  return body.refresh_token;
}

it("shows the client, the scopes and the active people", async () => {
  const page = await (await open(asked)).text();
  expect(page).toContain("Test Client");
  expect(page).toContain("ZohoCRM.modules.deals.READ");
  expect(page).toContain("cleo@small.example");
  expect(page).not.toContain("eve@small.example");
});

it.each([
  ["an unknown client", { client_id: "1000.NOPE" }, "invalid_client"],
  [
    "an address with one slash more",
    { redirect_uri: "http://localhost:9/back/" },
    "invalid_redirect_uri",
  ],
  ["scopes separated by spaces", { scope: "ZohoCRM.org.READ ZohoCRM.users.READ" }, "invalid_scope"],
  ["a scope without an operation", { scope: "ZohoCRM.org" }, "invalid_scope"],
  ["another response type", { response_type: "token" }, "invalid_response_type"],
])("refuses %s on a page of its own", async (_what, wrong, code) => {
  const response = await open({ ...asked, ...wrong });
  expect(response.status).toBe(400);
  expect(response.headers.get("location")).toBeNull();
  expect(await response.text()).toContain(code);
});

it("escapes what a request brings", async () => {
  const page = await (await open({ ...asked, state: '"><script>x</script>' })).text();
  expect(page).not.toContain("<script>");
});

it("comes back with code, location, accounts server and state", async () => {
  const back = await accept();
  expect(back.origin + back.pathname).toBe("http://localhost:9/back");
  expect(Object.fromEntries(back.searchParams)).toEqual({
    code: expect.stringMatching(/^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/),
    location: "us",
    "accounts-server": running.url,
    state: "st/1",
  });
});

it("comes back with access_denied when refused", async () => {
  const back = await answer({ ...asked, decision: "deny" });
  expect(Object.fromEntries(back.searchParams)).toEqual({ error: "access_denied", state: "st/1" });
});

it("lets nobody in who has left", async () => {
  const back = await accept({ user: people.eve });
  expect(back.pathname).toBe("/400");
});

it.each(["query", "form", "multipart"] as const)("exchanges a code sent as %s", async (how) => {
  const back = await accept();
  const { status, body } = await exchange(back.searchParams.get("code") ?? "", how);
  expect(status).toBe(200);
  expect(body).toEqual({
    access_token: expect.stringMatching(/^1000\./),
    refresh_token: expect.stringMatching(/^1000\./),
    scope: "ZohoCRM.modules.deals.READ ZohoCRM.org.READ",
    api_domain: running.url,
    token_type: "Bearer",
    expires_in: 3600,
  });
});

it("takes a code once", async () => {
  const code = (await accept()).searchParams.get("code") ?? "";
  await exchange(code);
  expect(await exchange(code)).toEqual({ status: 200, body: { error: "invalid_code" } });
});

it.each([
  { seconds: 59, error: undefined },
  { seconds: 60, error: "invalid_code" },
])("judges a code $seconds s old", async ({ seconds, error }) => {
  const code = (await accept()).searchParams.get("code") ?? "";
  running.simulator.org.clock.advanceMs(seconds * 1000);
  expect((await exchange(code)).body.error).toBe(error);
});

it.each([
  [{ client_id: "1000.NOPE" }, "invalid_client"],
  [{ client_secret: "wrong" }, "invalid_client_secret"],
  [{ redirect_uri: "http://localhost:9/other" }, "invalid_redirect_uri"],
  [{ code: "1000.no.no" }, "invalid_code"],
  [{ grant_type: "password" }, "unsupported_grant_type"],
])("refuses %o with HTTP 200", async (wrong, error) => {
  const code = (await accept()).searchParams.get("code") ?? "";
  const reply = await token({
    grant_type: "authorization_code",
    code,
    redirect_uri: asked.redirect_uri,
    ...wrong,
  });
  expect(reply).toEqual({ status: 200, body: { error } });
});

it("gives a refresh token at the first consent only, unless consent is asked for again", async () => {
  const code = async (more?: Record<string, string>) =>
    (await accept(more)).searchParams.get("code") ?? "";
  expect((await exchange(await code())).body.refresh_token).toBeDefined();
  expect((await exchange(await code())).body.refresh_token).toBeUndefined();
  expect((await exchange(await code({ prompt: "consent" }))).body.refresh_token).toBeDefined();
});

it("gives none for online access", async () => {
  const back = await accept({ access_type: "online", prompt: "consent" });
  const { body } = await exchange(back.searchParams.get("code") ?? "");
  expect(body.access_token).toBeDefined();
  expect(body.refresh_token).toBeUndefined();
});

it("refreshes ten times in ten minutes, then says so with 400", async () => {
  const back = await accept();
  const { body } = await exchange(back.searchParams.get("code") ?? "");
  for (let i = 0; i < 9; i++)
    expect((await refresh(body.refresh_token)).body.access_token).toBeDefined();
  expect(await refresh(body.refresh_token)).toEqual({
    status: 400,
    body: {
      error: "Access Denied",
      status: "failure",
      error_description: expect.stringContaining("too many requests"),
    },
  });
  running.simulator.org.clock.advanceMs(600_000);
  expect((await refresh(body.refresh_token)).body.refresh_token).toBeUndefined();
});

it("keeps twenty refresh tokens of one person and drops the oldest", async () => {
  const first = await newRefreshToken();
  for (let i = 1; i < 20; i++) {
    running.simulator.org.clock.advanceMs(12_000);
    await newRefreshToken();
  }
  expect((await refresh(first)).body.error).toBeUndefined();
  running.simulator.org.clock.advanceMs(12_000);
  await newRefreshToken();
  expect((await refresh(first)).body).toEqual({ error: "invalid_code" });
});

it("gives a person five refresh tokens in a minute, then says so with 400", async () => {
  for (let i = 0; i < 5; i++) expect(await newRefreshToken()).toBeDefined();
  const back = await accept({ prompt: "consent" });
  expect(await exchange(back.searchParams.get("code") ?? "")).toMatchObject({
    status: 400,
    body: { error: "Access Denied", status: "failure" },
  });
  running.simulator.org.clock.advanceMs(60_000);
  expect(await newRefreshToken()).toBeDefined();
});

it("ends a refresh token with its access tokens when it is revoked", async () => {
  const back = await accept();
  const { body } = await exchange(back.searchParams.get("code") ?? "");
  const revoke = await fetch(`${running.url}/oauth/v2/token/revoke?token=${body.refresh_token}`, {
    method: "POST",
  });
  expect(await revoke.json()).toEqual({ status: "success" });
  const call = await running.call("GET", "/crm/v8/org", { token: body.access_token });
  expect(call.status).toBe(401);
  expect((await refresh(body.refresh_token)).body).toEqual({ error: "invalid_code" });
});

it("names the data centres it has", async () => {
  const info = await fetch(`${running.url}/oauth/serverinfo`);
  expect(await info.json()).toEqual({ result: "success", locations: { us: running.url } });
});
