import { and, asc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { InboxStore } from "../sync/inbox.ts";
import type { Database } from "./database.ts";
import { webhookEvent } from "./tables/sync.ts";

export function createInboxStore(db: Database): InboxStore {
  return {
    async add(orgId, notification) {
      const added = await db
        .insert(webhookEvent)
        .values({
          orgId,
          eventId: notification.eventId,
          channelId: notification.channelId,
          operation: notification.operation,
          dealIds: notification.dealIds,
          sentAt: notification.sentAt,
          receivedAt: sql`now()`,
        })
        .onConflictDoNothing()
        .returning({ eventId: webhookEvent.eventId });
      return added.length > 0;
    },

    async open(orgId, limit) {
      const events = await db
        .select({ eventId: webhookEvent.eventId, dealIds: webhookEvent.dealIds })
        .from(webhookEvent)
        .where(and(eq(webhookEvent.orgId, orgId), isNull(webhookEvent.doneAt)))
        .orderBy(asc(webhookEvent.receivedAt))
        .limit(limit);
      return {
        eventIds: events.map((event) => event.eventId),
        dealIds: [...new Set(events.flatMap((event) => event.dealIds))],
      };
    },

    async settle(orgId, eventIds) {
      await db
        .update(webhookEvent)
        .set({ doneAt: sql`now()` })
        .where(and(eq(webhookEvent.orgId, orgId), inArray(webhookEvent.eventId, eventIds)));
    },

    async orgsWithOpenEvents() {
      const rows = await db
        .selectDistinct({ orgId: webhookEvent.orgId })
        .from(webhookEvent)
        .where(isNull(webhookEvent.doneAt));
      return rows.map((row) => row.orgId);
    },
  };
}

/** Worked-off notifications are kept for a day, to recognise late copies of them. */
export async function pruneInbox(db: Database): Promise<void> {
  await db.delete(webhookEvent).where(lt(webhookEvent.doneAt, sql`now() - interval '1 day'`));
}
