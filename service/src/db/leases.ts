import { and, eq, sql } from "drizzle-orm";
import { LEASE_TERM_MS, type Leases } from "../sync/leases.ts";
import { type Database, rowsOf } from "./database.ts";
import { callSlots } from "./tables/crm-limit.ts";
import { lease } from "./tables/org.ts";

const term = sql.raw(`interval '${LEASE_TERM_MS} milliseconds'`);

/** Leases in the database, by the database's clock. */
export function createLeases(db: Database): Leases {
  return {
    async acquire(orgId, name, holder) {
      const rows = await rowsOf<{ epoch: string | number }>(
        db,
        sql`insert into lease as held (org_id, name, holder, epoch, expires_at)
          values (${orgId}, ${name}, ${holder}, 1, now() + ${term})
          on conflict (org_id, name) do update set
            holder = excluded.holder,
            epoch = held.epoch + 1,
            expires_at = excluded.expires_at
          where held.expires_at <= now()
          returning epoch`,
      );
      return rows[0] ? Number(rows[0].epoch) : null;
    },
    async renew(orgId, name, holder, epoch) {
      const rows = await db
        .update(lease)
        .set({ expiresAt: sql`now() + ${term}` })
        .where(mine(orgId, name, holder, epoch))
        .returning({ epoch: lease.epoch });
      return rows.length > 0;
    },
    async release(orgId, name, holder, epoch) {
      await db
        .update(lease)
        .set({ expiresAt: sql`now()` })
        .where(mine(orgId, name, holder, epoch));
    },
  };
}

/**
 * Ends every lease at once, those on call slots too. Only for an embedded database: its folder lock proves that no other
 * process can be holding one.
 */
export async function endAllLeases(db: Database): Promise<void> {
  await db.delete(callSlots);
  await db.update(lease).set({ expiresAt: sql`now()` });
}

function mine(orgId: string, name: string, holder: string, epoch: number) {
  return and(
    eq(lease.orgId, orgId),
    eq(lease.name, name),
    eq(lease.holder, holder),
    eq(lease.epoch, epoch),
  );
}
