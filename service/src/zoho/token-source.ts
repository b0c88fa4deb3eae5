import { Temporal } from "temporal-polyfill";
import { type AccountsApi, THROTTLE_MS } from "./accounts-api.ts";
import { ZohoError } from "./errors.ts";
import { awaitShared, type Timing } from "./timing.ts";
import { hostNotAllowed, type ZohoHosts } from "./zoho-hosts.ts";

/** What is kept of an organisation's connection. Secret: never logged, encrypted where it is stored. */
export type StoredToken = {
  accessToken: string | null;
  refreshToken: string;
  /** By our clock. */
  expiresAt: Temporal.Instant | null;
  /** The API host that the token reply named; null until one did. */
  apiDomain: string | null;
  /** The accounts host that gave the refresh token and must refresh it. */
  accountsUrl: string | null;
};

export type TokenStore = {
  /** Null when no organisation is connected. */
  load(): Promise<StoredToken | null>;
  save(token: StoredToken): Promise<void>;
};

export type AccessToken = { token: string; apiOrigin: string };

/** Where the client gets its token. */
export type AccessTokens = {
  current(signal?: AbortSignal): Promise<AccessToken>;
  /** After the CRM refused `refused`: another token, from a single refresh however many ask. */
  renewed(refused: string, signal?: AbortSignal): Promise<AccessToken>;
};

/** A token is replaced this long before it ends, so that no call starts with one about to end. */
const MARGIN_MS = 5 * 60_000;
/** Zoho allows ten new tokens in ten minutes; half is left to other users of the refresh token. */
const WINDOW_MS = 10 * 60_000;
const MAX_REFRESHES = 5;
/** A refused grant is not shown again to the accounts server for so long. */
const REFUSAL_HOLD_MS = 60_000;

/**
 * Access tokens from a refresh token.
 *
 * One refresh at a time serves everybody who waits. A throttled accounts server is left alone for
 * ten minutes, during which calls fail at once; the connection itself stays good. While a token is
 * still valid, a refresh that fails for a passing reason goes unnoticed.
 *
 * Source: CRM fact sheet §2.2 and §2.3
 */
