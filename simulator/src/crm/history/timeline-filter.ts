import type { Change } from "../change-history.ts";
import { wrongPattern } from "../crm-fault.ts";
import { parseInstant } from "../crm-time.ts";
import { isObject } from "../request-body.ts";

/**
 * Reads the JSON filter of a timeline: `done_by.id`, `source`, `audited_time` (between) and
 * `record.module.api_name`, alone or in a group.
 */
export function timelineFilter(text: string | null): (change: Change) => boolean {
  if (text === null) return () => true;
  let node: unknown;
  try {
    node = JSON.parse(text);
  } catch {
    throw wrongPattern("filters");
  }
  return compile(node);
}

function compile(node: unknown): (change: Change) => boolean {
  if (!isObject(node)) throw wrongPattern("filters");
  if (Array.isArray(node.group)) {
    const members = node.group.map(compile);
    return String(node.group_operator).toLowerCase() === "or"
      ? (change) => members.some((member) => member(change))
      : (change) => members.every((member) => member(change));
  }
  const name = isObject(node.field) ? node.field.api_name : undefined;
  const values = (Array.isArray(node.value) ? node.value : [node.value]).map(String);
  switch (name) {
    case "done_by.id":
      return (change) => values.includes(change.by);
    case "source":
      return (change) => values.includes(change.source);
    case "record.module.api_name":
      return (change) => values.includes(change.module);
    case "audited_time": {
      const [from, to] = values.map(parseInstant);
      if (from == null || to == null) throw wrongPattern("filters");
      return ({ atMs }) => atMs >= from * 1000 && atMs < (to + 1) * 1000;
    }
    default:
      throw wrongPattern("filters");
  }
}
