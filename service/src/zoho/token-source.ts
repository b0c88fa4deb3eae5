import { Temporal } from "temporal-polyfill";
import { type AccountsApi, THROTTLE_MS, throttledByAccounts } from "./accounts-api.ts";
import { ZohoError } from "./errors.ts";
import { MAX_REFRESHES, ownRefreshTurns, type RefreshTurns } from "./refresh-turns.ts";
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
/** How long a token in hand is used without looking whether somebody connected anew. */
const RECHECK_MS = 5_000;
/** A replica that got its turn and died holds it for a lease's term; longer nobody waits for it. */
const PATIENCE_MS = 25_000;
const LOOK_EVERY_MS = 200;
/** A refused grant is not shown again to the accounts server for so long. */
const REFUSAL_HOLD_MS = 60_000;

/**
 * Access tokens from a refresh token.
 *
 * One refresh at a time serves everybody who waits, in every replica: whoever does not get its turn
 * waits for the token that another one stores. A throttled accounts server is left alone for ten
 * minutes, during which calls fail at once; the connection itself stays good. While a token is still
 * valid, a refresh that fails for a passing reason goes unnoticed.
 *
 * Source: CRM fact sheet §2.2 and §2.3
 */
export function createTokenSource(deps: {
  accounts: AccountsApi;
  store: TokenStore;
  hosts: ZohoHosts;
  client: { id: string; secret: string };
  timing: Timing;
  /** Shared with the other replicas; absent for a token that only this process has. */
  turns?: RefreshTurns | undefined;
}): AccessTokens {
  const { timing, hosts } = deps;
  const turns = deps.turns ?? ownRefreshTurns(timing);
  let refreshing: Promise<AccessToken> | null = null;
  let refusal: { error: ZohoError; refreshToken: string; untilMs: number } | null = null;
  let inHand: { token: AccessToken; goodUntilMs: number } | null = null;

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
    const startedMs = timing.nowMs();
    for (;;) {
      const token = (await presentBut(refused)) ?? (await turns.alone(() => refreshAlone(refused)));
      if (token !== null) return token;
      if (timing.nowMs() - startedMs > PATIENCE_MS) throw otherIsSlow();
      await timing.sleep(LOOK_EVERY_MS);
    }
  }

  /** Another process may have refreshed since; its token is as good as one of ours. */
  async function presentBut(refused: string | null): Promise<AccessToken | null> {
    const present = usable(await load(), MARGIN_MS);
    return present?.token === refused ? null : present;
  }

  async function refreshAlone(refused: string | null): Promise<AccessToken> {
    const present = await presentBut(refused);
    if (present !== null) return present;
    const stored = await load();
    const accountsOrigin =
      stored.accountsUrl === null
        ? hosts.defaultAccountsOrigin
        : hosts.accounts(stored.accountsUrl);
    if (accountsOrigin === null) throw hostNotAllowed("accounts");
    const startedMs = timing.nowMs();
    await askLeave(stored, startedMs);
    const reply = await deps.accounts
      .token(accountsOrigin, {
        grant_type: "refresh_token",
        client_id: deps.client.id,
        client_secret: deps.client.secret,
        refresh_token: stored.refreshToken,
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof ZohoError)) throw error;
        await noteFailure(error, stored.refreshToken, startedMs);
        // The call that wanted the token has not left, whatever became of the token.
        throw error.with({ outcomeUnknown: false });
      });
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
  async function askLeave(stored: StoredToken, nowMs: number): Promise<void> {
    // A refused grant is refused until it is replaced.
    if (refusal?.refreshToken === stored.refreshToken && nowMs < refusal.untilMs) {
      throw refusal.error;
    }
    const verdict = await turns.count();
    if (verdict.kind === "held") throw throttledByAccounts(verdict.retryAfterMs);
    if (verdict.kind === "too_many") throw tooManyRefreshes(verdict.retryAfterMs);
  }

  async function noteFailure(error: ZohoError, refreshToken: string, nowMs: number) {
    if (!error.outcomeUnknown) await turns.uncount();
    // The limiter counts every request of the client, so every replica has to wait.
    if (error.kind === "throttled") await turns.hold(THROTTLE_MS);
    if (error.kind === "auth") {
      refusal = { error, refreshToken, untilMs: nowMs + REFUSAL_HOLD_MS };
    }
  }

  return {
    async current(signal) {
      const nowMs = timing.nowMs();
      if (inHand !== null && nowMs < inHand.goodUntilMs) return inHand.token;
      const stored = await load();
      const present = usable(stored, MARGIN_MS);
      if (present !== null) {
        inHand = { token: present, goodUntilMs: nowMs + RECHECK_MS };
        return present;
      }
      try {
        return await awaitShared(refreshOnce(null), signal);
      } catch (error) {
        const last = usable(stored, 0);
        if (last !== null && error instanceof ZohoError && error.retryable) return last;
        throw error;
      }
    },

    async renewed(refused, signal) {
      inHand = null;
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

function tooManyRefreshes(retryAfterMs: number): ZohoError {
  return new ZohoError({
    kind: "throttled",
    code: "refresh_limit",
    retryable: true,
    message: `${MAX_REFRESHES} access tokens were made within ten minutes; we ask for no more of them now. (refresh_limit)`,
    advice:
      "If it goes on, connect Zoho again in the console, and check that accounts host and API host belong to the same data center.",
    retryAfterMs,
  });
}

function otherIsSlow(): ZohoError {
  return new ZohoError({
    kind: "unreachable",
    code: "refresh_elsewhere",
    retryable: true,
    message:
      "Another process is getting a new access token and does not finish. (refresh_elsewhere)",
    advice: "Nothing to do: it is tried again by itself.",
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
