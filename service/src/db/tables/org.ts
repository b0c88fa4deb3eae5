import { bigint, boolean, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, orgId } from "./columns.ts";

/** A connected CRM organisation. */
export const org = pgTable(
  "org",
  {
    orgId: orgId(),
    name: text("name").notNull(),
    zgid: text("zgid").notNull(),
    timeZone: text("time_zone").notNull(),
    homeCurrency: text("home_currency").notNull(),
    multiCurrency: boolean("multi_currency").notNull(),
    edition: text("edition"),
    dealsSharing: text("deals_sharing").notNull().default("private"),
    hierarchyType: text("hierarchy_type").notNull().default("Role_Hierarchy"),
    apiDomain: text("api_domain").notNull(),
    accountsUrl: text("accounts_url").notNull(),
    /** AES-256-GCM, with the id of its key: see access/secret-box.ts. */
    refreshToken: text("refresh_token").notNull(),
    /** Sealed likewise; shared by the replicas, so that one is made for all. */
    accessToken: text("access_token"),
    /** By the clock of the replica that got it. */
    accessTokenExpiresAt: instant("access_token_expires_at"),
    connectedBy: text("connected_by"),
    connectedAt: instant("connected_at").notNull(),
    connectionState: text("connection_state").notNull().default("ok"),
    connectionSince: instant("connection_since"),
    connectionMessage: text("connection_message").notNull().default(""),
    errorCount: integer("error_count").notNull().default(0),
    nextSyncAt: instant("next_sync_at"),
    metadataReadAt: instant("metadata_read_at"),
    metadataHash: text("metadata_hash"),
    /** Grows with every change of stored data; the base of ETags. */
    dataVersion: bigint("data_version", { mode: "number" }).notNull().default(0),
    /** Deals in the mirror that are not tombstones; kept by the gate, so that nobody has to count. */
    liveDeals: integer("live_deals").notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.orgId] })],
);

/** Who may be leader of one kind of work for one organisation, and until when. */
export const lease = pgTable(
  "lease",
  {
    orgId: orgId(),
    name: text("name").notNull(),
    holder: text("holder").notNull(),
    /** Grows with every change of holder; a write that carries an older one is refused. */
    epoch: bigint("epoch", { mode: "number" }).notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.name] })],
);

/** Who did what: connections, sign-ins, manual runs, tokens. */
export const auditEvent = pgTable(
  "audit_event",
  {
    orgId: orgId(),
    eventId: text("event_id").notNull(),
    at: instant("at").notNull(),
    actor: text("actor"),
    action: text("action").notNull(),
    details: jsonb("details").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.eventId] })],
);
