import { randomUUID } from "node:crypto";
import { and, desc, eq, lte, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import type { ApiTokenPorts } from "../access/api-token.ts";
import { type Credential, credentialId } from "../access/credential.ts";
import type { ViewerPorts } from "../access/find-viewer.ts";
import type { SessionPorts } from "../access/session-ports.ts";
import type { SignInPorts } from "../access/sign-in-ports.ts";
import type { ConnectionStore } from "./connection-store.ts";
import { bumpDataVersion } from "./data-version.ts";
import type { Database, Executor } from "./database.ts";
import { saveSignedInUser } from "./people-store.ts";
import { apiToken, appSession } from "./tables/access.ts";
import { crmUser } from "./tables/crm.ts";
import { auditEvent, org } from "./tables/org.ts";

export type AccessStore = Pick<
  ViewerPorts & SignInPorts & ApiTokenPorts & SessionPorts,
  | "findSession"
  | "findApiToken"
  | "touchApiToken"
  | "admit"
  | "endSession"
  | "saveApiToken"
  | "listApiTokens"
  | "revokeApiToken"
> & {
  /** Removes what nobody can use any more, in every organisation. */
  pruneSessions(at: Temporal.Instant): Promise<number>;
};

const holder = {
  userId: crmUser.userId,
  name: crmUser.name,
  isActive: crmUser.isActive,
  isAdministrator: crmUser.isAdministrator,
};

/** Sessions, API tokens and who did what with them. Secrets arrive here as hashes only. */
export function createAccessStore(
  db: Database,
  deps: { connections: ConnectionStore; now(): Temporal.Instant },
): AccessStore {
  return {
    async findSession({ orgId, secretHash }) {
      const [row] = await db
        .select({ ...holder, expiresAt: appSession.expiresAt })
        .from(appSession)
        .innerJoin(crmUser, isHolder(appSession))
        .innerJoin(org, eq(org.orgId, appSession.orgId))
        .where(and(eq(appSession.orgId, orgId), eq(appSession.secretHash, secretHash)));
      return row ?? null;
    },

    async findApiToken({ orgId, secretHash }) {
      const [row] = await db
        .select({ ...holder, lastUsedAt: apiToken.lastUsedAt })
        .from(apiToken)
        .innerJoin(crmUser, isHolder(apiToken))
        .innerJoin(org, eq(org.orgId, apiToken.orgId))
        .where(and(eq(apiToken.orgId, orgId), eq(apiToken.secretHash, secretHash)));
      return row ?? null;
    },

    async touchApiToken({ orgId, secretHash }, at) {
      await db
        .update(apiToken)
        .set({ lastUsedAt: at })
        .where(and(eq(apiToken.orgId, orgId), eq(apiToken.secretHash, secretHash)));
    },

    admit: (admission) =>
      db.transaction(async (tx) => {
        const { orgId, at, user, session, replaced, connection, audit } = admission;
        // The event comes first: the second use of a state collides with it and stops here.
        const first = await tx
          .insert(auditEvent)
          .values({
            orgId,
            eventId: audit.eventId,
            at,
            actor: user.userId,
            action: audit.action,
            details: connection === null ? {} : { api_domain: connection.token.apiDomain },
          })
          .onConflictDoNothing()
          .returning({ eventId: auditEvent.eventId });
        if (first.length === 0) return "already_used";

        if (replaced !== null) await deleteSession(tx, replaced);
        await tx
          .delete(appSession)
          .where(and(eq(appSession.orgId, orgId), lte(appSession.expiresAt, at)));
        await tx.insert(appSession).values({ orgId, ...session });

        // Users before the organisation, as the reading of all users does: no deadlock.
        const isChanged = await saveSignedInUser(tx, orgId, user);
        if (connection !== null) {
          const connectedBy = user.userId;
          await deps.connections.saveConnection(tx, { orgId, connection, connectedBy, at });
        } else if (isChanged) {
          await bumpDataVersion(tx, orgId);
        }
        return "admitted";
      }),

    endSession: (credential) =>
      db.transaction(async (tx) => {
        const [ended] = await deleteSession(tx, credential);
        if (ended === undefined) return;
        await audit(tx, credential.orgId, ended.userId, "signed_out", {});
      }),

    saveApiToken: (token, actor) =>
      db.transaction(async (tx) => {
        await tx.insert(apiToken).values(token);
        await audit(tx, token.orgId, actor, "api_token_made", {
          id: credentialId(token.secretHash),
          name: token.name,
        });
      }),

    listApiTokens: (orgId) =>
      db
        .select({
          orgId: apiToken.orgId,
          secretHash: apiToken.secretHash,
          userId: apiToken.userId,
          name: apiToken.name,
          createdAt: apiToken.createdAt,
          lastUsedAt: apiToken.lastUsedAt,
          userName: crmUser.name,
        })
        .from(apiToken)
        .leftJoin(crmUser, isHolder(apiToken))
        .where(eq(apiToken.orgId, orgId))
        .orderBy(desc(apiToken.createdAt), apiToken.secretHash),

    revokeApiToken: (orgId, id, actor) =>
      db.transaction(async (tx) => {
        const [revoked] = await tx
          .delete(apiToken)
          .where(and(eq(apiToken.orgId, orgId), eq(sql`left(${apiToken.secretHash}, 16)`, id)))
          .returning({ name: apiToken.name });
        if (revoked === undefined) return false;
        await audit(tx, orgId, actor, "api_token_revoked", { id, name: revoked.name });
        return true;
      }),

    async pruneSessions(at) {
      const pruned = await db
        .delete(appSession)
        .where(lte(appSession.expiresAt, at))
        .returning({ orgId: appSession.orgId });
      return pruned.length;
    },
  };

  async function audit(
    tx: Executor,
    orgId: string,
    actor: string,
    action: string,
    details: Record<string, string>,
  ): Promise<void> {
    const event = { orgId, eventId: randomUUID(), at: deps.now(), actor, action, details };
    await tx.insert(auditEvent).values(event);
  }
}

function isHolder(table: typeof appSession | typeof apiToken) {
  return and(eq(crmUser.orgId, table.orgId), eq(crmUser.userId, table.userId));
}

function deleteSession(tx: Executor, { orgId, secretHash }: Credential) {
  return tx
    .delete(appSession)
    .where(and(eq(appSession.orgId, orgId), eq(appSession.secretHash, secretHash)))
    .returning({ userId: appSession.userId });
}
