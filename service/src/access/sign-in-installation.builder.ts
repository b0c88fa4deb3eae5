import { Hono } from "hono";
import { expect } from "vitest";
import type { AppEnv } from "../http.ts";
import { createAccountsApi } from "../zoho/accounts-api.ts";
import { createOAuth } from "../zoho/oauth.ts";
import { systemTiming } from "../zoho/timing.ts";
import { zohoHosts } from "../zoho/zoho-hosts.ts";
import { aCrmIdentity } from "./access.builder.ts";
import type { CrmIdentity } from "./crm-identity.ts";
import { memoryAccess } from "./memory-access.ts";
import { signInRoutes } from "./sign-in-routes.ts";

export const orgId = "20074991234";
const sessionSecret = "a session secret of more than 32 characters";

/** The routes with the real OAuth client; only Zoho's two servers are played. */
export function anInstallation(
  given: { appBaseUrl?: string; onConnected?: () => Promise<void> } = {},
) {
  const access = memoryAccess();
  const appBaseUrl = given.appBaseUrl ?? "https://pulse.example";
  const zoho = {
    identity: aCrmIdentity({ orgId }) as CrmIdentity | Error,
    grant: {
      access_token: "1000.access.new",
      refresh_token: "1000.refresh.new",
      expires_in: 3600,
      api_domain: "https://www.zohoapis.com",
    } as Record<string, unknown>,
    asked: [] as { url: string; form: URLSearchParams }[],
    identified: [] as string[],
  };
  const hosts = zohoHosts({
    baseUrl: "http://localhost:8100",
    accountsUrl: "http://localhost:8100",
  });
  const fetchAccounts: typeof fetch = async (url, init) => {
    zoho.asked.push({ url: String(url), form: new URLSearchParams(String(init?.body)) });
    const isRevoke = String(url).endsWith("/revoke");
    return Response.json(isRevoke ? { status: "success" } : zoho.grant);
  };
  const oauth = createOAuth({
    accounts: createAccountsApi({ fetch: fetchAccounts }),
    hosts,
    client: { id: "1000.CLIENT", secret: "client-secret" },
    timing: systemTiming,
  });
  const connected: string[] = [];
  const logged: string[] = [];
  const record = (facts: object, message: string) => {
    const err = "err" in facts && facts.err instanceof Error ? facts.err.message : "";
    logged.push(`${message} ${JSON.stringify(facts)} ${err}`);
  };
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("requestId", "req-1");
      await next();
    })
    .route(
      "/api/auth",
      signInRoutes({
        ports: {
          ...access,
          oauth,
          identify: async (token) => {
            zoho.identified.push(`${token.apiOrigin} ${token.token}`);
            if (zoho.identity instanceof Error) throw zoho.identity;
            return zoho.identity;
          },
        },
        appBaseUrl,
        sessionSecret,
        authorizationUrl: oauth.authorizationUrl,
        onConnected: given.onConnected ?? (async (id) => void connected.push(id)),
        log: { warn: record, error: record },
      }),
    );

  async function start(purpose: "sign-in" | "connect", returnTo?: string) {
    const query = returnTo === undefined ? "" : `?return_to=${encodeURIComponent(returnTo)}`;
    const response = await app.request(`/api/auth/${purpose}${query}`);
    const toZoho = new URL(response.headers.get("location") ?? "");
    const setCookie = response.headers.getSetCookie()[0] ?? "";
    return {
      response,
      toZoho,
      setCookie,
      cookie: setCookie.split(";")[0] ?? "",
      state: toZoho.searchParams.get("state") ?? "",
    };
  }
  const callback = (query: Record<string, string>, cookie: string) =>
    app.request(`/api/auth/callback?${new URLSearchParams(query)}`, { headers: { cookie } });
  async function goThrough(
    purpose: "sign-in" | "connect",
    more: { returnTo?: string; query?: Record<string, string>; cookie?: string } = {},
  ) {
    const begun = await start(purpose, more.returnTo);
    const cookie = [begun.cookie, more.cookie ?? ""].filter((part) => part !== "").join("; ");
    return callback({ code: "1000.code", state: begun.state, ...more.query }, cookie);
  }
  return { access, zoho, connected, logged, app, start, callback, goThrough };
}

export type Installation = ReturnType<typeof anInstallation>;

export const sessionOf = (response: Response) =>
  response.headers.getSetCookie().find((each) => each.startsWith("pulse_session=")) ?? null;

/** A page for people, with nothing stored and nobody let in. */
export async function expectRefused(
  { access, connected }: Installation,
  response: Response,
  status: number,
  title: string,
): Promise<string> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(sessionOf(response)).toBeNull();
  expect(response.headers.get("location")).toBeNull();
  expect(access.sessionCount(orgId)).toBe(0);
  expect(connected).toEqual([]);
  const page = await response.text();
  expect(page).toContain(`<h1>${title}</h1>`);
  expect(page).toContain("req-1");
  for (const secret of ["1000.access", "1000.refresh", "1000.code", "client-secret"]) {
    expect(page).not.toContain(secret);
  }
  return page;
}
