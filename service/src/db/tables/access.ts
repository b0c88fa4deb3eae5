import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, orgId } from "./columns.ts";

export const appSession = pgTable(
  "app_session",
  {
    orgId: orgId(),
    /** SHA-256 of the secret in the cookie. */
    secretHash: text("secret_hash").notNull(),
    userId: text("user_id").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.secretHash] })],
);

export const apiToken = pgTable(
  "api_token",
  {
    orgId: orgId(),
    secretHash: text("secret_hash").notNull(),
    name: text("name").notNull(),
    userId: text("user_id").notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.secretHash] })],
);
