import { describe, expect, it } from "vitest";
import { aConnection, aCrmIdentity } from "./access.builder.ts";
import { anInstallation, expectRefused, orgId, sessionOf } from "./sign-in-installation.builder.ts";

describe("connecting", () => {
  it("stores the organisation and signs the administrator in", async () => {
    const installation = anInstallation();
    const { access, zoho, connected, goThrough } = installation;
    const response = await goThrough("connect", { returnTo: "/setup?step=2" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/setup?step=2");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(access.connectionOf(orgId)).toMatchObject({
      name: "Harbour Services",
      timeZone: "Asia/Singapore",
      homeCurrency: "SGD",
      hierarchyType: "Role_Hierarchy",
      token: {
        accessToken: "1000.access.new",
        refreshToken: "1000.refresh.new",
        apiDomain: "https://www.zohoapis.com",
        accountsUrl: "http://localhost:8100",
      },
    });
    expect(connected).toEqual([orgId]);
    expect(access.auditActions(orgId)).toEqual(["connected"]);
    expect(zoho.identified).toEqual(["https://www.zohoapis.com 1000.access.new"]);
    expect(sessionOf(response)).toMatch(
      /^pulse_session=20074991234\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it.each([
    ["fails", () => Promise.reject(new Error("Zoho is down"))],
    ["takes for ever", () => new Promise<void>(() => {})],
  ])("stands also when what starts after it %s", async (how, onConnected) => {
    const { access, goThrough, logged } = anInstallation({ onConnected });
    const response = await goThrough("connect");
    expect(response.status).toBe(303);
    expect(sessionOf(response)).not.toBeNull();
    expect(access.connectionOf(orgId)).not.toBeNull();
    if (how === "fails") expect(logged.join()).toContain("Zoho is down");
  });

  it("keeps tokens out of whatever the browser or the log gets", async () => {
    const { goThrough, logged } = anInstallation();
    const response = await goThrough("connect");
    const seen = [...response.headers].join() + (await response.text()) + logged.join();
    expect(seen).not.toContain("1000.access");
    expect(seen).not.toContain("1000.refresh");
    expect(seen).not.toContain("client-secret");
  });

  it("exchanges the code at the named data centre", async () => {
    const { access, zoho, goThrough } = anInstallation();
    zoho.grant.api_domain = "https://www.zohoapis.eu";
    const query = { location: "eu", "accounts-server": "https://accounts.zoho.eu" };
    expect((await goThrough("connect", { query })).status).toBe(303);
    expect(zoho.asked.map(({ url }) => url)).toEqual(["https://accounts.zoho.eu/oauth/v2/token"]);
    expect(access.connectionOf(orgId)?.token).toMatchObject({
      apiDomain: "https://www.zohoapis.eu",
      accountsUrl: "https://accounts.zoho.eu",
    });
  });

  it.each([
    "https://accounts.zoho.evil",
    "https://evil.example",
    "https://accounts.zoho.com.evil.example",
    "https://accounts.zoho.com@evil.example",
    "http://accounts.zoho.com",
    "https://accounts.zoho.com:8443",
    "//accounts.zoho.com",
    "javascript:alert(1)",
    "",
  ])("sends nothing to the accounts server %j", async (server) => {
    const installation = anInstallation();
    const response = await installation.goThrough("connect", {
      query: { "accounts-server": server },
    });
    await expectRefused(installation, response, 400, "This answer does not come from Zoho");
    expect(installation.zoho.asked).toEqual([]);
  });

  it("needs the administrator profile, and gives the token back", async () => {
    const installation = anInstallation();
    const { zoho, access } = installation;
    zoho.identity = aCrmIdentity({ orgId, user: { profileName: "Standard <b>" } });
    const response = await installation.goThrough("connect");
    const page = await expectRefused(
      installation,
      response,
      403,
      "Connecting needs an administrator",
    );
    expect(page).toContain("“Standard &lt;b&gt;”");
    expect(access.connectionOf(orgId)).toBeNull();
    const revoked = zoho.asked.filter(({ url }) => url.endsWith("/revoke"));
    expect(revoked.map(({ form }) => form.get("token"))).toEqual(["1000.refresh.new"]);
  });

  it("needs a refresh token the first time", async () => {
    const installation = anInstallation();
    delete installation.zoho.grant.refresh_token;
    const response = await installation.goThrough("connect");
    const page = await expectRefused(installation, response, 502, "Zoho gave no lasting access");
    expect(page).toContain("Connected Apps");
  });

  it("needs to know home currency and time zone", async () => {
    const installation = anInstallation();
    installation.zoho.identity = aCrmIdentity({ orgId, org: { homeCurrency: null } });
    const response = await installation.goThrough("connect");
    await expectRefused(installation, response, 502, "The organisation is not set up yet");
  });

  it("again replaces the token, for any administrator of the same organisation", async () => {
    const { access, connected, goThrough } = anInstallation();
    access.connect(orgId, aConnection());
    expect((await goThrough("connect")).status).toBe(303);
    expect(access.connectionOf(orgId)?.token.refreshToken).toBe("1000.refresh.new");
    expect(access.auditActions(orgId)).toEqual(["reconnected"]);
    expect(connected).toEqual([orgId]);
  });

  it("again keeps the refresh token when Zoho gives no other", async () => {
    const { access, zoho, goThrough } = anInstallation();
    access.connect(orgId, aConnection());
    delete zoho.grant.refresh_token;
    expect((await goThrough("connect")).status).toBe(303);
    expect(access.connectionOf(orgId)?.token).toMatchObject({
      refreshToken: "1000.refresh.one",
      accessToken: "1000.access.new",
    });
  });

  it.each([true, false])(
    "another organisation does not replace the first (new refresh token: %s)",
    async (hasRefreshToken) => {
      const installation = anInstallation();
      const { access, zoho, goThrough } = installation;
      access.connect(orgId, aConnection());
      zoho.identity = aCrmIdentity({ orgId: "999" });
      if (!hasRefreshToken) delete zoho.grant.refresh_token;
      const response = await goThrough("connect");
      await expectRefused(installation, response, 403, "Another organisation is connected here");
      expect(access.connectionOf("999")).toBeNull();
      expect(access.sessionCount("999")).toBe(0);
      expect(access.connectionOf(orgId)).toEqual(aConnection());
      const revoked = zoho.asked.filter(({ url }) => url.endsWith("/revoke"));
      // The first organisation's own token must survive.
      expect(revoked.map(({ form }) => form.get("token"))).toEqual(
        hasRefreshToken ? ["1000.refresh.new"] : [],
      );
    },
  );

  it("gives the token back when the CRM cannot be asked who it belongs to", async () => {
    const installation = anInstallation();
    installation.zoho.identity = new Error("socket closed");
    await expectRefused(
      installation,
      await installation.goThrough("connect"),
      500,
      "Something went wrong on our side",
    );
    expect(installation.zoho.asked.at(-1)?.url).toBe("http://localhost:8100/oauth/v2/token/revoke");
  });
});
