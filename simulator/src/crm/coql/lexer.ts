import { syntaxError } from "./coql-faults.ts";
import type { Position } from "./query.ts";

export type Token = {
  kind: "word" | "quotedWord" | "text" | "number" | "symbol" | "end";
  /** Text without its quotes; a symbol or word as written. */
  value: string;
  at: Position;
};

// In order: blank, text in single quotes with '' inside, name in double quotes or backticks, number,
// word with dots, operator or mark.
const pieces =
  /(\s+)|'((?:[^']|'')*)'|"([^"]+)"|`([^`]+)`|(-?\d+(?:\.\d+)?)(?![\w$])|([\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)|(!=|>=|<=|[=<>(),*#])/uy;

/** @throws CrmFault SYNTAX_ERROR at the first character that begins nothing */
export function readTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < source.length) {
    pieces.lastIndex = offset;
    const match = pieces.exec(source);
    const at = positionOf(source, offset);
    if (match === null) throw syntaxError(at, source.slice(offset, offset + 20));
    offset = pieces.lastIndex;
    const [, , text, doubleQuoted, backticked, number, word, symbol] = match;
    if (text !== undefined) tokens.push({ kind: "text", value: text.replaceAll("''", "'"), at });
    else if (number !== undefined) tokens.push({ kind: "number", value: number, at });
    else if (word !== undefined) tokens.push({ kind: "word", value: word, at });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol, at });
    else if (doubleQuoted !== undefined || backticked !== undefined) {
      tokens.push({ kind: "quotedWord", value: doubleQuoted ?? backticked ?? "", at });
    }
  }
  tokens.push({ kind: "end", value: "", at: positionOf(source, source.length) });
  return tokens;
}

function positionOf(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
