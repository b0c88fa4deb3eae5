import { Temporal } from "temporal-polyfill";
import type { ApiTokenPorts, ListedApiToken } from "./api-token.ts";
import { type Credential, credentialId } from "./credential.ts";
import type { MirroredUser } from "./crm-identity.ts";
import type { ViewerPorts } from "./find-viewer.ts";
import type { Session } from "./session.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { Admission, Connection, SignInPorts } from "./sign-in-ports.ts";

export type MemoryAccess = ViewerPorts &
  ApiTokenPorts &
  SessionPorts &
  Omit<SignInPorts, "oauth" | "identify"> & {
    connect(orgId: string, connection: Connection): void;
    disconnect(orgId: string): void;
    putUser(orgId: string, user: MirroredUser): void;
    putSession(orgId: string, session: Session): void;
    connectionOf(orgId: string): Connection | null;
    userOf(orgId: string, userId: string): MirroredUser | null;
    sessionCount(orgId: string): number;
    auditActions(orgId: string): string[];
    clock: { now: Temporal.Instant };
  };

/** The stores in memory, for tests; the behaviour suite of the database runs on it too. */
export function memoryAccess(): MemoryAccess {
  const orgs = new Map<string, Connection>();
  const users = new Map<string, MirroredUser>();
  const sessions = new Map<string, Session & { orgId: string }>();
  const tokens = new Map<string, ListedApiToken>();
  const audit: { orgId: string; eventId: string; action: string }[] = [];
  const clock = { now: Temporal.Instant.from("2026-03-01T12:00:00Z") };

  const key = (orgId: string, id: string) => `${orgId}/${id}`;
  const keyOf = ({ orgId, secretHash }: Credential) => key(orgId, secretHash);
  const holderOf = (orgId: string, userId: string | undefined) => {
    const user = userId === undefined ? undefined : users.get(key(orgId, userId));
    return user === undefined || !orgs.has(orgId) ? null : user;
  };
  const note = (orgId: string, action: string) =>
    audit.push({ orgId, eventId: `${audit.length}`, action });

  return {
    clock,
    now: () => clock.now,

    async findSession(credential) {
      const session = sessions.get(keyOf(credential));
      const holder = holderOf(credential.orgId, session?.userId);
      return session && holder ? { ...holder, expiresAt: session.expiresAt } : null;
    },
    async findApiToken(credential) {
      const token = tokens.get(keyOf(credential));
      const holder = holderOf(credential.orgId, token?.userId);
      return token && holder ? { ...holder, lastUsedAt: token.lastUsedAt } : null;
    },
    async touchApiToken(credential, at) {
      const token = tokens.get(keyOf(credential));
      if (token) token.lastUsedAt = at;
    },

    async connectedOrgIds() {
      return [...orgs.keys()].sort();
    },
    async heldRefreshToken(orgId) {
      return orgs.get(orgId)?.token.refreshToken ?? null;
    },
    async admit(admission: Admission) {
      const { orgId, at, user, session, replaced, connection } = admission;
      const { eventId, action } = admission.audit;
      if (audit.some((event) => event.orgId === orgId && event.eventId === eventId)) {
        return "already_used";
      }
      audit.push({ orgId, eventId, action });
      if (replaced !== null) sessions.delete(keyOf(replaced));
      for (const [id, old] of sessions) {
        const isOver = Temporal.Instant.compare(old.expiresAt, at) <= 0;
        if (old.orgId === orgId && isOver) sessions.delete(id);
      }
      sessions.set(key(orgId, session.secretHash), { ...session, orgId });
      const known = users.get(key(orgId, user.userId));
      const isAdministrator =
        known?.profileName === user.profileName ? known.isAdministrator : user.isAdministrator;
      users.set(key(orgId, user.userId), { ...user, isAdministrator });
      if (connection !== null) orgs.set(orgId, connection);
      return "admitted";
    },
    async endSession(credential) {
      if (sessions.delete(keyOf(credential))) note(credential.orgId, "signed_out");
    },
    async readProfile({ orgId, userId }) {
      const user = holderOf(orgId, userId);
      const org = orgs.get(orgId);
      if (user === null || org === undefined) return null;
      return {
        user: { ...user, id: userId, roleName: null },
        org: { ...org, id: orgId, zgid: orgId },
      };
    },

    async saveApiToken(token) {
      tokens.set(keyOf(token), { ...token, userName: null, lastUsedAt: null });
      note(token.orgId, "api_token_made");
    },
    async listApiTokens(orgId) {
      return [...tokens.values()]
        .filter((token) => token.orgId === orgId)
        .map((token) => ({
          ...token,
          userName: users.get(key(orgId, token.userId))?.name ?? null,
        }))
        .sort((a, b) => Temporal.Instant.compare(b.createdAt, a.createdAt));
    },
    async revokeApiToken(orgId, id) {
      const found = [...tokens.values()].find(
        (token) => token.orgId === orgId && credentialId(token.secretHash) === id,
      );
      if (found === undefined) return false;
      tokens.delete(keyOf(found));
      note(orgId, "api_token_revoked");
      return true;
    },

    connect: (orgId, connection) => void orgs.set(orgId, connection),
    disconnect: (orgId) => void orgs.delete(orgId),
    putUser: (orgId, user) => void users.set(key(orgId, user.userId), user),
    putSession: (orgId, session) =>
      void sessions.set(key(orgId, session.secretHash), { ...session, orgId }),
    connectionOf: (orgId) => orgs.get(orgId) ?? null,
    userOf: (orgId, userId) => users.get(key(orgId, userId)) ?? null,
    sessionCount: (orgId) => [...sessions.values()].filter((each) => each.orgId === orgId).length,
    auditActions: (orgId) =>
      audit.filter((event) => event.orgId === orgId).map((event) => event.action),
  };
}
