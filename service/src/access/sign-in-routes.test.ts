import { describe, expect, it } from "vitest";
import { scopesFor } from "../zoho/scopes.ts";
import { aConnection, aCrmIdentity, aMirroredUser, anAdministrator } from "./access.builder.ts";
import { newSession } from "./session.ts";
import { anInstallation, expectRefused, orgId, sessionOf } from "./sign-in-installation.builder.ts";

describe("the way to Zoho", () => {
  it("asks only who somebody is when they sign in", async () => {
    const { toZoho, setCookie, response } = await anInstallation().start("sign-in", "/deals");
    expect(response.status).toBe(302);
    expect(toZoho.origin + toZoho.pathname).toBe("http://localhost:8100/oauth/v2/auth");
    expect(Object.fromEntries(toZoho.searchParams)).toEqual({
      scope: "ZohoCRM.users.READ,ZohoCRM.org.READ",
      client_id: "1000.CLIENT",
      response_type: "code",
      access_type: "online",
      redirect_uri: "https://pulse.example/api/auth/callback",
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(setCookie).toMatch(/^pulse_sign_in=[^;]+; Max-Age=600; Path=\/api\/auth; HttpOnly; /);
    expect(setCookie).toContain("Secure");
    expect(setCookie).toContain("SameSite=Lax");
  });

  it("asks for lasting access and consent when connecting", async () => {
    const { toZoho } = await anInstallation().start("connect");
    expect(toZoho.searchParams.get("access_type")).toBe("offline");
    expect(toZoho.searchParams.get("prompt")).toBe("consent");
    expect(toZoho.searchParams.get("scope")).toBe(scopesFor.connect.join(","));
  });

  it.each([
    ["http://localhost:8000", false],
    ["http://127.0.0.1:8000", false],
    ["https://localhost.example", true],
    ["http://pulse.example", true],
  ])("from %s sets a Secure cookie: %s", async (appBaseUrl, isSecure) => {
    const { setCookie } = await anInstallation({ appBaseUrl }).start("sign-in");
    expect(setCookie.includes("Secure")).toBe(isSecure);
  });

  it("is open also when the way back is asked for twice", async () => {
    const response = await anInstallation().app.request(
      "/api/auth/sign-in?return_to=/a&return_to=//b",
    );
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toMatch(/^(\/api\/auth\/sign-in|http:\/\/localhost)/);
  });
});

describe("signing in", () => {
  it("lets a user of the connected organisation in, though never mirrored before", async () => {
    const { access, zoho, connected, goThrough } = anInstallation();
    access.connect(orgId, aConnection());
    zoho.identity = aCrmIdentity({ orgId, user: { id: "77", profileName: "Standard" } });
    const response = await goThrough("sign-in", { returnTo: "/deals" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/deals");
    expect(access.userOf(orgId, "77")).toMatchObject({ isActive: true, isAdministrator: false });
    expect(access.connectionOf(orgId)).toEqual(aConnection());
    expect(access.auditActions(orgId)).toEqual(["signed_in"]);
    expect(connected).toEqual([]);
  });

  it("always makes a new session and ends the one before", async () => {
    const { access, goThrough } = anInstallation();
    access.connect(orgId, aConnection());
    access.putUser(orgId, anAdministrator());
    const old = newSession(orgId, anAdministrator().userId, access.clock.now);
    access.putSession(orgId, old.session);
    const response = await goThrough("sign-in", { cookie: `pulse_session=${old.cookie}` });
    expect(sessionOf(response)).not.toContain(old.cookie);
    expect(await access.findSession({ orgId, ...old.session })).toBeNull();
    expect(access.sessionCount(orgId)).toBe(1);
  });

  it("does not take over a session secret chosen by somebody else", async () => {
    const { access, goThrough } = anInstallation();
    access.connect(orgId, aConnection());
    const planted = `${orgId}.${"a".repeat(43)}`;
    const response = await goThrough("sign-in", { cookie: `pulse_session=${planted}` });
    expect(sessionOf(response)).not.toContain(planted);
  });

  it("refuses a user of another organisation", async () => {
    const installation = anInstallation();
    installation.access.connect(orgId, aConnection());
    installation.zoho.identity = aCrmIdentity({ orgId: "999" });
    const response = await installation.goThrough("sign-in");
    await expectRefused(installation, response, 403, "Your organisation is not connected here");
    expect(installation.access.userOf("999", "5725767000000411009")).toBeNull();
  });

  it("refuses everybody while no organisation is connected", async () => {
    const installation = anInstallation();
    const response = await installation.goThrough("sign-in");
    await expectRefused(installation, response, 403, "Your organisation is not connected here");
  });

  it("refuses a user who is switched off in the CRM", async () => {
    const installation = anInstallation();
    installation.access.connect(orgId, aConnection());
    installation.zoho.identity = aCrmIdentity({ orgId, user: { isActive: false } });
    const response = await installation.goThrough("sign-in");
    await expectRefused(installation, response, 403, "Your CRM user is not active");
  });

  it("never makes an administrator of somebody whom the CRM does not call one", async () => {
    const { access, zoho, goThrough } = anInstallation();
    access.connect(orgId, aConnection());
    access.putUser(orgId, aMirroredUser({ userId: "77", isAdministrator: true }));
    zoho.identity = aCrmIdentity({ orgId, user: { id: "77", profileName: "Sales" } });
    await goThrough("sign-in");
    expect(access.userOf(orgId, "77")?.isAdministrator).toBe(false);
  });

  it.each(["//evil.example", "/\\evil.example", "https:evil.example", "%2F%2Fevil.example"])(
    "does not send anybody on to %s",
    async (returnTo) => {
      const { access, goThrough } = anInstallation();
      access.connect(orgId, aConnection());
      const response = await goThrough("sign-in", { returnTo });
      expect(response.headers.get("location")).toBe("/");
    },
  );
});

it("shows its pages calmly: no script, no frame, no cache, no referrer", async () => {
  const response = await anInstallation().callback({ error: "access_denied" }, "");
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  const page = await response.text();
  expect(page).not.toContain("<script");
  expect(page).toContain("color-scheme: light dark");
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  expect(policy).toContain(`'sha256-${Buffer.from(digest).toString("base64")}'`);
});
