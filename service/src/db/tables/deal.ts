import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { calendarDate, decimal, instant, money, orgId } from "./columns.ts";

/** The canonical state of a deal: see sync/mirrored-deal.ts. Shared by the mirror and its history. */
const dealState = () => ({
  name: text("name"),
  accountId: text("account_id"),
  ownerId: text("owner_id"),
  pipeline: text("pipeline"),
  stage: text("stage"),
  amount: money("amount"),
  currency: text("currency"),
  exchangeRate: decimal("exchange_rate", { precision: 24, scale: 12 }),
  reportingAmount: money("reporting_amount"),
  probability: integer("probability"),
  closesOn: calendarDate("closes_on"),
  proposalOn: calendarDate("proposal_on"),
  poOn: calendarDate("po_on"),
  kickoffOn: calendarDate("kickoff_on"),
  invoiceOn: calendarDate("invoice_on"),
  paymentOn: calendarDate("payment_on"),
  revenueOn: calendarDate("revenue_on"),
  territory: text("territory"),
  serviceLine: text("service_line"),
  strategicAccount: boolean("strategic_account"),
  awsFunded: boolean("aws_funded"),
  createdAt: instant("created_at"),
});

/** The current mirror of the CRM. Only the gate writes it. */
export const deal = pgTable(
  "deal",
  {
    orgId: orgId(),
    dealId: text("deal_id").notNull(),
    ...dealState(),
    modifiedAt: instant("modified_at").notNull(),
    /** Drawn before the read that brought this state left; breaks ties within one CRM second. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    contentHash: text("content_hash").notNull(),
    issues: jsonb("issues").$type<{ field: string; problem: string }[]>().notNull(),
    raw: jsonb("raw").$type<Record<string, unknown>>().notNull(),
    source: text("source").notNull(),
    /** A tombstone: known to be gone from the CRM, kept so that an old read cannot bring it back. */
    deletedAt: instant("deleted_at"),
    deletion: text("deletion", { enum: ["recycled", "permanent", "hidden"] }),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.dealId] }),
    index("deal_live_by_modified")
      .on(t.orgId, t.modifiedAt, t.dealId)
      .where(sql`deleted_at is null`),
    index("deal_live_by_owner").on(t.orgId, t.ownerId).where(sql`deleted_at is null`),
  ],
);

/** Append-only history: one row per state, valid from one CRM instant to the next. */
export const dealVersion = pgTable(
  "deal_version",
  {
    orgId: orgId(),
    dealId: text("deal_id").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    ...dealState(),
    validFrom: instant("valid_from").notNull(),
    /** Null while current. */
    validTo: instant("valid_to"),
    isDeleted: boolean("is_deleted").notNull(),
    /** Names of the columns that differ from the version before; empty for a first version. */
    changed: jsonb("changed").$type<string[]>().notNull(),
    source: text("source").notNull(),
    /** `observed` by a sync, or `reconstructed` from the CRM's own stage history. */
    origin: text("origin", { enum: ["observed", "reconstructed"] }).notNull(),
    observedAt: instant("observed_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.dealId, t.seq] }),
    // At any time a deal has one current state.
    uniqueIndex("deal_version_current").on(t.orgId, t.dealId).where(sql`valid_to is null`),
    index("deal_version_by_time").on(t.orgId, t.validFrom),
  ],
);
