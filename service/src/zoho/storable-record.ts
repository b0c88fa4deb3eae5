/**
 * Makes a CRM record fit for the database, which takes neither U+0000 nor half a surrogate pair: the
 * first is dropped, the second becomes U+FFFD. What needs no repair, nearly all, is returned as it is.
 *
 * @returns also the top-level keys under which something was repaired
 */
export function makeStorable(record: Record<string, unknown>): {
  record: Record<string, unknown>;
  repaired: string[];
} {
  const faulty = Object.keys(record).filter((key) => !isStorable(key) || !isStorable(record[key]));
  if (faulty.length === 0) return { record, repaired: [] };
  const entries = Object.entries(record).map(
    ([key, value]) => [repairText(key), repairValue(value)] as const,
  );
  return { record: Object.fromEntries(entries), repaired: faulty.map(repairText) };
}

/** The same for any JSON value. */
export function repairValue(value: unknown): unknown {
  if (isStorable(value)) return value;
  if (typeof value === "string") return repairText(value);
  if (Array.isArray(value)) return value.map(repairValue);
  return makeStorable(value as Record<string, unknown>).record;
}

function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\u0000");
  if (typeof value !== "object" || value === null) return true;
  for (const [key, item] of Object.entries(value)) {
    if (!isStorable(key) || !isStorable(item)) return false;
  }
  return true;
}

function repairText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "");
}