export function createTokenSource(deps: {
  accounts: AccountsApi;
  store: TokenStore;
  hosts: ZohoHosts;
  client: { id: string; secret: string };
  timing: Timing;
}): AccessTokens {
  const { timing, hosts } = deps;
  let refreshing: Promise<AccessToken> | null = null;
  let hold: Hold | null = null;
  let refreshedAtMs: number[] = [];

  async function load(): Promise<StoredToken> {
    const stored = await deps.store.load();
    if (stored === null) throw notConnected();
    return stored;
  }

  function usable(stored: StoredToken, marginMs: number): AccessToken | null {
    if (stored.accessToken === null || stored.expiresAt === null) return null;
    const leftMs = stored.expiresAt.epochMilliseconds - timing.nowMs();
    if (leftMs < marginMs) return null;
    const apiOrigin =
      stored.apiDomain === null ? hosts.defaultApiOrigin : hosts.api(stored.apiDomain);
    if (apiOrigin === null) throw hostNotAllowed("API");
    return { token: stored.accessToken, apiOrigin };
  }

  function refreshOnce(refused: string | null): Promise<AccessToken> {
    refreshing ??= refresh(refused).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  async function refresh(refused: string | null): Promise<AccessToken> {
    // Another process may have refreshed since; its token is as good as one of ours.
    const stored = await load();
    const present = usable(stored, MARGIN_MS);
    if (present !== null && present.token !== refused) return present;
    const accountsOrigin =
      stored.accountsUrl === null
        ? hosts.defaultAccountsOrigin
        : hosts.accounts(stored.accountsUrl);
    if (accountsOrigin === null) throw hostNotAllowed("accounts");
    const startedMs = timing.nowMs();
    failFast(stored, startedMs);
    const reply = await deps.accounts
      .token(accountsOrigin, {
        grant_type: "refresh_token",
        client_id: deps.client.id,
        client_secret: deps.client.secret,
        refresh_token: stored.refreshToken,
      })
      .catch((error: unknown) => {
        if (error instanceof ZohoError) hold = holdAfter(error, stored.refreshToken, startedMs);
        throw error;
      });
    refreshedAtMs.push(startedMs);
    if (reply.apiDomain !== null && hosts.api(reply.apiDomain) === null)
      throw hostNotAllowed("API");
    const fresh: StoredToken = {
      accessToken: reply.accessToken,
      refreshToken: reply.refreshToken ?? stored.refreshToken,
      expiresAt: Temporal.Instant.fromEpochMilliseconds(startedMs + reply.lifetimeMs),
      apiDomain: reply.apiDomain ?? stored.apiDomain,
      accountsUrl: stored.accountsUrl,
    };
    await deps.store.save(fresh);
    const token = usable(fresh, 0);
    if (token === null) throw new Error("a token just given is already over");
    return token;
  }

  /** Throws where a request is known to be useless or harmful now. */
  function failFast(stored: StoredToken, nowMs: number) {
    if (hold !== null && nowMs < hold.untilMs && hold.concerns(stored.refreshToken)) {
      throw hold.error.with({
        retryAfterMs: hold.error.retryable ? hold.untilMs - nowMs : null,
      });
    }
    refreshedAtMs = refreshedAtMs.filter((at) => nowMs - at < WINDOW_MS);
    const [oldest] = refreshedAtMs;
    if (oldest !== undefined && refreshedAtMs.length >= MAX_REFRESHES) {
      throw tooManyRefreshes(oldest + WINDOW_MS - nowMs);
    }
  }

  return {
    async current(signal) {
      const stored = await load();
      const present = usable(stored, MARGIN_MS);
      if (present !== null) return present;
      try {
        return await awaitShared(refreshOnce(null), signal);
      } catch (error) {
        const last = usable(stored, 0);
        if (last !== null && error instanceof ZohoError && error.retryable) return last;
        throw error;
      }
    },

    async renewed(refused, signal) {
      return awaitShared(refreshOnce(refused), signal);
    },
  };
}

/** For a person's sign-in: one token, used at once, without a way to another. */
export function fixedToken(token: AccessToken): AccessTokens {
  return {
    current: async () => token,
    renewed: async () => {
      throw new ZohoError({
        kind: "auth",
        code: "INVALID_TOKEN",
        retryable: false,
        message: "Zoho CRM does not accept the token of this sign-in. (INVALID_TOKEN)",
        advice: "Sign in again.",
      });
    },
  };
}

type Hold = { error: ZohoError; untilMs: number; concerns(refreshToken: string): boolean };

/** The limiter counts every request of the client; a refused grant is refused until it is replaced. */
function holdAfter(error: ZohoError, refreshToken: string, nowMs: number): Hold | null {
  if (error.kind === "throttled") {
    return { error, untilMs: nowMs + THROTTLE_MS, concerns: () => true };
  }
  if (error.kind !== "auth") return null;
  return {
    error,
    untilMs: nowMs + REFUSAL_HOLD_MS,
    concerns: (other) => other === refreshToken,
  };
}

function tooManyRefreshes(retryAfterMs: number): ZohoError {
  return new ZohoError({
    kind: "throttled",
    code: "refresh_limit",
    retryable: true,
    message: `Zoho CRM refused ${MAX_REFRESHES} fresh tokens within ten minutes; we ask for no more of them now. (refresh_limit)`,
    advice:
      "If it goes on, connect Zoho again in the console, and check that accounts host and API host belong to the same data center.",
    retryAfterMs,
  });
}

function notConnected(): ZohoError {
  return new ZohoError({
    kind: "auth",
    code: "not_connected",
    retryable: false,
    message: "No Zoho organisation is connected. (not_connected)",
    advice: "Connect Zoho in the console.",
  });
}
