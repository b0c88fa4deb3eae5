import type { CrmRequest } from "../crm-request.ts";
import { allViewIds } from "../custom-views.ts";
import type { StoredRecord } from "../model.ts";
import {
  isModuleName,
  isReadableModule,
  type ModuleData,
  moduleData,
  type ReadableModule,
} from "../module-data.ts";
import type { RecordStore } from "../record-store.ts";
import { rowMaker } from "../row-template.ts";
import { selectRecords } from "../select-records.ts";
import { visitsOfDeals } from "../stage-visits.ts";
import type { WireRecord } from "../wire-record.ts";
import { checkAggregate } from "./aggregates.ts";
import { checkSelect, type SelectedColumn } from "./checked-select.ts";
import { type Column, resolveColumn } from "./columns.ts";
import { type CheckedCondition, checkCondition, compileCondition } from "./condition.ts";
import { boundsOf, equalValues } from "./condition-bounds.ts";
import { invalidQuery, limitExceeded } from "./coql-faults.ts";
import { runGrouped } from "./grouped-query.ts";
import type { ColumnName, Query } from "./query.ts";
import { DEFAULT_ROWS } from "./query-limits.ts";
import { type OrderColumn, orderOf, resolveOrder } from "./query-order.ts";

/** A query whose every name, operator and value was found good. */
export type QueryPlan = {
  query: Query;
  data: ModuleData;
  select: SelectedColumn[];
  where: CheckedCondition | null;
  groupBy: Column[];
  orderBy: OrderColumn[];
  /** Every module it reads, for the scopes. */
  modules: ReadableModule[];
};

export type QueryResult = { rows: WireRecord[]; moreRecords: boolean };

const MAX_WHERE_JOINS = 5;
const MAX_SELECT_JOINS = 15;

/** @throws CrmFault for what does not fit the organisation */
export function planQuery(request: CrmRequest, query: Query): QueryPlan {
  if (!isReadableModule(query.module)) throw invalidQuery({ module: query.module });
  const view = isModuleName(query.module) ? allViewIds[query.module] : null;
  if (query.cvid !== null && (query.cvid !== view || request.version === "v6")) {
    throw invalidQuery({ cvid: query.cvid });
  }
  const data = moduleData(request.org, request.user, query.module);
  const used: Column[] = [];
  const resolve = (name: ColumnName) => {
    const column = resolveColumn(request, data, name);
    used.push(column);
    return column;
  };
  const where = query.where === null ? null : checkCondition(query.where, resolve);
  limitJoins(used, MAX_WHERE_JOINS, "where");
  const groupBy = query.groupBy.map(resolve);
  const select = checkSelect(query.select, groupBy, resolve);
  limitJoins(used, MAX_SELECT_JOINS, "select");
  for (const { aggregate, column } of select) {
    if (aggregate !== null) checkAggregate(aggregate, column);
  }
  const orderBy = resolveOrder(query.orderBy, select, resolve);
  const modules = [...new Set([data.name, ...used.flatMap((column) => column.modules)])];
  return { query, data, select, where, groupBy, orderBy, modules };
}

export function runQuery(request: CrmRequest, plan: QueryPlan): QueryResult {
  const isGrouped = plan.groupBy.length > 0 || plan.select.some((item) => item.aggregate !== null);
  if (isGrouped) return runGrouped(request, plan);
  const { query, select } = plan;
  const limit = query.limit ?? DEFAULT_ROWS;
  const records = selectRecords(storeOf(request, plan), {
    filter: filterOf(plan),
    bounds: boundsOf(plan.where),
    order: orderOf(plan),
    skip: query.offset,
    take: limit + 1,
  });
  const hasId = select.some((item) => item.key === "id");
  const newRow = rowMaker([...select.map((item) => item.key), ...(hasId ? [] : ["id"])]);
  return {
    rows: records.slice(0, limit).map((record) => {
      const row = newRow();
      for (const { key, column } of select) row[key] = column?.write(record);
      if (!hasId) row.id = record.id;
      return row;
    }),
    moreRecords: records.length > limit,
  };
}

export function filterOf({ data, where }: QueryPlan): (record: StoredRecord) => boolean {
  if (where === null) return data.visible;
  const matches = compileCondition(where);
  return (record) => matches(record) && data.visible(record);
}

/**
 * The records to read. Visits of a few named deals are worked out alone: the whole module is
 * several times as large as the deals.
 */
export function storeOf({ org }: CrmRequest, { data, where }: QueryPlan): RecordStore {
  const deals =
    data.name === "DealHistory" && where !== null ? equalValues(where, "Potential_Name") : null;
  return deals === null ? data.store : visitsOfDeals(org, deals);
}

function limitJoins(columns: Column[], limit: number, clause: string): void {
  const joins = new Set(columns.flatMap((column) => column.joins));
  if (joins.size > limit) throw limitExceeded(limit, clause);
}
