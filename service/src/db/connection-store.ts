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
 * Connected organisations and their tokens. The refresh token is stored sealed, for its organisation
 * only; the access token is kept in this process, beside the sealed text it was got with, so that it
 * ends with a reconnection, whichever replica made that.
 */
export function createConnectionStore(db: Database, box: SecretBox) {
  type Held = Pick<StoredToken, "accessToken" | "expiresAt"> & { sealed: string };
  const heldByOrg = new Map<string, Held>();

  const readRow = async (orgId: string) => {
    const [row] = await db
      .select({
        sealed: org.refreshToken,
        apiDomain: org.apiDomain,
        accountsUrl: org.accountsUrl,
      })
      .from(org)
      .where(eq(org.orgId, orgId));
    return row ?? null;
  };

  return {
    async connectedOrgIds(): Promise<string[]> {
      const rows = await db.select({ orgId: org.orgId }).from(org).orderBy(asc(org.orgId));
      return rows.map((row) => row.orgId);
    },

    async heldRefreshToken(orgId: string): Promise<string | null> {
      const row = await readRow(orgId);
      if (row === null) return null;
      try {
        return box.open(row.sealed, orgId);
      } catch (error) {
        if (error instanceof SealedValueUnreadable) return null;
        throw error;
      }
    },

    /** Stores a new connection, or renews one and puts its state back to `ok`. */
    async saveConnection(executor: Executor, given: NewConnection): Promise<void> {
      const { orgId, connection, at } = given;
      const { token, ...facts } = connection;
      const sealed = box.seal(token.refreshToken, orgId);
      const row = {
        ...facts,
        apiDomain: token.apiDomain,
        accountsUrl: token.accountsUrl,
        refreshToken: sealed,
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
      // Should the transaction fail, no row holds this sealed text and the entry is never looked at.
      heldByOrg.set(orgId, { sealed, accessToken: token.accessToken, expiresAt: token.expiresAt });
    },

    /** @throws SealedValueUnreadable from `load` when the key is not the one it was sealed with */
    tokenStore(orgId: string): TokenStore {
      let loadedSealed: string | null = null;
      return {
        async load() {
          const row = await readRow(orgId);
          if (row === null) return null;
          loadedSealed = row.sealed;
          const held = heldByOrg.get(orgId);
          const isCurrent = held?.sealed === row.sealed;
          return {
            accessToken: isCurrent ? held.accessToken : null,
            expiresAt: isCurrent ? held.expiresAt : null,
            refreshToken: box.open(row.sealed, orgId),
            apiDomain: row.apiDomain,
            accountsUrl: row.accountsUrl,
          };
        },

        async save(token) {
          const row = await readRow(orgId);
          // Somebody reconnected while this token was being fetched: theirs is the newer truth.
          if (row === null || row.sealed !== loadedSealed) return;
          const isRotated = box.open(row.sealed, orgId) !== token.refreshToken;
          const sealed = isRotated ? box.seal(token.refreshToken, orgId) : row.sealed;
          const apiDomain = token.apiDomain ?? row.apiDomain;
          if (isRotated || apiDomain !== row.apiDomain) {
            const stored = await db
              .update(org)
              .set({ refreshToken: sealed, apiDomain })
              .where(and(eq(org.orgId, orgId), eq(org.refreshToken, row.sealed)))
              .returning({ orgId: org.orgId });
            if (stored.length === 0) return;
            loadedSealed = sealed;
          }
          const { accessToken, expiresAt } = token;
          heldByOrg.set(orgId, { sealed, accessToken, expiresAt });
        },
      };
    },
  };
}
