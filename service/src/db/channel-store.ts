import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { Channel } from "../sync/channel.ts";
import type { Database } from "./database.ts";
import { watchChannel } from "./tables/sync.ts";

export function createChannelStore(db: Database) {
  return {
    /** The subscription that ends last. */
    async stored(orgId: string): Promise<Channel | null> {
      const [row] = await db
        .select({
          channelId: watchChannel.channelId,
          notifyUrl: watchChannel.notifyUrl,
          expiresAt: watchChannel.expiresAt,
        })
        .from(watchChannel)
        .where(eq(watchChannel.orgId, orgId))
        .orderBy(desc(watchChannel.expiresAt))
        .limit(1);
      return row ?? null;
    },

    /** Subscriptions that ended a day ago are forgotten on the way. */
    async store(orgId: string, channel: Channel): Promise<void> {
      await db
        .insert(watchChannel)
        .values({ orgId, ...channel, createdAt: sql`now()` })
        .onConflictDoUpdate({
          target: [watchChannel.orgId, watchChannel.channelId],
          set: { expiresAt: channel.expiresAt },
        });
      await db
        .delete(watchChannel)
        .where(
          and(
            eq(watchChannel.orgId, orgId),
            lt(watchChannel.expiresAt, sql`now() - interval '1 day'`),
          ),
        );
    },

    async orgOfChannel(channelId: string): Promise<string | null> {
      const [row] = await db
        .update(watchChannel)
        .set({ lastEventAt: sql`now()`, received: sql`${watchChannel.received} + 1` })
        .where(eq(watchChannel.channelId, channelId))
        .returning({ orgId: watchChannel.orgId });
      return row?.orgId ?? null;
    },
  };
}
