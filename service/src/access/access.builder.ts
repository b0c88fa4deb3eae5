import { Temporal } from "temporal-polyfill";
import type { CrmIdentity, MirroredUser } from "./crm-identity.ts";
import type { Connection } from "./sign-in-ports.ts";

/** Things of this capability for tests; name only what matters. */
export function aMirroredUser(given: Partial<MirroredUser> = {}): MirroredUser {
  return {
    userId: "5725767000000411001",
    name: "Ana Lim",
    email: "ana.lim@example.com",
    isActive: true,
    isAdministrator: false,
    roleId: null,
    profileName: "Standard",
    reportsTo: null,
    timeZone: "Asia/Singapore",
    ...given,
  };
}

export function anAdministrator(given: Partial<MirroredUser> = {}): MirroredUser {
  return aMirroredUser({
    userId: "5725767000000411009",
    name: "Rita Roy",
    isAdministrator: true,
    profileName: "Administrator",
    ...given,
  });
}

export function aConnection(given: Partial<Connection> = {}): Connection {
  return {
    name: "Harbour Services",
    timeZone: "Asia/Singapore",
    homeCurrency: "SGD",
    multiCurrency: true,
    edition: "enterprise",
    hierarchyType: "Role_Hierarchy",
    token: {
      accessToken: "1000.access.one",
      refreshToken: "1000.refresh.one",
      expiresAt: Temporal.Instant.from("2026-03-01T13:00:00Z"),
      apiDomain: "https://www.zohoapis.com",
      accountsUrl: "https://accounts.zoho.com",
    },
    ...given,
  };
}

export function aCrmIdentity(given: {
  orgId: string;
  org?: Partial<CrmIdentity["org"]>;
  user?: Partial<CrmIdentity["user"]>;
}): CrmIdentity {
  return {
    org: {
      orgId: given.orgId,
      companyName: "Harbour Services",
      timeZone: "Asia/Singapore",
      homeCurrency: "SGD",
      multiCurrency: true,
      edition: "enterprise",
      hierarchy: "roles",
      ...given.org,
    },
    user: {
      id: "5725767000000411009",
      fullName: "Rita Roy",
      email: "rita.roy@example.com",
      isActive: true,
      roleId: null,
      profileName: "Administrator",
      reportingToId: null,
      timeZone: "Asia/Singapore",
      ...given.user,
    },
  };
}
