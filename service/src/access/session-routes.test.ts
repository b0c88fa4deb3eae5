import { AuthState, SignedIn } from "@pulse/shared/access/signed-in";
import { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { describe, expect, it } from "vitest";
import type { AppEnv } from "../http.ts";
import { aConnection, aMirroredUser, anAdministrator } from "./access.builder.ts";
import { apiTokenRoutes } from "./api-token-routes.ts";
import { memoryAccess } from "./memory-access.ts";
import { createRequireViewer } from "./require-viewer.ts";
import { newSession } from "./session.ts";
import { sessionRoutes } from "./session-routes.ts";
import type { DealScope } from "./visible-owners.ts";

const orgId = "20074991234";
const appBaseUrl = "http://localhost:8000";

function anApp(scope: DealScope = { kind: "owners", ownerIds: new Set() }) {
  const access = memoryAccess();
  const requireViewer = createRequireViewer({ ports: access, appBaseUrl });
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("requestId", "req-1");
      await next();
    })
    .route(
      "/api/auth",
      sessionRoutes({
        ports: access,
        requireViewer,
        dealScope: async () => scope,
        appBaseUrl,
        zohoHost: "accounts.zoho.eu",
        reportingCurrency: "USD",
        crmUrlOf: (zgid) => `https://crm.zoho.eu/crm/org${zgid}/`,
      }),
    )
    .route("/api/admin/api-tokens", apiTokenRoutes({ ports: access, requireViewer }));
  function signIn(user = aMirroredUser()) {
    access.connect(orgId, aConnection());
    access.putUser(orgId, user);
    const { cookie, session } = newSession(orgId, user.userId, access.clock.now);
    access.putSession(orgId, session);
    return { cookie: `pulse_session=${cookie}`, "x-pulse-request": "1" };
  }
  return { access, app, signIn };
}

describe("the state", () => {
  it("of a new installation", async () => {
    const { app } = anApp();
    const state = AuthState.parse(await (await app.request("/api/auth/state")).json());
    expect(state).toEqual({
      signed_in: false,
      org_connected: false,
      zoho_host: "accounts.zoho.eu",
    });
  });

  it("signed in, and after the session is over", async () => {
    const { access, app, signIn } = anApp();
    const headers = signIn();
    const read = async () => (await app.request("/api/auth/state", { headers })).json();
    expect(await read()).toMatchObject({ signed_in: true, org_connected: true });
    access.clock.now = access.clock.now.add({ hours: 12 });
    expect(await read()).toMatchObject({ signed_in: false, org_connected: true });
  });
});

describe("who am I", () => {
  it("says the person, the organisation and what is shown", async () => {
    const { app, signIn } = anApp();
    const response = await app.request("/api/auth/me", { headers: signIn() });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(SignedIn.parse(await response.json())).toEqual({
      user: {
        id: "5725767000000411001",
        name: "Ana Lim",
        email: "ana.lim@example.com",
        profile: "Standard",
        role: null,
        is_administrator: false,
      },
      org: {
        id: orgId,
        name: "Harbour Services",
        time_zone: "Asia/Singapore",
        home_currency: "SGD",
        reporting_currency: "USD",
        crm_url: `https://crm.zoho.eu/crm/org${orgId}/`,
      },
      sees: "own_and_subordinates",
    });
  });

  it("says when everything is shown", async () => {
    const { app, signIn } = anApp({ kind: "all" });
    const response = await app.request("/api/auth/me", { headers: signIn(anAdministrator()) });
    expect(await response.json()).toMatchObject({ sees: "all" });
  });

  it("says 401 to nobody", async () => {
    const response = await anApp().app.request("/api/auth/me");
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("signing out", () => {
  it("ends the session on the server and in the browser", async () => {
    const { access, app, signIn } = anApp();
    const headers = signIn();
    const response = await app.request("/api/auth/sign-out", { method: "POST", headers });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie().join()).toMatch(/^pulse_session=; Max-Age=0; Path=\//);
    expect(access.sessionCount(orgId)).toBe(0);
    expect(access.auditActions(orgId)).toEqual(["signed_out"]);
    expect((await app.request("/api/auth/me", { headers })).status).toBe(401);
  });

  it("is fine for nobody", async () => {
    const headers = { "x-pulse-request": "1", cookie: "pulse_session=x" };
    const response = await anApp().app.request("/api/auth/sign-out", { method: "POST", headers });
    expect(response.status).toBe(204);
  });

  it("is not for other sites to do", async () => {
    const { access, app, signIn } = anApp();
    const headers = { ...signIn(), origin: "https://evil.example" };
    const response = await app.request("/api/auth/sign-out", { method: "POST", headers });
    expect(response.status).toBe(403);
    expect(access.sessionCount(orgId)).toBe(1);
  });
});

it("describes every route in the OpenAPI document", async () => {
  const { paths } = await generateSpecs(anApp().app);
  expect(Object.entries(paths).map(([path, item]) => [path, Object.keys(item).sort()])).toEqual([
    ["/api/auth/state", ["get"]],
    ["/api/auth/me", ["get"]],
    ["/api/auth/sign-out", ["post"]],
    ["/api/admin/api-tokens", ["get", "post"]],
    ["/api/admin/api-tokens/{id}", ["delete"]],
  ]);
});
