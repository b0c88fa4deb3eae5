import { LivePipeline } from "@pulse/shared/pipeline/live-pipeline";
import { SyncReply } from "@pulse/shared/sync/sync-run";
import { SyncStatus } from "@pulse/shared/sync/sync-status";
import { z } from "zod";
import { AdministratorBrowser } from "../../scripts/administrator-browser.ts";
import { until } from "./running.ts";

export const isAdministrator = ({ label }: { label: string }) => label.includes("Administrator");

export type PulseClient = ReturnType<typeof pulseClient>;

/** Connects the organisation through the pages, as a person would. */
export async function connectOrganisation(url: string): Promise<AdministratorBrowser> {
  const browser = new AdministratorBrowser(isAdministrator);
  await browser.open(`${url}/api/auth/connect?return_to=/healthz`);
  return browser;
}

export async function newApiToken(url: string, browser: AdministratorBrowser): Promise<string> {
  const response = await browser.fetch(`${url}/api/admin/api-tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-pulse-request": "1" },
    body: JSON.stringify({ name: "Tests" }),
  });
  return z.object({ token: z.string() }).parse(await response.json()).token;
}

/** Signs somebody in through the pages. */
export async function signIn(
  url: string,
  isUser: (option: { id: string; label: string }) => boolean,
): Promise<PulseClient> {
  const browser = new AdministratorBrowser(isUser);
  await browser.open(`${url}/api/auth/sign-in?return_to=/healthz`);
  return pulseClient(url, browser);
}

/** The service's API as a script with a token uses it, or the pages in a browser, or a stranger. */
export function pulseClient(url: string, who: string | AdministratorBrowser | null) {
  const request = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (typeof who === "string") headers.set("authorization", `Bearer ${who}`);
    if (typeof who === "string" || who === null)
      return fetch(`${url}${path}`, { ...init, headers });
    headers.set("x-pulse-request", "1");
    return who.fetch(`${url}${path}`, { ...init, headers });
  };
  const json = async (path: string) => {
    const response = await request(path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const status = async () => SyncStatus.parse(await json("/api/zoho/status"));
  const pipeline = async (query = "limit=1") =>
    LivePipeline.parse(await json(`/api/zoho/live-pipeline?${query}`));

  const sync = async (mode: "full" | "delta") => {
    const response = await request("/api/zoho/sync", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ mode }),
    });
    if (response.status !== 202)
      throw new Error(`sync: ${response.status} ${await response.text()}`);
    return SyncReply.parse(await response.json());
  };
  const untilClosed = async (runId: string, timeout?: number) => {
    const { last_run } = await until(status, (now) => now.last_run?.id === runId, timeout);
    if (last_run === null) throw new Error("until() has just seen the run");
    return last_run;
  };

  return {
    url,
    request,
    status,
    pipeline,
    /** Asks for a sync; see `untilClosed`. */
    sync,
    /** Waits until the run is the newest finished one. */
    untilClosed,
    syncAndWait: async (mode: "full" | "delta") => untilClosed((await sync(mode)).run.id),

    /** Waits until the first sync of all has closed. */
    untilSynced: (timeout?: number) => until(status, (now) => now.last_run !== null, timeout),

    async deal(id: string) {
      const { deals } = await pipeline(`search=${id}`);
      return deals.find((deal) => deal.record_id === id) ?? null;
    },

    /** Every deal of the list, page after page. */
    async allDeals(query = "limit=500") {
      const deals: LivePipeline["deals"] = [];
      let cursor: string | null = null;
      do {
        const page: LivePipeline = await pipeline(
          cursor === null ? query : `${query}&cursor=${encodeURIComponent(cursor)}`,
        );
        deals.push(...page.deals);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return deals;
    },
  };
}
