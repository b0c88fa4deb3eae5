import { z } from "zod";
import type { ProbeSettings } from "./probe-settings.ts";

export type Json = Record<string, unknown>;

/** A reply as it came: the questions are about just these things. */
export type RawReply = {
  status: number;
  headers: Headers;
  /** Null where there is no JSON object. */
  json: Json | null;
  bytes: Uint8Array;
  ms: number;
  /** By our clock, when the reply was there. */
  atMs: number;
};

export type Call = {
  path: string;
  api?: "crm" | "crm/bulk";
  method?: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  body?: unknown;
  /** From the price list; counted before the call leaves. */
  credits: number;
};

/** The next call would cost more than may be spent. */
export class BudgetSpent extends Error {
  override name = "BudgetSpent";
}

const TIMEOUT_MS = 60_000;
const Token = z.looseObject({ access_token: z.string().min(1), api_domain: z.url().optional() });

export type CrmSession = Awaited<ReturnType<typeof openSession>>;

/**
 * Bare calls to the CRM with one access token. Nothing is tried again and nothing hidden, because
 * the shape of an answer is what is asked for; the credits are counted and never overspent.
 *
 * @throws when the accounts server gives no token
 */
export async function openSession(settings: ProbeSettings) {
  const granted = await fetch(`${settings.accountsUrl}/oauth/v2/token`, {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      refresh_token: settings.refreshToken,
    }),
  });
  const reply: unknown = await granted.json().catch(() => null);
  const token = Token.safeParse(reply);
  if (!token.success) {
    const error = z.looseObject({ error: z.string() }).safeParse(reply);
    const reason = error.success ? error.data.error : `HTTP ${granted.status}`;
    throw new Error(`The accounts server ${settings.accountsUrl} gives no token: ${reason}`);
  }
  const apiUrl = token.data.api_domain ?? settings.baseUrl;
  let spent = 0;

  async function call({ api, path, method, headers, body, credits }: Call): Promise<RawReply> {
    if (spent + credits > settings.maxCredits) {
      throw new BudgetSpent(`${spent} of ${settings.maxCredits} credits are spent`);
    }
    spent += credits;
    const startedMs = Date.now();
    const response = await fetch(`${apiUrl}/${api ?? "crm"}/${settings.apiVersion}${path}`, {
      method: method ?? "GET",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...headers,
        authorization: `Zoho-oauthtoken ${token.data?.access_token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const atMs = Date.now();
    const { status } = response;
    return {
      status,
      headers: response.headers,
      json: readJson(bytes),
      bytes,
      ms: atMs - startedMs,
      atMs,
    };
  }

  return {
    apiUrl,
    call,
    spent: () => spent,
    /** Credits by the number of rows a query asks for. */
    query: (select_query: string, limit = 1) =>
      call({
        path: "/coql",
        method: "POST",
        body: { select_query: `${select_query} limit ${limit}` },
        credits: limit <= 200 ? 1 : limit <= 1_000 ? 2 : 3,
      }),
  };
}

function readJson(bytes: Uint8Array): Json | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    return typeof json === "object" && json !== null ? (json as Json) : null;
  } catch {
    return null;
  }
}

/** Rows under `data`, or under another plural; empty when there are none. */
export function rowsOf(reply: RawReply, key = "data"): Json[] {
  const rows = reply.json?.[key];
  return Array.isArray(rows) ? (rows as Json[]) : [];
}

/** The code of an error, at the root or in the first row; null when there is none. */
export function codeOf(reply: RawReply): string | null {
  const [first] = rowsOf(reply);
  const code = reply.json?.code ?? first?.code;
  return typeof code === "string" ? code : null;
}
