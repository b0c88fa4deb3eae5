import { parseCondition } from "./condition-parser.ts";
import { clauseError } from "./coql-faults.ts";
import { readTokens } from "./lexer.ts";
import {
  type AggregateName,
  aggregateNames,
  type ColumnName,
  type OrderItem,
  type Query,
  type SelectItem,
} from "./query.ts";
import { isReserved } from "./reserved-words.ts";
import { TokenReader } from "./token-reader.ts";

/**
 * Parses a COQL query by recursive descent.
 * @param rules what Zoho leaves open, see `Behaviour`
 * @throws CrmFault SYNTAX_ERROR
 */
export function parseQuery(
  source: string,
  rules: { whereMandatory: boolean; pairwiseGrouping: boolean },
): Query {
  const reader = new TokenReader(readTokens(source));
  if (!reader.takeWord("select")) throw clauseError("select");
  const select = list(reader, parseSelectItem);
  if (!reader.takeWord("from")) throw clauseError("from");
  const from = parseModule(reader);
  const where = reader.takeWord("where") ? parseCondition(reader, rules.pairwiseGrouping) : null;
  if (where === null && rules.whereMandatory) throw clauseError("where");
  let groupBy: ColumnName[] = [];
  if (reader.takeWord("group")) {
    reader.expectWord("by");
    groupBy = list(reader, parseColumn);
  }
  let orderBy: OrderItem[] = [];
  if (reader.takeWord("order")) {
    reader.expectWord("by");
    orderBy = list(reader, parseOrderItem);
  }
  const paging = parsePaging(reader);
  if (reader.peek().kind !== "end") throw reader.fault();
  return { select, ...from, where, groupBy, orderBy, ...paging };
}

function parseSelectItem(reader: TokenReader): SelectItem {
  const aggregate = takeAggregate(reader);
  let column: ColumnName | null = null;
  let text: string;
  if (aggregate === null) {
    column = parseColumn(reader);
    text = column.text;
  } else {
    if (!(aggregate.name === "COUNT" && reader.takeSymbol("*"))) column = parseColumn(reader);
    reader.expectSymbol(")");
    text = `${aggregate.text}(${column?.text ?? "*"})`;
  }
  let alias: string | null = null;
  if (reader.takeWord("as")) {
    const token = reader.peek();
    const isName = token.kind === "word" || token.kind === "text" || token.kind === "quotedWord";
    if (!isName) throw reader.fault();
    alias = reader.next().value;
  }
  return { aggregate: aggregate?.name ?? null, column, alias, text };
}

// A function's name is not reserved: only a bracket makes it one.
function takeAggregate(reader: TokenReader): { name: AggregateName; text: string } | null {
  const token = reader.peek();
  const name = aggregateNames.find((candidate) => candidate === token.value.toUpperCase());
  if (token.kind !== "word" || name === undefined) return null;
  reader.next();
  reader.expectSymbol("(");
  return { name, text: token.value };
}

export function parseColumn(reader: TokenReader): ColumnName {
  const token = reader.peek();
  const isName = (token.kind === "word" && !isReserved(token.value)) || token.kind === "quotedWord";
  if (!isName) throw reader.fault();
  reader.next();
  return { path: token.value.split("."), text: token.value, at: token.at };
}

function parseModule(reader: TokenReader): { module: string; cvid: string | null } {
  const name = parseColumn(reader);
  let cvid: string | null = null;
  if (reader.takeSymbol("#")) {
    if (reader.peek().kind !== "number") throw reader.fault();
    cvid = reader.next().value;
  }
  return { module: name.text, cvid };
}

function parseOrderItem(reader: TokenReader): OrderItem {
  const aggregate = takeAggregate(reader);
  let name: ColumnName;
  if (aggregate === null) {
    name = parseColumn(reader);
  } else {
    const column = parseColumn(reader);
    reader.expectSymbol(")");
    name = { ...column, path: [], text: `${aggregate.text}(${column.text})` };
  }
  const descending = reader.takeWord("desc");
  if (!descending) reader.takeWord("asc");
  return { name, descending };
}

/** `limit 200`, `limit 200 offset 400`, `limit 400, 200`, `offset 400`. */
function parsePaging(reader: TokenReader): { limit: number | null; offset: number } {
  let limit: number | null = null;
  let offset = 0;
  if (reader.takeWord("limit")) {
    limit = parseWholeNumber(reader);
    if (reader.takeSymbol(",")) {
      offset = limit;
      limit = parseWholeNumber(reader);
      return { limit, offset };
    }
  }
  if (reader.takeWord("offset")) offset = parseWholeNumber(reader);
  return { limit, offset };
}

function parseWholeNumber(reader: TokenReader): number {
  const token = reader.peek();
  if (token.kind !== "number" || !/^\d+$/.test(token.value)) throw reader.fault();
  reader.next();
  return Number(token.value);
}

function list<T>(reader: TokenReader, parse: (reader: TokenReader) => T): T[] {
  const entries = [parse(reader)];
  while (reader.takeSymbol(",")) entries.push(parse(reader));
  return entries;
}
