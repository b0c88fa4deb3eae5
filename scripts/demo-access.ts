import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { AdministratorBrowser } from "./administrator-browser.ts";
import type { DemoSecrets } from "./demo-secrets.ts";

/** Where the scripts' own consent ends; nothing listens there, the code is read off the address. */
export const SCRIPTS_REDIRECT = "http://localhost/pipeline-pulse-scripts";

const scriptScopes = [
  "ZohoCRM.modules.ALL",
  "ZohoCRM.settings.ALL",
  "ZohoCRM.users.READ",
  "ZohoCRM.org.READ",
  "ZohoCRM.coql.READ",
  "ZohoCRM.bulk.ALL",
  "ZohoCRM.notifications.ALL",
  "ZohoSearch.securesearch.READ",
].join(",");

export const Status = z.object({
  is_connected: z.boolean(),
  connection: z.object({ state: z.string(), message: z.string() }),
  current_run: z
    .object({ mode: z.string(), read: z.number(), expected: z.number().nullable() })
    .nullable(),
  last_run: z.object({ state: z.string(), read: z.number() }).nullable(),
  last_sync: z.string().nullable(),
});
export type Status = z.infer<typeof Status>;

/** The demo's administrator at work, over HTTP and through real sign-in pages alone. */
export function demoAdministrator(urls: { service: string; simulator: string }) {
  const browser = new AdministratorBrowser(({ label }) => label.includes("Administrator"));

  const serviceJson = async (path: string, init?: RequestInit): Promise<unknown> => {
    const response = await browser.fetch(`${urls.service}${path}`, init);
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  const status = async () => Status.parse(await serviceJson("/api/zoho/status"));

  return {
    status,

    /** Connects the organisation, or signs in where it is connected and the connection is good. */
    async signIn(): Promise<void> {
      const state = z
        .object({ org_connected: z.boolean() })
        .parse(await serviceJson("/api/auth/state"));
      if (!state.org_connected) {
        await browser.open(`${urls.service}/api/auth/connect?return_to=/healthz`);
        return;
      }
      await browser.open(`${urls.service}/api/auth/sign-in?return_to=/healthz`);
      if ((await status()).connection.state === "auth_required") {
        await browser.open(`${urls.service}/api/auth/connect?return_to=/healthz`);
      }
    },

    async untilFirstSync(
      onProgress: (status: Status) => void,
      stopped: AbortSignal,
    ): Promise<void> {
      for (;;) {
        stopped.throwIfAborted();
        const now = await status();
        onProgress(now);
        if (now.last_sync !== null) return;
        if (now.last_run?.state === "failed") throw new Error(now.connection.message);
        await wait(300);
      }
    },

    async apiToken(): Promise<string> {
      const reply = await serviceJson("/api/admin/api-tokens", {
        method: "POST",
        headers: { "content-type": "application/json", "x-pulse-request": "1" },
        body: JSON.stringify({ name: "Demo scripts" }),
      });
      return z.object({ token: z.string() }).parse(reply).token;
    },

    /** Whether a token of an earlier start still opens the door. */
    async isApiTokenGood(token: string): Promise<boolean> {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${urls.service}/api/auth/me`, { headers })).ok;
    },

    /** The page of the open deal with the most money, to have something worth looking at. */
    async dealPageUrl(): Promise<string | null> {
      const reply = await serviceJson(
        "/api/zoho/live-pipeline?outcome=open&sort=sgd_amount&limit=1",
      );
      const { deals } = z
        .object({ deals: z.array(z.object({ crm_url: z.string() })) })
        .parse(reply);
      return deals[0]?.crm_url ?? null;
    },

    /** Whether a refresh token of an earlier start still gives access tokens. */
    async isRefreshTokenGood(
      client: DemoSecrets["scripts"],
      refreshToken: string,
    ): Promise<boolean> {
      const response = await fetch(`${urls.simulator}/oauth/v2/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          client_id: client.id,
          client_secret: client.secret,
          refresh_token: refreshToken,
        }),
      });
      // Refusals come with status 200 too.
      return z.object({ access_token: z.string() }).safeParse(await response.json()).success;
    },

    /** A refresh token for scripts that talk to the stand-in themselves. */
    async scriptsRefreshToken(client: DemoSecrets["scripts"]): Promise<string> {
      const query = new URLSearchParams({
        scope: scriptScopes,
        client_id: client.id,
        response_type: "code",
        access_type: "offline",
        prompt: "consent",
        redirect_uri: SCRIPTS_REDIRECT,
      });
      const end = await browser.open(`${urls.simulator}/oauth/v2/auth?${query}`, SCRIPTS_REDIRECT);
      const code = new URL(end).searchParams.get("code");
      if (code === null) throw new Error(`The consent ended without a code: ${end}`);
      const response = await fetch(`${urls.simulator}/oauth/v2/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "authorization_code",
          client_id: client.id,
          client_secret: client.secret,
          redirect_uri: SCRIPTS_REDIRECT,
          code,
        }),
      });
      return z.object({ refresh_token: z.string() }).parse(await response.json()).refresh_token;
    },
  };
}
