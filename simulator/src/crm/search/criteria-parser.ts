import { CrmFault } from "../crm-fault.ts";

export type Criterion =
  | { kind: "both" | "either"; left: Criterion; right: Criterion }
  | { kind: "test"; field: string; operator: string; values: string[] };

/**
 * Parses `((Stage:equals:Closed Won)and(Amount:greater_than:1000))`. In values a backslash keeps
 * brackets, commas and backslashes.
 * @throws CrmFault INVALID_QUERY
 */
export function parseCriteria(source: string): Criterion {
  let at = 0;
  const parsed = parseExpression();
  skipBlanks();
  if (at < source.length) throw invalid("invalid criteria");
  return parsed;

  function parseExpression(): Criterion {
    let left = parseOperand();
    for (;;) {
      skipBlanks();
      const word = /^(and|or)(?=[\s(])/i.exec(source.slice(at))?.[1];
      if (word === undefined) return left;
      at += word.length;
      const kind = word.toLowerCase() === "and" ? "both" : "either";
      left = { kind, left, right: parseOperand() };
    }
  }

  function parseOperand(): Criterion {
    skipBlanks();
    if (source[at] !== "(") throw invalid("invalid criteria");
    at++;
    skipBlanks();
    const inner = source[at] === "(" ? parseExpression() : parseTest();
    skipBlanks();
    if (source[at] !== ")") throw invalid("invalid criteria");
    at++;
    return inner;
  }

  function parseTest(): Criterion {
    const head = /^([\w.$]+):(\w+):/.exec(source.slice(at));
    const [whole = "", field = "", operator = ""] = head ?? [];
    if (head === null) throw invalid("invalid criteria");
    at += whole.length;
    return { kind: "test", field, operator, values: readValues() };
  }

  function readValues(): string[] {
    const values = [""];
    for (; at < source.length && source[at] !== ")"; at++) {
      if (source[at] === ",") {
        values.push("");
        continue;
      }
      if (source[at] === "(") throw invalid("invalid criteria");
      if (source[at] === "\\") at++;
      values[values.length - 1] += source[at] ?? "";
    }
    return values;
  }

  function skipBlanks(): void {
    while (/\s/.test(source[at] ?? "")) at++;
  }
}

export function invalid(reason: string, details: Record<string, unknown> = {}): CrmFault {
  return new CrmFault(400, "INVALID_QUERY", "Invalid query formed", { reason, ...details });
}

export function countTests(criterion: Criterion): number {
  return criterion.kind === "test" ? 1 : countTests(criterion.left) + countTests(criterion.right);
}
