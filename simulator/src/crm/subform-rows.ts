import { isCrmId } from "./crm-id.ts";
import type { CrmId, StoredValue } from "./model.ts";
import { isObject } from "./request-body.ts";

/**
 * The rows of a subform after a write: rows with an id are changed or, marked `_delete`, removed; rows
 * without one are added; an empty list removes all.
 * @param held the rows there are, as stored
 * @returns null when the list is none, a row is no object, or an id belongs to no row
 */
export function writeSubform(
  raw: unknown,
  held: StoredValue | undefined,
  nextId: () => CrmId,
): string[] | null {
  if (!Array.isArray(raw)) return null;
  if (raw.length === 0) return [];
  const rows = new Map<CrmId, Record<string, unknown>>();
  for (const row of readSubform(held)) rows.set(String(row.id), row);
  for (const row of raw) {
    if (!isObject(row)) return null;
    const { id, _delete, ...values } = row;
    if (id === undefined) {
      const made = nextId();
      rows.set(made, { ...values, id: made });
      continue;
    }
    if (typeof id !== "string" || !isCrmId(id) || !rows.has(id)) return null;
    if (_delete === undefined) rows.set(id, { ...rows.get(id), ...values });
    else rows.delete(id);
  }
  return [...rows.values()].map((row) => JSON.stringify(row));
}

export function readSubform(stored: StoredValue | undefined): Record<string, unknown>[] {
  if (!Array.isArray(stored)) return [];
  return stored.map((row): unknown => JSON.parse(row)).filter(isObject);
}
