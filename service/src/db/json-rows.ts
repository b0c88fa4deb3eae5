import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * Rows as one JSON parameter, for `jsonb_to_recordset`: one statement however many rows, no limit of
 * parameters, and the same on both databases. Code points that Postgres cannot store (U+0000, half a
 * surrogate pair) become U+FFFD.
 */
export function jsonRows(rows: readonly object[]): SQL {
  return sql`${storableJson(rows)}::text::jsonb`;
}

/** A list of texts as a set of rows with one column, `value`. */
export function textRows(values: readonly string[]): SQL {
  return sql`jsonb_array_elements_text(${storableJson(values)}::text::jsonb)`;
}

/**
 * `column = any(…)`: one of these texts. As an array, not as a joined set: of a set the planner must
 * guess the size, and on a table it has no statistics of it then compares every row with every text.
 */
export function isOneOf(column: SQL | SQLWrapper, values: readonly string[]): SQL {
  return sql`${column} = any(array(select ${textRows(values)}))`;
}

// Escapes are consumed one by one, so that an escaped backslash before a "u" is left alone.
const escapeSequence = /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)/g;

export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(escapeSequence, (whole, unstorable: string | undefined) =>
    unstorable === undefined ? whole : "\\ufffd",
  );
}
