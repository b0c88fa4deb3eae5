import type { Temporal } from "temporal-polyfill";
import { formatInstant } from "./zoho-time.ts";

/**
 * COQL text. Conditions are put together so that never more than two stand side by side without
 * brackets, which the CRM demands, and there always is one, which it demands too.
 */
export type Condition = string;

const apiName = /^[A-Za-z$][\w$.]*$/;
/** Words of the language itself: a field of that name must be quoted. */
const reserved = new Set(
  "select from where group order by limit offset and or not like in is null between as asc desc external".split(
    " ",
  ),
);
const recordId = /^\d{1,19}$/;

export function selectQuery(query: {
  module: string;
  fields: readonly string[];
  where: Condition;
  orderBy: string;
  limit: number;
}): string {
  const columns = ["id", ...query.fields.filter((field) => field !== "id")].map(column);
  return `select ${columns.join(", ")} from ${column(query.module)} where ${query.where} order by ${query.orderBy} limit ${query.limit}`;
}

export const everyRecord: Condition = "id is not null";

export function idBetween(afterId: string | null, untilId: string): Condition {
  const upTo = `id <= ${idLiteral(untilId)}`;
  return afterId === null ? upTo : `(id > ${idLiteral(afterId)} and ${upTo})`;
}

export function idIn(ids: readonly string[]): Condition {
  return `id in (${ids.map(idLiteral).join(", ")})`;
}

/** Behind a place in (Modified_Time, id) order; without an id the instant itself is included. */
export function changedAfter(after: {
  modifiedAt: Temporal.Instant;
  id: string | null;
}): Condition {
  const time = `'${formatInstant(after.modifiedAt)}'`;
  if (after.id === null) return `Modified_Time >= ${time}`;
  return `(Modified_Time > ${time} or (Modified_Time = ${time} and id > ${idLiteral(after.id)}))`;
}

/** Names come from an administrator's field map: only what can be a name may enter a query. */
function column(name: string): string {
  if (!apiName.test(name)) throw new Error(`not a CRM api name: ${JSON.stringify(name)}`);
  return reserved.has(name.toLowerCase()) ? `'${name}'` : name;
}

function idLiteral(id: string): string {
  if (!recordId.test(id)) throw new Error(`not a CRM record id: ${JSON.stringify(id)}`);
  return `'${id}'`;
}
