const reserved = new Set(
  "select from where group order by limit offset and or not like in is null between as asc desc".split(
    " ",
  ),
);

/** A name that is one of these must be quoted in a query. */
export function isReserved(word: string): boolean {
  return reserved.has(word.toLowerCase());
}
