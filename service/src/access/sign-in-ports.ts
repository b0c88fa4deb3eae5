import type { Temporal } from "temporal-polyfill";
import type { Credential } from "./credential.ts";
import type {
  AccessToken,
  AuthorizationCode,
  CrmIdentity,
  MirroredUser,
  OrganisationToken,
} from "./crm-identity.ts";
import type { Session } from "./session.ts";

/** The organisation's side of a connection. */
export type Connection = {
  name: string;
  timeZone: string;
  homeCurrency: string;
  multiCurrency: boolean;
  edition: string | null;
  hierarchyType: "Role_Hierarchy" | "Reporting_To_Hierarchy";
  token: OrganisationToken & { apiDomain: string; accountsUrl: string };
};

/** All that a finished sign-in writes, at once or not at all. */
export type Admission = {
  orgId: string;
  at: Temporal.Instant;
  user: MirroredUser;
  session: Session;
  /** The session this browser had before; it ends. */
  replaced: Credential | null;
  connection: Connection | null;
  /** `eventId` comes from the state, which may be used once: a second use is refused. */
  audit: { eventId: string; action: "signed_in" | "connected" | "reconnected" };
};

export type SignInPorts = {
  oauth: {
    /** @param known the refresh token held so far: Zoho does not give another at every consent */
    connect(code: AuthorizationCode, known: string | null): Promise<OrganisationToken>;
    signIn(code: AuthorizationCode): Promise<AccessToken>;
    revoke(token: Pick<OrganisationToken, "refreshToken" | "accountsUrl">): Promise<void>;
  };
  /** The organisation and the user, as the CRM says them with this token. */
  identify(token: AccessToken): Promise<CrmIdentity>;
  /** Null when there is none, or it cannot be opened with today's key. */
  heldRefreshToken(orgId: string): Promise<string | null>;
  /** Ids of all connected organisations. */
  connectedOrgIds(): Promise<readonly string[]>;
  /** Also removes sessions of this organisation that have expired. */
  admit(admission: Admission): Promise<"admitted" | "already_used">;
  now(): Temporal.Instant;
};
