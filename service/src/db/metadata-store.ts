import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import type { CrmMetadata } from "../sync/metadata.ts";
import type { Fence } from "../sync/sync-store.ts";
import { bumpDataVersion } from "./data-version.ts";
import type { Database, Transaction } from "./database.ts";
import { jsonRows } from "./json-rows.ts";
import { holdFence } from "./sync-store.ts";
import { crmField, crmPipeline, crmRole, crmStage, crmUser } from "./tables/crm.ts";
import { org } from "./tables/org.ts";

export async function metadataReadAt(
  db: Database,
  orgId: string,
): Promise<Temporal.Instant | null> {
  const [row] = await db.select({ at: org.metadataReadAt }).from(org).where(eq(org.orgId, orgId));
  return row?.at ?? null;
}

/** Replaces what is stored when it differs; reading the same again touches one timestamp only. */
export async function saveMetadata(
  db: Database,
  fence: Fence,
  metadata: CrmMetadata,
  at: Temporal.Instant,
): Promise<void> {
  const { orgId } = fence;
  const hash = createHash("sha256").update(JSON.stringify(metadata)).digest("hex");
  await db.transaction(async (tx) => {
    await holdFence(tx, fence, "sync");
    const [held] = await tx
      .select({ hash: org.metadataHash })
      .from(org)
      .where(eq(org.orgId, orgId));
    if (held?.hash === hash) {
      await tx.update(org).set({ metadataReadAt: at }).where(eq(org.orgId, orgId));
      return;
    }
    // People before the organisation, as a sign-in does: the two cannot deadlock.
    await replaceUsers(tx, orgId, metadata.users);
    await replace(tx, crmRole, orgId, metadata.roles);
    await replace(tx, crmStage, orgId, metadata.stages);
    await replace(tx, crmPipeline, orgId, metadata.pipelines);
    await replace(tx, crmField, orgId, metadata.fields);
    await saveRates(tx, orgId, metadata.rates, at);
    await tx
      .update(org)
      .set({
        metadataReadAt: at,
        metadataHash: hash,
        multiCurrency: metadata.org.multiCurrency,
        edition: metadata.org.edition,
        hierarchyType: metadata.org.hierarchyType,
        dealsSharing: metadata.org.dealsSharing,
        ...(metadata.org.name ? { name: metadata.org.name } : {}),
        ...(metadata.org.timeZone ? { timeZone: metadata.org.timeZone } : {}),
        ...(metadata.org.homeCurrency ? { homeCurrency: metadata.org.homeCurrency } : {}),
      })
      .where(eq(org.orgId, orgId));
    await bumpDataVersion(tx, orgId);
  });
}

/** People who are no longer listed stay, inactive: deals may still name them. */
async function replaceUsers(
  tx: Transaction,
  orgId: string,
  users: CrmMetadata["users"],
): Promise<void> {
  await tx.update(crmUser).set({ isActive: false }).where(eq(crmUser.orgId, orgId));
  for (const user of users) {
    await tx
      .insert(crmUser)
      .values({ orgId, ...user })
      .onConflictDoUpdate({ target: [crmUser.orgId, crmUser.userId], set: user });
  }
}

async function replace<
  Table extends typeof crmRole | typeof crmStage | typeof crmPipeline | typeof crmField,
>(
  tx: Transaction,
  table: Table,
  orgId: string,
  rows: Omit<Table["$inferInsert"], "orgId">[],
): Promise<void> {
  await tx.delete(table).where(eq(table.orgId, orgId));
  // The row type follows the table, which the builder's own type cannot express for a union of tables.
  if (rows.length > 0)
    await tx.insert(table).values(rows.map((row) => ({ ...row, orgId })) as never);
}

/** A rate that changed begins a new dated row; an old rate is never overwritten. */
async function saveRates(
  tx: Transaction,
  orgId: string,
  rates: CrmMetadata["rates"],
  at: Temporal.Instant,
): Promise<void> {
  const today = at.toZonedDateTimeISO("UTC").toPlainDate().toString();
  const rows = rates.map((rate) => ({
    currency: rate.currency,
    rate: rate.rate,
    is_home: rate.isHome,
    is_active: rate.isActive,
  }));
  await tx.execute(sql`
    with incoming as (
      select * from jsonb_to_recordset(${jsonRows(rows)}) as x(currency text, rate numeric, is_home boolean, is_active boolean)
    ), latest as (
      select distinct on (currency) currency, rate, is_home, is_active
      from currency_rate where org_id = ${orgId} order by currency, valid_from desc
    )
    insert into currency_rate (org_id, currency, valid_from, rate, is_home, is_active)
    select ${orgId}, i.currency, ${today}::date, i.rate, i.is_home, i.is_active
    from incoming i left join latest l on l.currency = i.currency
    where (l.rate, l.is_home, l.is_active) is distinct from (i.rate, i.is_home, i.is_active)
    on conflict (org_id, currency, valid_from) do update set
      rate = excluded.rate, is_home = excluded.is_home, is_active = excluded.is_active`);
}
