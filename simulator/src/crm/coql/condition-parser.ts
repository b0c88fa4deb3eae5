import { clauseError } from "./coql-faults.ts";
import { parseColumn } from "./parser.ts";
import type { Comparison, Condition, Literal } from "./query.ts";
import type { TokenReader } from "./token-reader.ts";

const compareOperators = ["=", "!=", ">", ">=", "<", "<="] as const;

/**
 * Parses what follows `where`. With pairwise grouping `a and b and c` is refused: the third needs
 * brackets, as in `(a and b) and c`. Without it `and` binds tighter than `or`.
 */
export function parseCondition(reader: TokenReader, pairwise: boolean): Condition {
  return pairwise ? parsePair(reader) : parseEither(reader);
}

function parsePair(reader: TokenReader): Condition {
  const left = parseOperand(reader, true);
  const kind = takeConnective(reader);
  if (kind === null) return left;
  const right = parseOperand(reader, true);
  if (reader.isWord("and") || reader.isWord("or")) throw clauseError("where");
  return { kind, left, right };
}

function takeConnective(reader: TokenReader): "both" | "either" | null {
  if (reader.takeWord("and")) return "both";
  return reader.takeWord("or") ? "either" : null;
}

function parseEither(reader: TokenReader): Condition {
  let left = parseBoth(reader);
  while (reader.takeWord("or")) left = { kind: "either", left, right: parseBoth(reader) };
  return left;
}

function parseBoth(reader: TokenReader): Condition {
  let left = parseOperand(reader, false);
  while (reader.takeWord("and")) left = { kind: "both", left, right: parseOperand(reader, false) };
  return left;
}

function parseOperand(reader: TokenReader, pairwise: boolean): Condition {
  if (!reader.takeSymbol("(")) {
    return { kind: "test", column: parseColumn(reader), test: parseComparison(reader) };
  }
  const inner = parseCondition(reader, pairwise);
  reader.expectSymbol(")");
  return inner;
}

function parseComparison(reader: TokenReader): Comparison {
  if (reader.takeWord("is")) {
    const negated = reader.takeWord("not");
    reader.expectWord("null");
    return { kind: "null", negated };
  }
  const negated = reader.takeWord("not");
  if (reader.takeWord("like")) return { kind: "like", negated, value: parseLiteral(reader) };
  if (reader.takeWord("in")) return { kind: "in", negated, values: parseList(reader) };
  if (reader.takeWord("between")) {
    const from = parseLiteral(reader);
    reader.expectWord("and");
    return { kind: "between", negated, from, to: parseLiteral(reader) };
  }
  const token = reader.peek();
  const operator = compareOperators.find((candidate) => candidate === token.value);
  if (negated || token.kind !== "symbol" || operator === undefined) throw reader.fault();
  reader.next();
  return { kind: "compare", operator, value: parseLiteral(reader) };
}

function parseList(reader: TokenReader): Literal[] {
  reader.expectSymbol("(");
  const values = [parseLiteral(reader)];
  while (reader.takeSymbol(",")) values.push(parseLiteral(reader));
  reader.expectSymbol(")");
  return values;
}

function parseLiteral(reader: TokenReader): Literal {
  const token = reader.peek();
  if (token.kind === "text" || token.kind === "number") {
    reader.next();
    return { kind: token.kind, value: token.value, at: token.at };
  }
  for (const value of [true, false]) {
    if (reader.takeWord(String(value))) return { kind: "boolean", value, at: token.at };
  }
  throw reader.fault();
}
