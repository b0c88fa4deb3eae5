import { and, asc, eq } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { SealedValueUnreadable, type SecretBox } from "../access/secret-box.ts";
import type { Connection } from "../access/sign-in-ports.ts";
import type { StoredToken, TokenStore } from "../zoho/token-source.ts";
import { bumpDataVersion, notifyChange } from "./data-version.ts";
import type { Database, Executor } from "./database.ts";
import { org } from "./tables/org.ts";

export type NewConnection = {
  orgId: string;
  connection: Connection;
  /** The CRM user who made it; null when it came from the configuration. */
  connectedBy: string | null;
  at: Temporal.Instant;
};

export type ConnectionStore = ReturnType<typeof createConnectionStore>;

/**
 * Connected organisations and their tokens, which are stored sealed, for their organisation only. The
 * access token is stored too, so that all replicas use one: Zoho counts how many are made.
 */
export function createConnectionStore(db: Database, box: SecretBox) {
  const readRow = async (orgId: string) => {
    const [row] = await db
      .select({
        refreshToken: org.refreshToken,
        accessToken: org.accessToken,
        accessTokenExpiresAt: org.accessTokenExpiresAt,
        apiDomain: org.apiDomain,
        accountsUrl: org.accountsUrl,
      })
      .from(org)
      .where(eq(org.orgId, orgId));
    return row ?? null;
  };
  const sealAccessToken = (
    orgId: string,
    token: Pick<StoredToken, "accessToken" | "expiresAt">,
  ) => ({
    accessToken: token.accessToken === null ? null : box.seal(token.accessToken, orgId),
    accessTokenExpiresAt: token.expiresAt,
  });

  return {
    async connectedOrgIds(): Promise<string[]> {
      const rows = await db.select({ orgId: org.orgId }).from(org).orderBy(asc(org.orgId));
      return rows.map((row) => row.orgId);
    },

    async heldRefreshToken(orgId: string): Promise<string | null> {
      const row = await readRow(orgId);
      if (row === null) return null;
      try {
        return box.open(row.refreshToken, orgId);
      } catch (error) {
        if (error instanceof SealedValueUnreadable) return null;
        throw error;
      }
    },

    /** Stores a new connection, or renews one and puts its state back to `ok`. */
    async saveConnection(executor: Executor, given: NewConnection): Promise<void> {
      const { orgId, connection, at } = given;
      const { token, ...facts } = connection;
      const row = {
        ...facts,
        apiDomain: token.apiDomain,
        accountsUrl: token.accountsUrl,
        refreshToken: box.seal(token.refreshToken, orgId),
        ...sealAccessToken(orgId, token),
        connectedBy: given.connectedBy,
        connectedAt: at,
        connectionState: "ok",
        connectionSince: at,
        connectionMessage: "",
        errorCount: 0,
      };
      await executor
        .insert(org)
        .values({ orgId, zgid: orgId, ...row })
        .onConflictDoUpdate({ target: org.orgId, set: row });
      await bumpDataVersion(executor, orgId);
      await notifyChange(executor, { orgId, topic: "status" });
    },

    /** @throws SealedValueUnreadable from `load` when the key is not the one it was sealed with */
    tokenStore(orgId: string): TokenStore {
      let loaded: string | null = null;
      return {
        async load() {
          const row = await readRow(orgId);
          if (row === null) return null;
          loaded = row.refreshToken;
          return {
            accessToken: row.accessToken === null ? null : box.open(row.accessToken, orgId),
            expiresAt: row.accessTokenExpiresAt,
            refreshToken: box.open(row.refreshToken, orgId),
            apiDomain: row.apiDomain,
            accountsUrl: row.accountsUrl,
          };
        },

        async save(token) {
          if (loaded === null) return;
          const isRotated = box.open(loaded, orgId) !== token.refreshToken;
          const refreshToken = isRotated ? box.seal(token.refreshToken, orgId) : loaded;
          const stored = await db
            .update(org)
            .set({
              refreshToken,
              ...(token.apiDomain === null ? {} : { apiDomain: token.apiDomain }),
              ...sealAccessToken(orgId, token),
            })
            // Somebody may have reconnected while this token was being fetched: theirs is the newer truth.
            .where(and(eq(org.orgId, orgId), eq(org.refreshToken, loaded)))
            .returning({ orgId: org.orgId });
          if (stored.length > 0) loaded = refreshToken;
        },
      };
    },
  };
}
