/**
 * The address bar's side of a search object: lists are repeated keys, as in the service's own
 * query, and text stays text. (The router's default would write JSON.)
 */
export function readSearchText(text: string): Record<string, string | string[]> {
  const query = new URLSearchParams(text);
  const search: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    search[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return search;
}

export function writeSearchText(search: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
