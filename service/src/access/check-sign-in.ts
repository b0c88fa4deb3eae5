import { connectionOf } from "./connection.ts";
import {
  type AuthorizationCode,
  type CrmIdentity,
  type MirroredUser,
  mirroredUser,
  type OrganisationToken,
} from "./crm-identity.ts";
import type { Connection, SignInPorts } from "./sign-in-ports.ts";

export type Refusal =
  | "denied"
  | "zoho_refused"
  | "stale"
  | "already_used"
  | "incomplete_organisation"
  | "user_inactive"
  | "organisation_not_connected"
  | "other_organisation"
  | "not_administrator";

export type Refused = { kind: "refused"; reason: Refusal; detail?: string };

export const refused = (reason: Refusal, detail?: string): Refused => ({
  kind: "refused",
  reason,
  ...(detail === undefined ? {} : { detail }),
});

export type Checked =
  | Refused
  | {
      kind: "checked";
      identity: CrmIdentity;
      user: MirroredUser;
      connection: Connection | null;
      isConnected: boolean;
    };

/** An active user of a connected organisation. */
export async function checkSignIn(ports: SignInPorts, code: AuthorizationCode): Promise<Checked> {
  const identity = await ports.identify(await ports.oauth.signIn(code));
  const user = mirroredUser(identity.user);
  const orgIds = await ports.connectedOrgIds();
  if (!orgIds.includes(identity.org.orgId)) return refused("organisation_not_connected");
  if (!user.isActive) return refused("user_inactive");
  return { kind: "checked", identity, user, connection: null, isConnected: true };
}

/**
 * An administrator, of the organisation that is connected if one is. A token that is not going to be
 * kept is made worthless.
 */
export async function checkConnect(ports: SignInPorts, code: AuthorizationCode): Promise<Checked> {
  const orgIds = await ports.connectedOrgIds();
  const [only] = orgIds;
  // With several organisations it is not known yet whose token would be kept.
  const known =
    only !== undefined && orgIds.length === 1 ? await ports.heldRefreshToken(only) : null;
  const token = await ports.oauth.connect(code, known);
  let isKept = token.refreshToken === known;
  try {
    const checked = await checkConnection(ports, token, orgIds);
    isKept ||= checked.kind === "checked";
    return checked;
  } finally {
    // Zoho keeps twenty tokens a user and then drops the oldest, which may be the one in use. Best
    // effort: the refusal stands either way.
    if (!isKept) await ports.oauth.revoke(token).catch(() => undefined);
  }
}

async function checkConnection(
  ports: SignInPorts,
  token: OrganisationToken,
  orgIds: readonly string[],
): Promise<Checked> {
  const { accessToken, apiDomain, accountsUrl } = token;
  if (accessToken === null || apiDomain === null || accountsUrl === null) {
    throw new Error("A connection just made lacks its access token or its hosts");
  }
  const identity = await ports.identify({ token: accessToken, apiOrigin: apiDomain });
  const user = mirroredUser(identity.user);
  const { org } = identity;
  const isConnected = orgIds.includes(org.orgId);
  if (!isConnected && orgIds.length > 0) return refused("other_organisation");
  if (!user.isActive) return refused("user_inactive");
  if (!user.isAdministrator) {
    const profile = user.profileName === null ? "unknown" : `“${user.profileName}”`;
    return refused("not_administrator", `Your CRM profile is ${profile}.`);
  }
  const connection = connectionOf(identity, { ...token, apiDomain, accountsUrl });
  if (connection === null) return refused("incomplete_organisation");
  return { kind: "checked", identity, user, connection, isConnected };
}
