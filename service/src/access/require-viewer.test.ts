import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import type { AppEnv } from "../http.ts";
import { aConnection, aMirroredUser, anAdministrator } from "./access.builder.ts";
import { newApiToken } from "./api-token.ts";
import { memoryAccess } from "./memory-access.ts";
import { createRequireViewer } from "./require-viewer.ts";
import { newSession } from "./session.ts";

const orgId = "20074991234";
const appBaseUrl = "https://pulse.example";

function anApp() {
  const access = memoryAccess();
  access.connect(orgId, aConnection());
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("requestId", "req-1");
      await next();
    })
    .use(createRequireViewer({ ports: access, appBaseUrl }))
    .get("/who", (c) => c.json(c.var.viewer))
    .post("/write", (c) => c.json(c.var.viewer));

  function signIn(user = aMirroredUser()) {
    access.putUser(orgId, user);
    const { cookie, session } = newSession(orgId, user.userId, access.clock.now);
    access.putSession(orgId, session);
    return { cookie: `pulse_session=${cookie}`, session };
  }
  async function makeToken(user = anAdministrator()) {
    access.putUser(orgId, user);
    const now = access.clock.now;
    const { text, token } = newApiToken({ orgId, userId: user.userId, name: "script", now });
    await access.saveApiToken(token, user.userId);
    return { authorization: `Bearer ${text}`, token };
  }
  const get = (headers: Record<string, string>) => app.request("/who", { headers });
  const post = (headers: Record<string, string>) =>
    app.request("/write", { method: "POST", headers });
  return { access, signIn, makeToken, get, post };
}

describe("a session", () => {
  it("says who is asking", async () => {
    const { signIn, get } = anApp();
    const { cookie, session } = signIn();
    const response = await get({ cookie });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      orgId,
      userId: "5725767000000411001",
      name: "Ana Lim",
      isAdministrator: false,
      credentialId: session.secretHash.slice(0, 16),
    });
  });

  it("is over after twelve hours, used or not", async () => {
    const { access, signIn, get } = anApp();
    const { cookie } = signIn();
    access.clock.now = access.clock.now.add({ hours: 11, minutes: 59 });
    expect((await get({ cookie })).status).toBe(200);
    access.clock.now = access.clock.now.add({ minutes: 1 });
    const response = await get({ cookie });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "not_signed_in", request_id: "req-1" });
  });

  it("ends for somebody who is not active in the CRM any more", async () => {
    const { access, signIn, get } = anApp();
    const { cookie } = signIn();
    access.putUser(orgId, aMirroredUser({ isActive: false }));
    expect((await get({ cookie })).status).toBe(401);
  });

  it("ends with its organisation", async () => {
    const { access, signIn, get } = anApp();
    const { cookie } = signIn();
    access.disconnect(orgId);
    expect((await get({ cookie })).status).toBe(401);
  });

  it("loses administration as soon as the CRM takes it", async () => {
    const { access, signIn, get } = anApp();
    const { cookie } = signIn(anAdministrator());
    expect(await (await get({ cookie })).json()).toMatchObject({ isAdministrator: true });
    access.putUser(orgId, anAdministrator({ isAdministrator: false }));
    expect(await (await get({ cookie })).json()).toMatchObject({ isAdministrator: false });
  });

  it("is not one when the organisation in the cookie is another", async () => {
    const { access, signIn, get } = anApp();
    access.connect("99", aConnection());
    const { cookie } = signIn();
    expect((await get({ cookie: cookie.replace(orgId, "99") })).status).toBe(401);
  });

  it.each(["", "pulse_session=", "pulse_session=x.y", "other=1"])(
    "is not the cookie %j",
    async (cookie) => {
      expect((await anApp().get({ cookie })).status).toBe(401);
    },
  );

  it("writes from our own pages only", async () => {
    const { signIn, post } = anApp();
    const { cookie } = signIn();
    const ours = { cookie, "x-pulse-request": "1" };
    expect((await post({ ...ours, origin: appBaseUrl })).status).toBe(200);
    expect((await post(ours)).status).toBe(200);
    for (const headers of [
      { cookie },
      { cookie, origin: appBaseUrl },
      { ...ours, origin: "https://evil.example" },
      { ...ours, origin: "null" },
    ]) {
      const response = await post(headers);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: "bad_origin" });
    }
  });
});

describe("an API token", () => {
  it("says who is asking and may write without our header", async () => {
    const { makeToken, post } = anApp();
    const { authorization, token } = await makeToken();
    const response = await post({ authorization, origin: "https://elsewhere.example" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      userId: "5725767000000411009",
      isAdministrator: true,
      credentialId: token.secretHash.slice(0, 16),
    });
  });

  it("is written down as used at most once a minute", async () => {
    const { access, makeToken, get } = anApp();
    const { authorization } = await makeToken();
    const start = access.clock.now;
    const lastUsed = async () => (await access.listApiTokens(orgId))[0]?.lastUsedAt?.toString();
    await get({ authorization });
    expect(await lastUsed()).toBe(start.toString());
    access.clock.now = start.add({ seconds: 59 });
    await get({ authorization });
    expect(await lastUsed()).toBe(start.toString());
    access.clock.now = start.add({ seconds: 60 });
    await get({ authorization });
    expect(await lastUsed()).toBe(access.clock.now.toString());
  });

  it("ends with its owner's place in the CRM, and when revoked", async () => {
    const { access, makeToken, get } = anApp();
    const { authorization, token } = await makeToken();
    access.putUser(orgId, anAdministrator({ isActive: false }));
    expect((await get({ authorization })).status).toBe(401);
    access.putUser(orgId, anAdministrator());
    expect((await get({ authorization })).status).toBe(200);
    await access.revokeApiToken(orgId, token.secretHash.slice(0, 16), "me");
    expect((await get({ authorization })).status).toBe(401);
  });

  it("that is wrong is not made good by a session beside it", async () => {
    const { signIn, get } = anApp();
    const { cookie } = signIn();
    expect((await get({ cookie, authorization: "Bearer nonsense" })).status).toBe(401);
    expect((await get({ cookie, authorization: "Basic abc" })).status).toBe(401);
  });

  it("is not a session, nor a session a token", async () => {
    const { signIn, makeToken, get } = anApp();
    const { cookie } = signIn();
    const { authorization } = await makeToken();
    const secret = authorization.slice(-43);
    expect((await get({ cookie: `pulse_session=${orgId}.${secret}` })).status).toBe(401);
    expect((await get({ authorization: `Bearer pp_${orgId}_${cookie.slice(-43)}` })).status).toBe(
      401,
    );
  });
});
