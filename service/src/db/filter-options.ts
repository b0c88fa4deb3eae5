import type { DealOutcome } from "@pulse/shared/deal/deal-outcome";
import type { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import { sql } from "drizzle-orm";
import type { DealScope } from "../analytics/deal-query.ts";
import { type Database, rowsOf } from "./database.ts";
import { outcome, visibleDeals } from "./visible-deals.ts";

export async function readFilterOptions(
  db: Database,
  orgId: string,
  scope: DealScope,
): Promise<FilterOptions> {
  type Row = {
    kind: "territory" | "service_line" | "stage" | "owner";
    id: string;
    name: string;
    outcome: DealOutcome;
    is_active: boolean;
  };
  const rows = await rowsOf<Row>(
    db,
    sql`with visible as (
        select d.territory, d.service_line, d.owner_id, coalesce(s.display_value, d.stage) as stage,
          ${outcome} as outcome, coalesce(s.position, 9999) as position, u.name as owner_name, u.is_active
        ${visibleDeals(orgId, scope)})
      select * from (
        select distinct 'territory' as kind, territory as id, territory as name, 'open' as outcome, true as is_active, 0 as position
          from visible where territory is not null
        union all
        select distinct 'service_line', service_line, service_line, 'open', true, 0 from visible where service_line is not null
        union all
        select 'stage', stage, stage, min(outcome), true, min(position) from visible where stage is not null group by stage
        union all
        select distinct 'owner', owner_id, coalesce(owner_name, owner_id), 'open', coalesce(is_active, true), 0
          from visible where owner_id is not null
      ) options
      order by kind, position, name`,
  );
  const of = (kind: Row["kind"]) => rows.filter((row) => row.kind === kind);
  return {
    territories: of("territory").map((row) => row.name),
    service_lines: of("service_line").map((row) => row.name),
    stages: of("stage").map((row) => ({ name: row.name, outcome: row.outcome })),
    owners: of("owner").map((row) => ({ id: row.id, name: row.name, is_active: row.is_active })),
  };
}
