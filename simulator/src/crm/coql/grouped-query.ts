import type { CrmRequest } from "../crm-request.ts";
import type { StoredRecord } from "../model.ts";
import type { RecordStore } from "../record-store.ts";
import { candidatesOf, countInRange, walk } from "../select-records.ts";
import { seesEverything } from "../visibility.ts";
import type { WireRecord } from "../wire-record.ts";
import { type Accumulator, accumulatorOf } from "./aggregates.ts";
import { familyOf } from "./condition.ts";
import { boundsOf, isExactRange } from "./condition-bounds.ts";
import { DEFAULT_ROWS } from "./query-limits.ts";
import { compareValues } from "./query-order.ts";
import { filterOf, type QueryPlan, type QueryResult, storeOf } from "./run-query.ts";

type Group = { first: StoredRecord | null; totals: (Accumulator | null)[] };

/** Answers a query with aggregates or GROUP BY; without GROUP BY there is one row, even of nothing. */
export function runGrouped(request: CrmRequest, plan: QueryPlan): QueryResult {
  const quick = quickRow(request, plan);
  const rows = quick === null ? scanGroups(request, plan) : [quick];
  const limit = plan.query.limit ?? DEFAULT_ROWS;
  const page = rows.slice(plan.query.offset, plan.query.offset + limit);
  return { rows: page, moreRecords: rows.length > plan.query.offset + limit };
}

/** What the indexes answer without reading records: COUNT over a key range, MIN and MAX of the id. */
function quickRow(request: CrmRequest, plan: QueryPlan): WireRecord | null {
  const key = isExactRange(plan.where);
  if (plan.groupBy.length > 0 || key === null || !seesEverything(plan.data.visible)) return null;
  const store = storeOf(request, plan);
  const row: WireRecord = {};
  for (const { key: name, aggregate, column } of plan.select) {
    const isId = column === null || familyOf(column) === "id";
    if (!isId || column?.joins.length) return null;
    if (aggregate === "COUNT") row[name] = countInRange(store, key, boundsOf(plan.where)[key]);
    else if (aggregate === "MIN" && key === "id") row[name] = edgeId(store, plan, false);
    else if (aggregate === "MAX" && key === "id") row[name] = edgeId(store, plan, true);
    else return null;
  }
  return row;
}

function edgeId(store: RecordStore, plan: QueryPlan, last: boolean): string | null {
  for (const record of walk(store, "id", boundsOf(plan.where).id, last)) return record.id;
  return null;
}

function scanGroups(request: CrmRequest, plan: QueryPlan): WireRecord[] {
  const { select, groupBy, orderBy } = plan;
  const groups = new Map<string, Group>();
  const open = (first: StoredRecord | null): Group => ({
    first,
    totals: select.map(({ aggregate, column }) =>
      aggregate === null ? null : accumulatorOf(aggregate, column, request.user.time_zone),
    ),
  });
  if (groupBy.length === 0) groups.set("", open(null));
  const filter = filterOf(plan);
  for (const record of candidatesOf(storeOf(request, plan), boundsOf(plan.where))) {
    if (!filter(record)) continue;
    const key =
      groupBy.length === 0 ? "" : JSON.stringify(groupBy.map((column) => column.read(record)));
    let group = groups.get(key);
    if (group === undefined) {
      group = open(record);
      groups.set(key, group);
    }
    for (const total of group.totals) total?.add(record);
  }
  const sorted = [...groups.values()].sort((a, b) => {
    for (const order of orderBy) {
      const sign = order.descending ? -1 : 1;
      const difference =
        order.kind === "selected"
          ? compareResults(a.totals[order.index], b.totals[order.index])
          : compareValues(
              a.first === null ? null : order.column.read(a.first),
              b.first === null ? null : order.column.read(b.first),
              familyOf(order.column) === "id",
            );
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
  return sorted.map(({ first, totals }) => {
    const row: WireRecord = {};
    select.forEach(({ key, column }, i) => {
      const total = totals[i];
      if (total) row[key] = total.result();
      else row[key] = first === null ? null : column?.write(first);
    });
    return row;
  });
}

function compareResults(a: Accumulator | null | undefined, b: Accumulator | null | undefined) {
  const left = a?.result() ?? null;
  const right = b?.result() ?? null;
  if (typeof left === "number" && typeof right === "number") return left - right;
  return compareValues(
    left === null ? null : String(left),
    right === null ? null : String(right),
    false,
  );
}
