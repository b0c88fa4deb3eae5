import { and, eq, lte, sql } from "drizzle-orm";
import { callWidth, narrow, widthNow } from "../zoho/call-width.ts";
import { SLOT_TERM_MS, type SlotStore } from "../zoho/shared-slots.ts";
import { slotShare } from "../zoho/slot-share.ts";
import type { Database, Transaction } from "./database.ts";
import { databaseNowMs } from "./database-clock.ts";
import { callSlots, crmLimit } from "./tables/crm-limit.ts";
import { org } from "./tables/org.ts";

/** Zoho lets ten heavy calls run at once in every edition; two are left alone. */
const HEAVY_WIDTH = 8;

const term = sql.raw(`interval '${SLOT_TERM_MS} milliseconds'`);

/** Blocks of call slots in the database, by the database's clock. */
export function createSlotStore(db: Database, holder: string, orgId: string): SlotStore {
  const mine = and(eq(callSlots.orgId, orgId), eq(callSlots.holder, holder));

  return {
    claim: (wish) =>
      db.transaction(async (tx) => {
        const limit = await lockLimit(tx, orgId);
        const all = await holders(tx, orgId);
        const me = all.find((row) => row.holder === holder);
        const others = all.filter((row) => row.holder !== holder);
        const sinceMs = me?.sinceMs ?? limit.nowMs;
        const width = widthNow(limit.narrowed, limit.full, limit.nowMs);
        const slots = slotShare(
          width,
          { holder, held: me?.slots ?? 0, wants: wish.wants, inUse: wish.inUse, sinceMs },
          others.map((row) => ({ ...row, held: row.slots })),
        );
        const heavy = slotShare(
          Math.min(HEAVY_WIDTH, width),
          {
            holder,
            held: me?.heavy ?? 0,
            wants: wish.wantsHeavy,
            inUse: wish.inUseHeavy,
            sinceMs,
          },
          others.map((row) => ({ ...row, held: row.heavy, wants: row.wantsHeavy })),
        );
        const row = {
          slots,
          heavy,
          wants: wish.wants,
          wantsHeavy: wish.wantsHeavy,
          sinceMs: me !== undefined && slots > 0 === me.slots > 0 ? sinceMs : limit.nowMs,
          expiresAt: sql`clock_timestamp() + ${term}`,
        };
        await tx
          .insert(callSlots)
          .values({ orgId, holder, ...row })
          .onConflictDoUpdate({ target: [callSlots.orgId, callSlots.holder], set: row });
        return { slots, heavy };
      }),

    async release() {
      await db.delete(callSlots).where(mine);
    },

    narrow: () =>
      db.transaction(async (tx) => {
        const limit = await lockLimit(tx, orgId);
        const held = (await holders(tx, orgId)).reduce((sum, row) => sum + row.slots, 0);
        const width = widthNow(limit.narrowed, limit.full, limit.nowMs);
        // Half of what really is in use: half of a width that nobody needs would change nothing.
        const next = narrow(limit.narrowed, Math.min(width, Math.max(held, 1)), limit.nowMs);
        await tx
          .update(crmLimit)
          .set({ narrowedTo: next.width, narrowedAtMs: next.atMs })
          .where(eq(crmLimit.orgId, orgId));
      }),
  };
}

/** One claim at a time for an organisation. */
async function lockLimit(tx: Transaction, orgId: string) {
  await tx.insert(crmLimit).values({ orgId }).onConflictDoNothing();
  const [row] = await tx
    .select({ to: crmLimit.narrowedTo, atMs: crmLimit.narrowedAtMs })
    .from(crmLimit)
    .where(eq(crmLimit.orgId, orgId))
    .for("update");
  const [connected] = await tx
    .select({ edition: org.edition })
    .from(org)
    .where(eq(org.orgId, orgId));
  const isNarrowed = row !== undefined && row.to !== null && row.atMs !== null;
  return {
    narrowed: isNarrowed ? { width: Number(row.to), atMs: Number(row.atMs) } : null,
    full: callWidth(connected?.edition ?? null),
    nowMs: await databaseNowMs(tx),
  };
}

async function holders(tx: Transaction, orgId: string) {
  await tx
    .delete(callSlots)
    .where(and(eq(callSlots.orgId, orgId), lte(callSlots.expiresAt, sql`clock_timestamp()`)));
  return tx.select().from(callSlots).where(eq(callSlots.orgId, orgId));
}
