import type { OrgInfo } from "./crm/model.ts";

export type DataCentre = { accounts: string; api: string };

/** Hosts of Zoho's data centres. Fact sheet, section 1. */
export const dataCentres = {
  us: { accounts: "accounts.zoho.com", api: "www.zohoapis.com" },
  eu: { accounts: "accounts.zoho.eu", api: "www.zohoapis.eu" },
  in: { accounts: "accounts.zoho.in", api: "www.zohoapis.in" },
  au: { accounts: "accounts.zoho.com.au", api: "www.zohoapis.com.au" },
  jp: { accounts: "accounts.zoho.jp", api: "www.zohoapis.jp" },
  cn: { accounts: "accounts.zoho.com.cn", api: "www.zohoapis.com.cn" },
  ca: { accounts: "accounts.zohocloud.ca", api: "www.zohoapis.ca" },
  sa: { accounts: "accounts.zoho.sa", api: "www.zohoapis.sa" },
  // The API hosts of these two are not confirmed by any page.
  uk: { accounts: "accounts.zoho.uk", api: "www.zohoapis.uk" },
  ae: { accounts: "accounts.zoho.ae", api: "www.zohoapis.ae" },
} as const satisfies Record<string, DataCentre>;

export type Location = keyof typeof dataCentres;

/** Where the organisation lives; can be changed while running. */
export type Place = { location: Location };

/** Production, sandbox and developer organisations of a data centre have API hosts of their own. */
type Environment = OrgInfo["type"];

/** What a request's host name says about whom it means to reach. */
export type HostMeaning =
  /** Not one of Zoho's names: whatever this server is reached under. */
  | { kind: "own" }
  | { kind: "accounts"; location: Location }
  | { kind: "api"; location: Location; environment: Environment }
  /** A name that serves pages, not the API. */
  | { kind: "legacy" };

export function meaningOfHost(host: string | undefined): HostMeaning {
  const name = (host ?? "").split(":")[0]?.toLowerCase() ?? "";
  if (/^crm\.zoho\./.test(name)) return { kind: "legacy" };
  const bare = name.replace(/^(sandbox|developer)\.zohoapis\./, "www.zohoapis.");
  const environment = name.startsWith("sandbox.")
    ? "sandbox"
    : name.startsWith("developer.")
      ? "developer"
      : "production";
  for (const [location, centre] of Object.entries(dataCentres) as [Location, DataCentre][]) {
    if (name === centre.accounts) return { kind: "accounts", location };
    if (bare === centre.api) return { kind: "api", location, environment };
  }
  return { kind: "own" };
}

/** Where the records of an organisation of this kind are read. */
export function apiHostOf(location: Location, environment: Environment): string {
  const host = dataCentres[location].api;
  return environment === "production" ? host : host.replace(/^www\./, `${environment}.`);
}
