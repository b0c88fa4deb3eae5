import { expect, it } from "vitest";
import { createAccountsApi } from "./accounts-api.ts";
import { createOAuth } from "./oauth.ts";
import { freshToken, type ScriptedReply, scriptedFetch, virtualTiming } from "./scripted-zoho.ts";
import { zohoHosts } from "./zoho-hosts.ts";

const redirectUri = "https://app.example/api/auth/callback";

function anOAuth(replies: ScriptedReply[] = []) {
  const { timing } = virtualTiming("2026-03-02T10:00:00Z");
  const { fetch, requests } = scriptedFetch(replies, timing);
  const oauth = createOAuth({
    accounts: createAccountsApi({ fetch }),
    hosts: zohoHosts({
      baseUrl: "https://www.zohoapis.com",
      accountsUrl: "https://accounts.zoho.com",
    }),
    client: { id: "client-1", secret: "secret-1" },
    timing,
  });
  return { oauth, requests };
}

const code = { code: "1000.aa.bb", redirectUri, accountsServer: null };

it("asks for a lasting connection with consent and every scope, comma separated", () => {
  const { oauth } = anOAuth();
  const url = new URL(oauth.authorizationUrl({ flow: "connect", redirectUri, state: "s1" }));
  expect(url.origin + url.pathname).toBe("https://accounts.zoho.com/oauth/v2/auth");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    access_type: "offline",
    prompt: "consent",
    response_type: "code",
    client_id: "client-1",
    redirect_uri: redirectUri,
    state: "s1",
  });
  const scopes = url.searchParams.get("scope")?.split(",") ?? [];
  expect(scopes).toContain("ZohoCRM.coql.READ");
  expect(scopes).toContain("ZohoCRM.modules.deals.UPDATE");
});

it("asks a person who signs in for no more than who they are", () => {
  const { oauth } = anOAuth();
  const url = new URL(oauth.authorizationUrl({ flow: "sign_in", redirectUri, state: "s1" }));
  expect(url.searchParams.get("access_type")).toBe("online");
  expect(url.searchParams.get("prompt")).toBeNull();
  expect(url.searchParams.get("scope")).toBe("ZohoCRM.users.READ,ZohoCRM.org.READ");
});

it("keeps where the connection lives", async () => {
  const body = { ...freshToken, refresh_token: "ref-9", api_domain: "https://www.zohoapis.eu" };
  const { oauth, requests } = anOAuth([{ from: "accounts", body }]);
  const token = await oauth.connect({ ...code, accountsServer: "https://accounts.zoho.eu" }, null);
  expect(token).toMatchObject({
    accessToken: "tok-B",
    refreshToken: "ref-9",
    apiDomain: "https://www.zohoapis.eu",
    accountsUrl: "https://accounts.zoho.eu",
  });
  expect(token.expiresAt?.toString()).toBe("2026-03-02T11:00:00Z");
  expect(requests[0]?.body).toEqual({
    grant_type: "authorization_code",
    client_id: "client-1",
    client_secret: "secret-1",
    redirect_uri: redirectUri,
    code: "1000.aa.bb",
  });
});

it("keeps the refresh token it knows when a second consent brings none", async () => {
  const { oauth } = anOAuth([{ from: "accounts", body: freshToken, repeat: 2 }]);
  await expect(oauth.connect(code, "ref-old")).resolves.toMatchObject({ refreshToken: "ref-old" });
  await expect(oauth.connect(code, null)).rejects.toMatchObject({ code: "no_refresh_token" });
});

it("believes an accounts-server only if it is Zoho's", async () => {
  const { oauth, requests } = anOAuth();
  const forged = { ...code, accountsServer: "https://accounts.zoho.com.evil.example" };
  await expect(oauth.signIn(forged)).rejects.toMatchObject({ code: "host_not_allowed" });
  expect(requests).toEqual([]);
});

it("tells a used or expired code apart", async () => {
  const { oauth } = anOAuth([{ from: "accounts", body: { error: "invalid_code" } }]);
  await expect(oauth.signIn(code)).rejects.toMatchObject({ code: "invalid_code", kind: "auth" });
});

it("revokes at the accounts host of the connection", async () => {
  const { oauth, requests } = anOAuth([{ from: "accounts", body: { status: "success" } }]);
  await oauth.revoke({ refreshToken: "ref-9", accountsUrl: "https://accounts.zoho.in" });
  expect(requests[0]).toMatchObject({ path: "/oauth/v2/token/revoke", body: { token: "ref-9" } });
});
