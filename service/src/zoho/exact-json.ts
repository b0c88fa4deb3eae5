/** A double keeps 15 significant decimal digits for certain; from here on a number may be rounded. */
const UNSAFE_DIGITS = 16;

// A JSON number follows `:`, `[` or `,` and is not in quotes, so ids, which are quoted, do not match.
// The same characters inside a text may: that costs time, never a wrong value.
const maybeUnsafe = /[:[,]\s*-?\d[\d.eE+-]{15,}/;

/**
 * Parses JSON without ever rounding a number: one with 16 or more significant digits (an id sent as
 * a number, a very large amount) stays decimal text. All others are plain numbers.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseExactJson(text: string): unknown {
  return maybeUnsafe.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text);
}

// The third argument carries the source text of a primitive (ECMAScript "JSON.parse source text
// access", in Node since 21); the compiler's library does not know it yet.
function keepLongNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || context?.source === undefined) return value;
  return significantDigits(context.source) >= UNSAFE_DIGITS ? context.source : value;
}

function significantDigits(source: string): number {
  const [mantissa = ""] = source.split(/[eE]/);
  return mantissa.replace(/[-.]/g, "").replace(/^0+/, "").length;
}
