import type { ModuleName } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { isObject } from "../request-body.ts";
import type { FieldSelection } from "./channel-store.ts";
import { WatchFault } from "./watch-fault.ts";

const MAX_FIELDS = 10;
const MAX_MEMBERS = 2;

/** @throws WatchFault for a field nobody knows, a group of more than two, or more than ten fields */
export function readSelection(
  org: OrgState,
  module: ModuleName,
  raw: unknown,
  path: string,
): FieldSelection {
  const selection = read(raw, `${path}.field_selection`);
  if (countFields(selection) > MAX_FIELDS) {
    throw new WatchFault("INVALID_DATA", path, {
      api_name: "field_selection",
      maximum_length: MAX_FIELDS,
    });
  }
  return selection;

  function read(node: unknown, at: string): FieldSelection {
    if (!isObject(node)) throw new WatchFault("EXPECTED_FIELD_MISSING", at, {});
    if (isObject(node.field)) {
      const name = node.field.api_name;
      if (typeof name !== "string" || !org.fields[module].has(name)) {
        throw new WatchFault("INVALID_DATA", at, { api_name: "field" });
      }
      return { kind: "field", apiName: name };
    }
    const { group, group_operator: operator } = node;
    if (!Array.isArray(group)) {
      throw new WatchFault("DEPENDENT_FIELD_MISSING", at, { api_name: "group" });
    }
    if (typeof operator !== "string" || !["and", "or"].includes(operator.toLowerCase())) {
      throw new WatchFault("INVALID_DATA", at, {
        api_name: "group_operator",
        supported_values: ["and", "or"],
      });
    }
    if (group.length === 0 || group.length > MAX_MEMBERS) {
      throw new WatchFault("INVALID_DATA", at, { api_name: "group", maximum_length: MAX_MEMBERS });
    }
    return {
      kind: "group",
      operator: operator.toLowerCase() === "and" ? "and" : "or",
      members: group.map((member, i) => read(member, `${at}.group[${i}]`)),
    };
  }
}

export function isSelected(selection: FieldSelection, affected: string[]): boolean {
  if (selection.kind === "field") return affected.includes(selection.apiName);
  return selection.operator === "and"
    ? selection.members.every((member) => isSelected(member, affected))
    : selection.members.some((member) => isSelected(member, affected));
}

function countFields(selection: FieldSelection): number {
  if (selection.kind === "field") return 1;
  return selection.members.reduce((sum, member) => sum + countFields(member), 0);
}
