import type { WireRecord } from "./wire-record.ts";

/**
 * Makes empty rows that all share one hidden class. An object that is given more than a dozen
 * computed keys one by one turns into a hash table, which makes a page several times slower to write
 * out; a copy of a parsed object does not.
 */
export function rowMaker(keys: string[]): () => WireRecord {
  const template: WireRecord = JSON.parse(
    JSON.stringify(Object.fromEntries(keys.map((key) => [key, null]))),
  );
  return () => ({ ...template });
}
