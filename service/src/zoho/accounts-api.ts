import { z } from "zod";
import { ZohoError, type ZohoErrorKind } from "./errors.ts";
import { mayHaveArrived } from "./line-failure.ts";

/** Seconds of validity and hosts as the accounts server gives them; parsed once here. */
type TokenReply = {
  accessToken: string;
  /** Only with offline access, and then not with every consent; never in a refresh. */
  refreshToken: string | null;
  lifetimeMs: number;
  apiDomain: string | null;
  scopes: string[] | null;
};

export type AccountsApi = {
  token(origin: string, form: Record<string, string>): Promise<TokenReply>;
  revoke(origin: string, token: string): Promise<void>;
};

const TIMEOUT_MS = 20_000;
/** No token lives that long: a greater number counts milliseconds. */
const SECONDS_A_DAY = 86_400;
/** The server lets go of a throttled client after 10 to 30 minutes; asking meanwhile prolongs it. */
export const THROTTLE_MS = 600_000;

const TokenSuccess = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().nullish(),
  expires_in: z.coerce.number().positive().optional(),
  expires_in_sec: z.coerce.number().positive().optional(),
  api_domain: z.string().nullish(),
  scope: z.string().nullish(),
});
const TokenFailure = z.looseObject({ error: z.string().min(1) });

/**
 * Talks to the accounts server. Its errors come with HTTP 200 as well, so the body decides: success
 * is a non-empty `access_token`. One attempt a call; whoever calls decides about another.
 */
export function createAccountsApi(deps: { fetch: typeof fetch }): AccountsApi {
  async function post(
    url: URL,
    form: Record<string, string>,
  ): Promise<{ status: number; body: unknown }> {
    try {
      const response = await deps.fetch(url, {
        method: "POST",
        body: new URLSearchParams(form),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { status: response.status, body: parseJson(await response.text()) };
    } catch (error) {
      throw accountsError("accounts_unreachable", "unreachable", url, {
        outcomeUnknown: mayHaveArrived(error),
        means: "The Zoho accounts server does not answer.",
        advice: "Nothing to do: it is tried again by itself.",
        retryable: true,
        cause: error,
      });
    }
  }

  return {
    async token(origin, form) {
      const url = new URL("/oauth/v2/token", origin);
      const { status, body } = await post(url, form);
      const success = TokenSuccess.safeParse(body);
      if (success.success) return toReply(success.data);
      const failure = TokenFailure.safeParse(body);
      throw failure.success ? refusal(failure.data.error, url, status) : unreadable(url, status);
    },

    async revoke(origin, token) {
      const url = new URL("/oauth/v2/token/revoke", origin);
      const { status, body } = await post(url, { token });
      const failure = TokenFailure.safeParse(body);
      if (failure.success) throw refusal(failure.data.error, url, status);
      if (status >= 400) throw unreadable(url, status);
    },
  };
}

function toReply(body: z.infer<typeof TokenSuccess>): TokenReply {
  return {
    accessToken: body.access_token,
    refreshToken: body.refresh_token || null,
    lifetimeMs: lifetimeMs(body),
    apiDomain: body.api_domain || null,
    scopes: body.scope?.split(/[\s,]+/).filter((scope) => scope !== "") ?? null,
  };
}

/** Very old answers gave `expires_in` in milliseconds, most of them with the seconds beside it. */
function lifetimeMs(body: z.infer<typeof TokenSuccess>): number {
  const expiresIn = body.expires_in_sec ?? body.expires_in ?? 3600;
  return expiresIn > SECONDS_A_DAY ? expiresIn : expiresIn * 1000;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** While the limiter's hold lasts, without asking it again. */
export function throttledByAccounts(retryAfterMs: number): ZohoError {
  return new ZohoError({
    kind: "throttled",
    code: "access_denied",
    retryable: true,
    message: "The Zoho accounts server has said that we ask for tokens too often. (access_denied)",
    advice: "Nothing to do: it is asked again when it has had its ten minutes of rest.",
    retryAfterMs,
  });
}

type Refusal = { kind: ZohoErrorKind; retryable: boolean; means: string; advice: string };

const dataCenter = (url: URL) =>
  `The accounts host in use is ${url.host}. Set ZOHO_ACCOUNTS_URL to the accounts host of the data center where the client is registered, and enable that data center for the client in Zoho's API console.`;

function refusal(error: string, url: URL, status: number): ZohoError {
  // The limiter writes "Access Denied" or "access_denied"; its description is translated.
  const said = error.trim().toLowerCase().replace(/\s+/g, "_");
  const code = status === 429 ? "access_denied" : said;
  const known: Record<string, Refusal> = {
    access_denied: {
      kind: "throttled",
      retryable: true,
      means: "The Zoho accounts server says we ask for tokens too often.",
      advice: "Nothing to do: the next try is in ten minutes. The connection is still good.",
    },
    general_error: {
      kind: "upstream",
      retryable: true,
      means: "The Zoho accounts server had a fault of its own.",
      advice: "Nothing to do: it is tried again by itself.",
    },
    invalid_client: {
      kind: "auth",
      retryable: false,
      means:
        "The Zoho accounts server does not know this client, or not in this data center (ZOHO_ACCOUNTS_URL).",
      advice: dataCenter(url),
    },
    invalid_client_secret: {
      kind: "auth",
      retryable: false,
      means: "The client secret is wrong; it can differ from one data center to the next.",
      advice: `Set ZOHO_CLIENT_SECRET to the secret for this data center. ${dataCenter(url)}`,
    },
    invalid_code: {
      kind: "auth",
      retryable: false,
      means: "The grant is expired, used, revoked, or from another data center.",
      advice: `Connect Zoho again in the console. ${dataCenter(url)}`,
    },
    invalid_redirect_uri: {
      kind: "auth",
      retryable: false,
      means: "The redirect address is not the one registered for this client.",
      advice: "Register exactly the address that APP_BASE_URL leads to in Zoho's API console.",
    },
  };
  const facts = known[code === "invalid_grant" ? "invalid_code" : code] ?? {
    kind: status >= 500 ? ("upstream" as const) : ("auth" as const),
    retryable: status >= 500,
    means: "The Zoho accounts server refused.",
    advice: "Connect Zoho again in the console.",
  };
  return accountsError(code, facts.kind, url, { ...facts, status });
}

/** A token may have been made all the same: the reply that says so was not readable. */
function unreadable(url: URL, status: number): ZohoError {
  return accountsError("accounts_bad_reply", status === 429 ? "throttled" : "upstream", url, {
    means: "The Zoho accounts server gave no usable answer.",
    advice: "Nothing to do: it is tried again by itself.",
    retryable: true,
    status,
    outcomeUnknown: status < 400,
  });
}

function accountsError(
  code: string,
  kind: ZohoErrorKind,
  url: URL,
  facts: {
    means: string;
    advice: string;
    retryable: boolean;
    status?: number;
    outcomeUnknown?: boolean;
    cause?: unknown;
  },
): ZohoError {
  return new ZohoError({
    kind,
    code,
    retryable: facts.retryable,
    advice: facts.advice,
    message: `${facts.means} (${code}, ${url.host}${url.pathname})`,
    status: facts.status ?? null,
    outcomeUnknown: facts.outcomeUnknown ?? false,
    retryAfterMs: kind === "throttled" ? THROTTLE_MS : null,
    cause: facts.cause,
  });
}
