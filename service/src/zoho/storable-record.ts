/**
 * Makes a CRM record fit for the database, which takes neither U+0000 nor half a surrogate pair: the
 * first is dropped, the second becomes U+FFFD. What needs no repair is returned as it is.
 *
 * @returns also the top-level keys under which something was repaired
 */
export function makeStorable(record: Record<string, unknown>): {
  record: Record<string, unknown>;
  repaired: string[];
} {
  const repaired: string[] = [];
  const entries = Object.entries(record).map(([key, value]): [string, unknown] => {
    const storableKey = repairText(key);
    const storableValue = repairValue(value);
    if (storableKey !== key || storableValue !== value) repaired.push(storableKey);
    return [storableKey, storableValue];
  });
  return { record: repaired.length === 0 ? record : Object.fromEntries(entries), repaired };
}

/** The same for any JSON value. */
export function repairValue(value: unknown): unknown {
  if (typeof value === "string") return repairText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(repairValue);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const { record } = makeStorable(value as Record<string, unknown>);
  return record;
}

function repairText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\u0000") ? wellFormed.replaceAll("\u0000", "") : wellFormed;
}
