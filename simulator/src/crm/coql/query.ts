/** What the parser makes of a query; names are not checked yet. */
export type Position = { line: number; column: number };

/** `Account_Name.Industry` is the path ["Account_Name", "Industry"]. */
export type ColumnName = { path: string[]; text: string; at: Position };

export const aggregateNames = ["SUM", "MIN", "MAX", "AVG", "COUNT"] as const;
export type AggregateName = (typeof aggregateNames)[number];

export type SelectItem = {
  /** Null for a plain column. */
  aggregate: AggregateName | null;
  /** Null only in COUNT(*). */
  column: ColumnName | null;
  alias: string | null;
  /** The item as written, without spaces: the key of its values. */
  text: string;
};

export type Literal =
  | { kind: "text"; value: string; at: Position }
  | { kind: "number"; value: string; at: Position }
  | { kind: "boolean"; value: boolean; at: Position };

export type Comparison =
  | { kind: "compare"; operator: "=" | "!=" | ">" | ">=" | "<" | "<="; value: Literal }
  | { kind: "like"; negated: boolean; value: Literal }
  | { kind: "in"; negated: boolean; values: Literal[] }
  | { kind: "between"; negated: boolean; from: Literal; to: Literal }
  | { kind: "null"; negated: boolean };

export type Condition =
  | { kind: "both" | "either"; left: Condition; right: Condition }
  | { kind: "test"; column: ColumnName; test: Comparison };

export type OrderItem = { name: ColumnName; descending: boolean };

export type Query = {
  select: SelectItem[];
  module: string;
  cvid: string | null;
  where: Condition | null;
  groupBy: ColumnName[];
  orderBy: OrderItem[];
  /** Null when not given. */
  limit: number | null;
  offset: number;
};
