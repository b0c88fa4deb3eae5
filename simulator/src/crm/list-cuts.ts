import type { Field, StoredRecord } from "./model.ts";
import type { ModuleData } from "./module-data.ts";

/** Characters of formatted text that a list carries. */
const RICH_TEXT_MAX = 500;

const leftOut: ReadonlySet<Field["data_type"]> = new Set([
  "subform",
  "multiselectlookup",
  "multiuserlookup",
]);

/** Whether lists leave the field out: its values come by the record's id alone. */
export function isLeftOutOfLists(field: Field): boolean {
  return leftOut.has(field.data_type);
}

/** A value as far as lists carry it. */
export function cutForList(field: Field, value: unknown): unknown {
  if (!field.rich_text || typeof value !== "string") return value;
  const characters = [...value];
  return characters.length > RICH_TEXT_MAX ? characters.slice(0, RICH_TEXT_MAX).join("") : value;
}

/** `$has_more`: for each field that a list leaves out whether the record has something in it. */
export function hasMore(data: ModuleData, record: StoredRecord, isWhole: boolean) {
  const fields = [...data.fields.values()].filter(isLeftOutOfLists);
  return Object.fromEntries(
    fields.map(({ api_name: name }) => {
      const value = record[name];
      return [name, !isWhole && Array.isArray(value) && value.length > 0];
    }),
  );
}
