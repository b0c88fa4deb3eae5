import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { instant, orgId } from "./columns.ts";

/** Orders reads by when they left us; see the gate. */
export const readSeq = pgSequence("read_seq");

export const syncStream = pgTable(
  "sync_stream",
  {
    orgId: orgId(),
    /** deals, accounts, deleted_deals */
    stream: text("stream").notNull(),
    /** CRM time up to which everything is stored. Moves forward only. */
    watermark: instant("watermark"),
    /** CRM time at which the last closed pass began. */
    asOf: instant("as_of"),
    /** The same moment by our own clock: ages are reckoned from it, never across two clocks. */
    asOfHere: instant("as_of_here"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.stream] })],
);

export const syncRun = pgTable(
  "sync_run",
  {
    orgId: orgId(),
    runId: text("run_id").notNull(),
    mode: text("mode", { enum: ["full", "delta"] }).notNull(),
    trigger: text("trigger", {
      enum: ["first", "schedule", "manual", "webhook", "recovery"],
    }).notNull(),
    requestedBy: text("requested_by"),
    state: text("state", {
      enum: [
        "queued",
        "running",
        "interrupted",
        "succeeded",
        "completed_with_errors",
        "failed",
        "cancelled",
      ],
    }).notNull(),
    requestedAt: instant("requested_at").notNull(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    retryAt: instant("retry_at"),
    attempts: integer("attempts").notNull().default(0),
    /** A request joined after the current pass began: one more pass before the run may close. */
    againRequested: boolean("again_requested").notNull().default(false),
    /** Where a full run stands; ranges are rows of their own. */
    phase: text("phase", { enum: ["plan", "ranges", "sweep", "changes", "closed"] })
      .notNull()
      .default("plan"),
    /** CRM time when the run's current pass first began. A resumed pass keeps it. */
    servedFrom: instant("served_from"),
    /** The same moment by our own clock. */
    servedFromHere: instant("served_from_here"),
    windowFrom: instant("window_from"),
    cursorModifiedAt: instant("cursor_modified_at"),
    cursorId: text("cursor_id"),
    newestModifiedAt: instant("newest_modified_at"),
    expected: integer("expected"),
    read: integer("read").notNull().default(0),
    applied: integer("applied").notNull().default(0),
    unchanged: integer("unchanged").notNull().default(0),
    older: integer("older").notNull().default(0),
    rejected: integer("rejected").notNull().default(0),
    deleted: integer("deleted").notNull().default(0),
    calls: integer("calls").notNull().default(0),
    resumed: integer("resumed").notNull().default(0),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.runId] }),
    // One run at a time, and at most one waiting behind it.
    uniqueIndex("sync_run_one_active").on(t.orgId).where(sql`state in ('running', 'interrupted')`),
    uniqueIndex("sync_run_one_queued").on(t.orgId).where(sql`state = 'queued'`),
    index("sync_run_by_time").on(t.orgId, t.requestedAt),
    // Every record received has exactly one outcome.
    check(
      "sync_run_counts",
      sql`${t.read} = ${t.applied} + ${t.unchanged} + ${t.older} + ${t.rejected}`,
    ),
  ],
);

/** One slice of the id space of a full run: after `afterId`, up to and including `untilId`. */
export const syncRange = pgTable(
  "sync_range",
  {
    orgId: orgId(),
    runId: text("run_id").notNull(),
    rangeNo: integer("range_no").notNull(),
    afterId: text("after_id").notNull(),
    untilId: text("until_id").notNull(),
    isDone: boolean("is_done").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.runId, t.rangeNo] })],
);

/** Ids a full run has seen; what it has not seen is looked for among the deleted. */
export const syncSeen = pgTable(
  "sync_seen",
  {
    orgId: orgId(),
    runId: text("run_id").notNull(),
    dealId: text("deal_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.runId, t.dealId] })],
);

/** Records that could not be read as deals, raw, until a later read succeeds. */
export const syncIssue = pgTable(
  "sync_issue",
  {
    orgId: orgId(),
    issueId: text("issue_id").notNull(),
    recordId: text("record_id"),
    issues: jsonb("issues").$type<{ field: string; problem: string }[]>().notNull(),
    raw: jsonb("raw").notNull(),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.issueId] })],
);

/** Inbox of notifications: stored before they are acknowledged, worked off afterwards. */
export const webhookEvent = pgTable(
  "webhook_event",
  {
    orgId: orgId(),
    /** Digest of what makes a notification this one, so that a repeated one is no second row. */
    eventId: text("event_id").notNull(),
    channelId: text("channel_id").notNull(),
    operation: text("operation").notNull(),
    dealIds: jsonb("deal_ids").$type<string[]>().notNull(),
    /** The CRM's time. */
    sentAt: instant("sent_at"),
    receivedAt: instant("received_at").notNull(),
    doneAt: instant("done_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.eventId] }),
    index("webhook_event_open").on(t.orgId, t.receivedAt).where(sql`done_at is null`),
  ],
);

/** Our notification subscription in the CRM. */
export const watchChannel = pgTable(
  "watch_channel",
  {
    orgId: orgId(),
    channelId: text("channel_id").notNull(),
    notifyUrl: text("notify_url").notNull(),
    expiresAt: instant("expires_at").notNull(),
    createdAt: instant("created_at").notNull(),
    lastEventAt: instant("last_event_at"),
    received: bigint("received", { mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.channelId] })],
);
