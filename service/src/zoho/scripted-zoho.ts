import { Temporal } from "temporal-polyfill";
import { createAccountsApi } from "./accounts-api.ts";
import type { CallReport } from "./api-call.ts";
import type { ApiVersion } from "./api-version.ts";
import { createZohoClient, type ZohoClientLimits } from "./create-zoho-client.ts";
import { ZohoError } from "./errors.ts";
import type { Timing } from "./timing.ts";
import { createTokenSource, type StoredToken, type TokenStore } from "./token-source.ts";
import { zohoHosts } from "./zoho-hosts.ts";

/** For tests: answers in order, matched by host and, where given, by method and path. */
export type ScriptedReply = {
  from?: "api" | "accounts";
  method?: string;
  path?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
  /** Thrown instead of an answer. */
  failure?: Error;
  repeat?: number;
};

export type SeenRequest = {
  from: "api" | "accounts";
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** Parsed JSON, or the form's fields. */
  body: unknown;
  atMs: number;
};

/** A call that is not scripted finds nothing. */
export function scriptedFetch(replies: ScriptedReply[], timing: Timing) {
  const left = replies.flatMap((reply) => Array.from({ length: reply.repeat ?? 1 }, () => reply));
  const requests: SeenRequest[] = [];
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const from = url.host.startsWith("accounts.") ? "accounts" : "api";
    const method = init?.method ?? "GET";
    requests.push({
      from,
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(init?.headers),
      body: bodyOf(init?.body),
      atMs: timing.nowMs(),
    });
    const index = left.findIndex(
      (reply) =>
        (reply.from ?? "api") === from &&
        (reply.method ?? method) === method &&
        url.pathname.startsWith(reply.path ?? ""),
    );
    const [reply] = index === -1 ? [{ status: 204 }] : left.splice(index, 1);
    if (reply?.failure !== undefined) throw reply.failure;
    const status = reply?.status ?? 200;
    const text = reply?.text ?? (reply?.body === undefined ? "" : JSON.stringify(reply.body));
    const empty = status === 204 || status === 304;
    return new Response(empty ? null : text, { status, headers: reply?.headers ?? {} });
  };
  return { fetch: answer, requests };
}

function bodyOf(body: unknown): unknown {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  return typeof body === "string" ? JSON.parse(body) : undefined;
}

/** A clock that only moves when somebody sleeps or sets it. */
export function virtualTiming(startsAt = "2026-03-02T09:30:00Z") {
  let nowMs = Temporal.Instant.from(startsAt).epochMilliseconds;
  const sleeps: number[] = [];
  const timing: Timing = {
    nowMs: () => nowMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      nowMs += ms;
    },
    random: () => 0,
  };
  return {
    timing,
    sleeps,
    goTo(instant: string) {
      nowMs = Temporal.Instant.from(instant).epochMilliseconds;
    },
    goOn(ms: number) {
      nowMs += ms;
    },
  };
}

export function memoryTokenStore(token: StoredToken | null) {
  let stored = token;
  const store: TokenStore = {
    load: async () => stored,
    async save(next) {
      stored = next;
    },
  };
  return {
    store,
    stored: () => stored,
    replace(next: StoredToken) {
      stored = next;
    },
  };
}

export function aStoredToken(given: Partial<StoredToken> = {}): StoredToken {
  return {
    accessToken: "tok-A",
    refreshToken: "ref-1",
    expiresAt: Temporal.Instant.from("2026-03-02T10:00:00Z"),
    apiDomain: null,
    accountsUrl: null,
    ...given,
  };
}

/** A client with everything around it scripted; time stands still unless it waits. */
export function scriptedZoho(
  replies: ScriptedReply[],
  given: {
    token?: Partial<StoredToken>;
    now?: string;
    apiVersion?: ApiVersion;
    limits?: Partial<ZohoClientLimits>;
  } = {},
) {
  const clock = virtualTiming(given.now);
  const scripted = scriptedFetch(replies, clock.timing);
  const memory = memoryTokenStore(aStoredToken(given.token));
  const reports: CallReport[] = [];
  const tokens = createTokenSource({
    accounts: createAccountsApi({ fetch: scripted.fetch }),
    store: memory.store,
    hosts: zohoHosts({
      baseUrl: "https://www.zohoapis.com",
      accountsUrl: "https://accounts.zoho.com",
    }),
    client: { id: "client-1", secret: "secret-1" },
    timing: clock.timing,
  });
  const client = createZohoClient({
    apiVersion: given.apiVersion ?? "v8",
    tokens,
    limits: given.limits ?? {},
    onCall: (report) => reports.push(report),
    fetch: scripted.fetch,
    timing: clock.timing,
  });
  const count = (from: "api" | "accounts") =>
    scripted.requests.filter((request) => request.from === from).length;
  return {
    client,
    tokens,
    reports,
    ...clock,
    requests: scripted.requests,
    apiRequests: () => scripted.requests.filter((request) => request.from === "api"),
    requestCounts: () => ({ api: count("api"), accounts: count("accounts") }),
    stored: memory.stored,
    replaceToken: memory.replace,
  };
}

/** The CRM's way of saying no. */
export function refusal(code: string, details: Record<string, unknown> = {}) {
  return { code, details, message: "no", status: "error" };
}

export const freshToken = {
  access_token: "tok-B",
  expires_in: 3600,
  api_domain: "https://www.zohoapis.com",
  token_type: "Bearer",
};

/** What a call that must fail failed with. */
export async function failureOf(promise: Promise<unknown>): Promise<ZohoError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ZohoError)) throw new Error(`expected a ZohoError, got ${String(error)}`);
  return error;
}
