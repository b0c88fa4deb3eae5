import type { Config } from "../config.ts";
import { createAccountsApi } from "./accounts-api.ts";
import type { CallReport } from "./api-call.ts";
import { createZohoClient } from "./create-zoho-client.ts";
import { createOAuth } from "./oauth.ts";
import type { OrgLimits } from "./org-limits.ts";
import { systemTiming } from "./timing.ts";
import {
  type AccessToken,
  createTokenSource,
  fixedToken,
  type StoredToken,
  type TokenStore,
} from "./token-source.ts";
import { zohoHosts } from "./zoho-hosts.ts";

export type ZohoAccess = ReturnType<typeof zohoAccess>;

/** Everything that needs the app's own client id and secret at Zoho. */
export function zohoAccess(config: Config["zoho"], onCall: (report: CallReport) => void) {
  const accounts = createAccountsApi({ fetch });
  const hosts = zohoHosts({ baseUrl: config.baseUrl, accountsUrl: config.accountsUrl });
  const client = { id: config.clientId, secret: config.clientSecret };
  const shared = { accounts, hosts, client, timing: systemTiming };
  const clientOptions = {
    apiVersion: config.apiVersion,
    limits: { callsPerMinute: config.callsPerMinute, maxConcurrent: config.maxConcurrent },
    onCall,
  };
  /**
   * A client that keeps its organisation's token fresh.
   *
   * @param limits what the replicas share; absent for a connection that is not stored
   */
  const clientFor = (store: TokenStore, limits?: OrgLimits) =>
    createZohoClient({
      ...clientOptions,
      tokens: createTokenSource({ ...shared, store, turns: limits?.turns }),
      ...(limits === undefined ? {} : { shared: limits }),
    });
  return {
    oauth: createOAuth(shared),
    clientFor,
    /** Who signed in, and to which organisation. */
    async identify(token: AccessToken) {
      const once = createZohoClient({ ...clientOptions, tokens: fixedToken(token) });
      const options = { purpose: "sign_in" as const };
      const [org, user] = await Promise.all([once.org(options), once.currentUser(options)]);
      return { org: org.value, user: user.value };
    },
    /** The organisation a refresh token from the configuration belongs to, and its whole token. */
    async redeem(refreshToken: string) {
      let held: StoredToken = {
        accessToken: null,
        refreshToken,
        expiresAt: null,
        apiDomain: null,
        accountsUrl: null,
      };
      const client = clientFor({
        load: async () => held,
        save: async (token) => {
          held = token;
        },
      });
      const org = await client.org({ purpose: "sign_in" });
      const { defaultApiOrigin, defaultAccountsOrigin } = hosts;
      return {
        org: org.value,
        token: {
          ...held,
          apiDomain: held.apiDomain ?? defaultApiOrigin,
          accountsUrl: held.accountsUrl ?? defaultAccountsOrigin,
        },
      };
    },
  };
}
