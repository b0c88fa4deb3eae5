/**
 * Parses JSON without rounding: a whole number too large for a JS number (an id sent bare) becomes
 * its text.
 * @throws SyntaxError when the text is not JSON
 */
export function parseJsonBody(text: string): unknown {
  return JSON.parse(text, keepLargeIntegers);
}

// The third argument ("JSON.parse source text access") is newer than the compiler's library.
function keepLargeIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  const source = context?.source ?? "";
  return /^-?\d+$/.test(source) ? source : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
