import { createSimulator, type Simulator } from "../src/app.ts";
import { createClock } from "../src/clock.ts";
import type { Behaviour } from "../src/crm/behaviour.ts";
import type { StoredRecord } from "../src/crm/model.ts";
import { people, SMALL_ORG_NOW, smallOrg } from "../src/crm/small-org.builder.ts";
import { listen } from "../src/listen.ts";

export const client = {
  client_id: "1000.TEST",
  client_secret: "test-secret",
  name: "Test Client",
  redirect_uris: ["http://localhost:9/back"],
};

export const everyScope = [
  "ZohoCRM.modules.ALL",
  "ZohoCRM.settings.ALL",
  "ZohoCRM.users.ALL",
  "ZohoCRM.org.ALL",
  "ZohoCRM.coql.READ",
  "ZohoCRM.bulk.ALL",
  "ZohoCRM.notifications.ALL",
  "ZohoSearch.securesearch.READ",
];

/** A part of a reply. Only what tests pass on is typed; the rest is for matchers. */
export type Row = {
  [name: string]: unknown;
  id: string;
  code: string;
  api_name: string;
  details: Row;
};

export type Body = Row & {
  data: Row[];
  info: Row;
  count: number;
  fields: Row[];
  watch: Row[];
  users: Row[];
  recycle_bin: Row[];
  __timeline: Row[];
  access_token: string;
  refresh_token?: string;
  error?: string;
  requests: Row[];
  changes: Row[];
  deliveries: { outcome: unknown; payload: Row & { ids: string[] } }[];
  idle: boolean;
};

export type Reply = { status: number; headers: Headers; body: Body; text: string };

export type Running = {
  simulator: Simulator;
  url: string;
  /** An access token of a person, with the scopes given or all. */
  tokenOf(person: keyof typeof people, scopes?: string[]): string;
  /** Calls as Ada with every scope unless told otherwise. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  coql(query: string, options?: CallOptions & { version?: string }): Promise<Reply>;
  control(method: string, path: string, body?: unknown): Promise<Reply>;
  stop(): Promise<void>;
};

export type CallOptions = {
  token?: string | null;
  body?: unknown;
  headers?: Record<string, string>;
};

/** The small organisation behind real HTTP, its clock standing still at 31 March 2026, noon UTC. */
export async function startSmallOrg(
  options: { deals?: StoredRecord[]; behaviour?: Partial<Behaviour> } = {},
): Promise<Running> {
  const clock = createClock();
  clock.setMs(SMALL_ORG_NOW * 1000);
  clock.freeze();
  const simulator = createSimulator({
    seed: smallOrg(options.deals),
    clients: [client],
    clock,
    control: true,
    behaviour: { notificationDelayMs: { from: 1, to: 5 }, ...options.behaviour },
  });
  const server = await listen(simulator.app, 0);
  const url = `http://localhost:${server.port}`;
  simulator.setPublicUrl(url);
  let adasToken: string | null = null;

  function tokenOf(person: keyof typeof people, scopes = everyScope): string {
    const grant = { clientId: client.client_id, user: people[person], scopes };
    const access = simulator.tokens.issueAccessToken(grant, null);
    if (access === null) throw new Error("no access token");
    return access.token;
  }

  async function call(method: string, path: string, given: CallOptions = {}): Promise<Reply> {
    adasToken ??= tokenOf("ada");
    const token = given.token === undefined ? adasToken : given.token;
    return send(
      method,
      url + path,
      {
        ...(given.body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : { authorization: `Zoho-oauthtoken ${token}` }),
        ...given.headers,
      },
      given.body,
    );
  }

  return {
    simulator,
    url,
    tokenOf,
    call,
    coql: (query, { version = "v8", ...given } = {}) =>
      call("POST", `/crm/${version}/coql`, { ...given, body: { select_query: query } }),
    control: (method, path, body) =>
      send(method, `${url}/_sim${path}`, { "content-type": "application/json" }, body),
    async stop() {
      await server.close();
      await simulator.stop();
    },
  };
}

async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: "manual",
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("application/json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    // An empty reply has no body to look into; a test that does fails.
    body: isJson && text !== "" ? JSON.parse(text) : null,
  };
}

/** Looks again until it is so; fails after five seconds. For what happens in the background. */
export async function until<T>(look: () => T | Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`not so: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
