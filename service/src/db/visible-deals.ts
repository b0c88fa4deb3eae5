import { NO_VALUE } from "@pulse/shared/pipeline/live-pipeline";
import { type SQL, sql } from "drizzle-orm";
import type { DealFilters, DealScope } from "../analytics/deal-query.ts";
import { isOneOf } from "./json-rows.ts";

/** Deals that exist and that the scope shows, with what the reader knows of their stage. */
export function visibleDeals(orgId: string, scope: DealScope): SQL {
  const ownedBy =
    scope.kind === "all" ? sql`` : sql`and ${isOneOf(sql`d.owner_id`, [...scope.ownerIds])}`;
  return sql`
    from deal d
    left join crm_stage s on s.org_id = d.org_id and s.actual_value = d.stage
    left join crm_account a on a.org_id = d.org_id and a.account_id = d.account_id
    left join crm_user u on u.org_id = d.org_id and u.user_id = d.owner_id
    where d.org_id = ${orgId} and d.deleted_at is null ${ownedBy}`;
}

export const outcome = sql`coalesce(s.outcome, 'unknown')`;

/** The filters as further conditions on `visibleDeals`. */
export function matching(filters: DealFilters): SQL {
  const conditions: SQL[] = [];
  if (filters.search) {
    // U+0000 is in no stored text and not to be sent to the database either.
    const search = filters.search.replaceAll("\0", "\ufffd");
    const pattern = `%${search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    conditions.push(
      sql`(d.name ilike ${pattern} or a.name ilike ${pattern} or u.name ilike ${pattern} or d.deal_id = ${search})`,
    );
  }
  if (filters.outcome) conditions.push(isOneOf(outcome, filters.outcome));
  if (filters.territory) conditions.push(oneOf(sql`d.territory`, filters.territory));
  if (filters.service_line) conditions.push(oneOf(sql`d.service_line`, filters.service_line));
  if (filters.stage) conditions.push(oneOf(sql`coalesce(s.display_value, d.stage)`, filters.stage));
  if (filters.owner) conditions.push(oneOf(sql`d.owner_id`, filters.owner));
  return sql.join(
    conditions.map((condition) => sql` and ${condition}`),
    sql``,
  );
}

function oneOf(column: SQL, values: string[]): SQL {
  const named = values.filter((value) => value !== NO_VALUE);
  const missing = values.includes(NO_VALUE) ? sql`or ${column} is null` : sql``;
  return sql`(${isOneOf(column, named)} ${missing})`;
}
