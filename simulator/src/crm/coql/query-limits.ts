import type { Behaviour } from "../behaviour.ts";
import type { ApiVersion } from "../crm-request.ts";
import { invalidQuery, limitExceeded } from "./coql-faults.ts";
import type { Condition, Query } from "./query.ts";

export const DEFAULT_ROWS = 200;
const MAX_ROWS = 2_000;
const MAX_CONDITIONS = 25;
const MAX_ORDER = 10;
const MAX_GROUP = 4;
const MAX_AGGREGATES = 5;

/** @throws CrmFault for the first limit of the API version that the query breaks */
export function checkLimits(query: Query, version: ApiVersion, behaviour: Behaviour): void {
  const isOld = version === "v6";
  const maxFields = isOld ? 50 : behaviour.maxCoqlFields;
  if (query.select.length > maxFields) throw limitExceeded(maxFields, "select");
  const aggregates = query.select.filter((item) => item.aggregate !== null).length;
  if (aggregates > MAX_AGGREGATES) throw limitExceeded(MAX_AGGREGATES, "select");
  if (query.groupBy.length > MAX_GROUP) throw limitExceeded(MAX_GROUP, "group by");
  if (query.orderBy.length > MAX_ORDER) throw limitExceeded(MAX_ORDER, "order by");
  checkConditions(query.where, isOld ? 50 : 100);
  const rows = query.limit ?? DEFAULT_ROWS;
  if (rows < 1) throw invalidQuery({ limit: rows, clause: "limit" });
  if (rows > MAX_ROWS) throw limitExceeded(MAX_ROWS, "limit");
  const reach = isOld ? 10_000 : 100_000;
  if (query.offset + rows > reach) throw limitExceeded(reach, "offset");
}

/** What a call costs by its LIMIT. */
export function creditsOf(rows: number): number {
  if (rows <= 200) return 1;
  return rows <= 1_000 ? 2 : 3;
}

function checkConditions(where: Condition | null, maxIn: number): void {
  let count = 0;
  const visit = (condition: Condition): void => {
    if (condition.kind !== "test") {
      visit(condition.left);
      visit(condition.right);
      return;
    }
    count++;
    const { test, column } = condition;
    if (test.kind === "in" && test.values.length > maxIn) {
      throw limitExceeded(maxIn, "where", { operator: "in", column_name: column.text });
    }
  };
  if (where !== null) visit(where);
  if (count > MAX_CONDITIONS) throw limitExceeded(MAX_CONDITIONS, "where");
}
