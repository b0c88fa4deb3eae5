import type { Temporal } from "temporal-polyfill";

/** What the browser brought back from Zoho. */
export type AuthorizationCode = {
  code: string;
  redirectUri: string;
  /** Which data centre's accounts server owns the code; null when it was not named. */
  accountsServer: string | null;
};

/** What an organisation's connection lives on. */
export type OrganisationToken = {
  accessToken: string | null;
  refreshToken: string;
  expiresAt: Temporal.Instant | null;
  apiDomain: string | null;
  accountsUrl: string | null;
};

/** Lives in memory, for one sign-in. */
export type AccessToken = { token: string; apiOrigin: string };

/** Who signed in, and to which organisation, as the CRM says with the fresh token. */
export type CrmIdentity = {
  org: {
    orgId: string;
    companyName: string | null;
    timeZone: string | null;
    homeCurrency: string | null;
    multiCurrency: boolean;
    edition: string | null;
    hierarchy: "roles" | "reporting_to" | null;
  };
  user: {
    id: string;
    fullName: string | null;
    email: string | null;
    isActive: boolean;
    roleId: string | null;
    profileName: string | null;
    reportingToId: string | null;
    timeZone: string | null;
  };
};

/** A CRM user as mirrored. */
export type MirroredUser = {
  userId: string;
  name: string;
  email: string | null;
  isActive: boolean;
  isAdministrator: boolean;
  roleId: string | null;
  profileName: string | null;
  reportsTo: string | null;
  timeZone: string | null;
};

/** Every organisation is born with this profile, and it cannot be renamed or cut down. */
export function isAdministratorProfile(profileName: string | null): boolean {
  return profileName?.trim().toLowerCase() === "administrator";
}

export function mirroredUser(user: CrmIdentity["user"]): MirroredUser {
  return {
    userId: user.id,
    name: user.fullName ?? user.email ?? `User ${user.id}`,
    email: user.email,
    isActive: user.isActive,
    isAdministrator: isAdministratorProfile(user.profileName),
    roleId: user.roleId,
    profileName: user.profileName,
    reportsTo: user.reportingToId,
    timeZone: user.timeZone,
  };
}
