import { Temporal } from "temporal-polyfill";
import type { AccountsApi } from "./accounts-api.ts";
import { ZohoError } from "./errors.ts";
import { scopesFor } from "./scopes.ts";
import type { Timing } from "./timing.ts";
import type { AccessToken, StoredToken } from "./token-source.ts";
import { hostNotAllowed, type ZohoHosts } from "./zoho-hosts.ts";

/** `connect` keeps a refresh token for the organisation; `sign_in` only asks who somebody is. */
type OAuthFlow = "connect" | "sign_in";

export type OAuth = {
  /** Where the browser goes. `state` comes back and must be compared by the caller. */
  authorizationUrl(request: { flow: OAuthFlow; redirectUri: string; state: string }): string;
  /**
   * The connection to keep. Zoho leaves the refresh token out when the user had consented before;
   * `known` is kept then.
   *
   * @param known the refresh token held so far for the same person and organisation, else null
   */
  connect(code: AuthorizationCode, known: string | null): Promise<StoredToken>;
  /** A token for the few calls that say who signs in; not to be stored. */
  signIn(code: AuthorizationCode): Promise<AccessToken>;
  /** Makes a refresh token and its access tokens worthless. */
  revoke(token: Pick<StoredToken, "refreshToken" | "accountsUrl">): Promise<void>;
};

/** What the browser brought back to `redirectUri`. */
export type AuthorizationCode = {
  code: string;
  redirectUri: string;
  /** The `accounts-server` parameter: which data center's accounts host owns the code. */
  accountsServer: string | null;
};

export function createOAuth(deps: {
  accounts: AccountsApi;
  hosts: ZohoHosts;
  client: { id: string; secret: string };
  timing: Timing;
}): OAuth {
  const { hosts, timing } = deps;

  /** The parameter comes through the browser: it may only name a host that we trust anyway. */
  function accountsOrigin(server: string | null): string {
    if (server === null) return hosts.defaultAccountsOrigin;
    const origin = hosts.accounts(server);
    if (origin !== null) return origin;
    throw hostNotAllowed("accounts");
  }

  async function exchange({ code, redirectUri, accountsServer }: AuthorizationCode) {
    const origin = accountsOrigin(accountsServer);
    const startedMs = timing.nowMs();
    const reply = await deps.accounts.token(origin, {
      grant_type: "authorization_code",
      client_id: deps.client.id,
      client_secret: deps.client.secret,
      redirect_uri: redirectUri,
      code,
    });
    const apiOrigin =
      reply.apiDomain === null ? hosts.defaultApiOrigin : hosts.api(reply.apiDomain);
    if (apiOrigin === null) throw hostNotAllowed("API");
    const expiresAt = Temporal.Instant.fromEpochMilliseconds(startedMs + reply.lifetimeMs);
    return { ...reply, origin, apiOrigin, expiresAt };
  }

  return {
    authorizationUrl({ flow, redirectUri, state }) {
      const url = new URL("/oauth/v2/auth", hosts.defaultAccountsOrigin);
      url.search = new URLSearchParams({
        scope: scopesFor[flow].join(","),
        client_id: deps.client.id,
        response_type: "code",
        access_type: flow === "connect" ? "offline" : "online",
        redirect_uri: redirectUri,
        // Without the consent page a user who consented before gets no refresh token.
        ...(flow === "connect" ? { prompt: "consent" } : {}),
        state,
      }).toString();
      return url.toString();
    },

    async connect(code, known) {
      const granted = await exchange(code);
      const refreshToken = granted.refreshToken ?? known;
      if (refreshToken === null) {
        throw new ZohoError({
          kind: "auth",
          code: "no_refresh_token",
          retryable: false,
          message:
            "Zoho gave no refresh token, so the connection could not last. (no_refresh_token)",
          advice:
            "Remove this app under Connected Apps of the Zoho account, then connect again and accept.",
        });
      }
      return {
        accessToken: granted.accessToken,
        refreshToken,
        expiresAt: granted.expiresAt,
        apiDomain: granted.apiOrigin,
        accountsUrl: granted.origin,
      };
    },

    async signIn(code) {
      const { accessToken, apiOrigin } = await exchange(code);
      return { token: accessToken, apiOrigin };
    },

    async revoke({ refreshToken, accountsUrl }) {
      await deps.accounts.revoke(accountsOrigin(accountsUrl), refreshToken);
    },
  };
}
