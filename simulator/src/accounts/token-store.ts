import type { Clock } from "../clock.ts";
import type { Behaviour } from "../crm/behaviour.ts";
import type { CrmId } from "../crm/model.ts";

/** Accounts gives one refresh token at most ten access tokens in ten minutes. */
export const ACCESS_TOKENS_PER_WINDOW = 10;
export const WINDOW_MS = 600_000;
const MINUTE_MS = 60_000;
/** The next one silently pushes out the oldest. */
export const REFRESH_TOKENS_PER_USER = 20;

export type Grant = { clientId: string; user: CrmId; scopes: string[] };

export type GrantCode = Grant & {
  code: string;
  redirectUri: string | null;
  offline: boolean;
  expiresAtMs: number;
};
export type RefreshToken = Grant & { token: string; issuedAtMs: number[] };
export type AccessToken = Grant & {
  token: string;
  refreshToken: string | null;
  expiresAtMs: number;
};

export type TokenState = {
  refreshTokens: RefreshToken[];
  accessTokens: AccessToken[];
  /** `client user` pairs that have accepted once. */
  consents: string[];
};

export type TokenStore = {
  nowMs(): number;
  issueCode(
    grant: Grant & { redirectUri: string | null; offline: boolean },
    lifeMs?: number,
  ): string;
  /** Null for a code that is unknown, used or too old. A code is gone after the first look. */
  takeCode(code: string): GrantCode | null;
  issueRefreshToken(grant: Grant): RefreshToken;
  /** Counts one more refresh token for the user; false when the minute has no more. */
  admitRefreshToken(user: CrmId): boolean;
  findRefreshToken(token: string): RefreshToken | null;
  /** Null when the refresh token has had its ten. */
  issueAccessToken(grant: Grant, refreshToken: RefreshToken | null): AccessToken | null;
  findAccessToken(token: string): AccessToken | null;
  /** Ends a refresh token with all its access tokens, or one access token. */
  revoke(token: string): boolean;
  /** Lets every access token run out now. */
  expireAccessTokens(): void;
  /** Ends every token of a user. */
  revokeUser(user: CrmId): void;
  hasConsented(clientId: string, user: CrmId): boolean;
  noteConsent(clientId: string, user: CrmId): void;
  /** Moves on with every token given or ended. */
  version(): number;
  save(): TokenState;
  load(state: TokenState): void;
};

export function createTokenStore(deps: {
  clock: Clock;
  behaviour: Behaviour;
  /** Hexadecimal digits nobody can guess. */
  secret: (digits: number) => string;
}): TokenStore {
  const { clock, behaviour } = deps;
  const codes = new Map<string, GrantCode>();
  const refreshTokens = new Map<string, RefreshToken>();
  const accessTokens = new Map<string, AccessToken>();
  const consents = new Set<string>();
  let version = 0;
  let lately: { user: CrmId; atMs: number }[] = [];
  const newToken = () => `1000.${deps.secret(32)}.${deps.secret(32)}`;

  function dropRefreshToken(token: string): void {
    refreshTokens.delete(token);
    for (const access of accessTokens.values()) {
      if (access.refreshToken === token) accessTokens.delete(access.token);
    }
  }

  function dropExcessAccessTokens(refreshToken: string): void {
    const active = [...accessTokens.values()].filter(
      (access) => access.refreshToken === refreshToken && access.expiresAtMs > clock.nowMs(),
    );
    for (const oldest of active.slice(0, -behaviour.maxActiveAccessTokens)) {
      accessTokens.delete(oldest.token);
    }
  }

  return {
    nowMs: clock.nowMs,
    version: () => version,
    issueCode(grant, lifeMs = behaviour.grantCodeLifeSeconds * 1000) {
      const code = newToken();
      codes.set(code, { ...grant, code, expiresAtMs: clock.nowMs() + lifeMs });
      return code;
    },
    takeCode(code) {
      const grant = codes.get(code);
      codes.delete(code);
      return grant !== undefined && grant.expiresAtMs > clock.nowMs() ? grant : null;
    },
    issueRefreshToken(grant) {
      const same = [...refreshTokens.values()].filter(
        (other) => other.user === grant.user && other.clientId === grant.clientId,
      );
      for (const oldest of same.slice(0, Math.max(0, same.length - REFRESH_TOKENS_PER_USER + 1))) {
        dropRefreshToken(oldest.token);
      }
      const token: RefreshToken = { ...grant, token: newToken(), issuedAtMs: [] };
      version++;
      refreshTokens.set(token.token, token);
      return token;
    },
    admitRefreshToken(user) {
      const now = clock.nowMs();
      lately = lately.filter(({ atMs }) => atMs > now - MINUTE_MS);
      const count = lately.filter((issued) => issued.user === user).length;
      if (count >= behaviour.maxRefreshTokensPerMinute) return false;
      lately.push({ user, atMs: now });
      return true;
    },
    findRefreshToken: (token) => refreshTokens.get(token) ?? null,
    issueAccessToken(grant, refreshToken) {
      const now = clock.nowMs();
      if (refreshToken !== null) {
        const recent = refreshToken.issuedAtMs.filter((at) => at > now - WINDOW_MS);
        if (recent.length >= ACCESS_TOKENS_PER_WINDOW) return null;
        refreshToken.issuedAtMs = [...recent, now];
      }
      const token: AccessToken = {
        clientId: grant.clientId,
        user: grant.user,
        scopes: grant.scopes,
        token: newToken(),
        refreshToken: refreshToken?.token ?? null,
        expiresAtMs: now + behaviour.accessTokenLifeSeconds * 1000,
      };
      version++;
      accessTokens.set(token.token, token);
      if (refreshToken !== null) dropExcessAccessTokens(refreshToken.token);
      return token;
    },
    findAccessToken(token) {
      const found = accessTokens.get(token);
      if (found === undefined) return null;
      if (found.expiresAtMs > clock.nowMs()) return found;
      accessTokens.delete(token);
      return null;
    },
    revoke(token) {
      version++;
      const known = refreshTokens.has(token) || accessTokens.has(token);
      dropRefreshToken(token);
      accessTokens.delete(token);
      return known;
    },
    expireAccessTokens() {
      version++;
      accessTokens.clear();
    },
    revokeUser(user) {
      version++;
      for (const token of refreshTokens.values())
        if (token.user === user) dropRefreshToken(token.token);
      for (const token of accessTokens.values()) {
        if (token.user === user) accessTokens.delete(token.token);
      }
    },
    hasConsented: (clientId, user) => consents.has(`${clientId} ${user}`),
    noteConsent: (clientId, user) => consents.add(`${clientId} ${user}`),
    save: () => ({
      refreshTokens: [...refreshTokens.values()],
      accessTokens: [...accessTokens.values()].filter((token) => token.expiresAtMs > clock.nowMs()),
      consents: [...consents],
    }),
    load(state) {
      for (const token of state.refreshTokens) refreshTokens.set(token.token, token);
      for (const token of state.accessTokens) accessTokens.set(token.token, token);
      for (const consent of state.consents) consents.add(consent);
    },
  };
}
