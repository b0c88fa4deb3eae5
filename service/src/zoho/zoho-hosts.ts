import { ZohoError } from "./errors.ts";

/** Top-level domains of Zoho's data centres; the last two are announced but not confirmed. */
const apiDomains = ["com", "eu", "in", "com.au", "jp", "com.cn", "ca", "sa", "uk", "ae"];
const apiEnvironments = ["www", "sandbox", "developer"];
/** Canada's accounts host has a domain of its own. */
const accountsHosts = [
  ...apiDomains.filter((domain) => domain !== "ca").map((domain) => `accounts.zoho.${domain}`),
  "accounts.zohocloud.ca",
];

const apiOrigins = new Set(
  apiDomains.flatMap((domain) =>
    apiEnvironments.map((environment) => `https://${environment}.zohoapis.${domain}`),
  ),
);
const accountsOrigins = new Set(accountsHosts.map((host) => `https://${host}`));

/**
 * Decides where tokens and secrets may be sent. The hosts that Zoho's replies name are believed only
 * if they are Zoho's, or exactly what the operator configured.
 */
export type ZohoHosts = {
  /** @returns the origin, or null when it is not to be trusted */
  api(url: string): string | null;
  accounts(url: string): string | null;
  /** Used while no token reply has named an API host. */
  defaultApiOrigin: string;
  defaultAccountsOrigin: string;
};

/** @param configured valid URLs, e.g. `https://www.zohoapis.eu/crm/v8` and `https://accounts.zoho.eu` */
export function zohoHosts(configured: { baseUrl: string; accountsUrl: string }): ZohoHosts {
  const defaultApiOrigin = new URL(configured.baseUrl).origin;
  const defaultAccountsOrigin = new URL(configured.accountsUrl).origin;
  return {
    api: (url) => trustedOrigin(url, apiOrigins, defaultApiOrigin),
    accounts: (url) => trustedOrigin(url, accountsOrigins, defaultAccountsOrigin),
    defaultApiOrigin,
    defaultAccountsOrigin,
  };
}

function trustedOrigin(url: string, known: Set<string>, configured: string): string | null {
  if (!URL.canParse(url)) return null;
  const { origin } = new URL(url);
  return known.has(origin) || origin === configured ? origin : null;
}

export function hostNotAllowed(which: "API" | "accounts"): ZohoError {
  return new ZohoError({
    kind: "bad_reply",
    code: "host_not_allowed",
    retryable: false,
    message: `The ${which} host that we were told to use is not one of Zoho's; no token is sent there. (host_not_allowed)`,
    advice: `Check ${which === "API" ? "ZOHO_BASE_URL" : "ZOHO_ACCOUNTS_URL"} and connect Zoho again.`,
  });
}
