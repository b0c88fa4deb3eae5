import { bigint, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, orgId } from "./columns.ts";

/** What the replicas share about how much they may ask of one organisation's CRM. */
export const crmLimit = pgTable(
  "crm_limit",
  {
    orgId: orgId(),
    /** When tokens were made in the last minutes: milliseconds by the database's clock. */
    refreshedAtMs: jsonb("refreshed_at_ms").$type<number[]>().notNull().default([]),
    /** The accounts server is to be left alone until then. */
    refreshHeldUntilMs: bigint("refresh_held_until_ms", { mode: "number" }),
    /** Calls at the same time when the CRM last said too many, and when it did. */
    narrowedTo: integer("narrowed_to"),
    narrowedAtMs: bigint("narrowed_at_ms", { mode: "number" }),
  },
  (t) => [primaryKey({ columns: [t.orgId] })],
);

/** How many calls at the same time each replica may have open, and until when. */
export const callSlots = pgTable(
  "call_slots",
  {
    orgId: orgId(),
    holder: text("holder").notNull(),
    slots: integer("slots").notNull(),
    heavy: integer("heavy").notNull(),
    wants: integer("wants").notNull(),
    wantsHeavy: integer("wants_heavy").notNull(),
    /** Since when it has held some, or waited for some. */
    sinceMs: bigint("since_ms", { mode: "number" }).notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.holder] })],
);

/** Credits spent, by minute and purpose, of all replicas together. */
export const creditMinute = pgTable(
  "credit_minute",
  {
    orgId: orgId(),
    purpose: text("purpose").notNull(),
    minute: instant("minute").notNull(),
    credits: integer("credits").notNull(),
    calls: integer("calls").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.purpose, t.minute] })],
);
