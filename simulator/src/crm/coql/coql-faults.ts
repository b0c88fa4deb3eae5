import { CrmFault, type FaultDetails } from "../crm-fault.ts";
import type { Position } from "./query.ts";

export function syntaxError(at: Position, near: string): CrmFault {
  return new CrmFault(400, "SYNTAX_ERROR", "invalid query formed", {
    near,
    line: at.line,
    column: at.column,
  });
}

export function clauseError(clause: string): CrmFault {
  return new CrmFault(400, "SYNTAX_ERROR", "invalid query formed", { clause });
}

export function invalidColumn(columnName: string, more: FaultDetails = {}): CrmFault {
  return new CrmFault(400, "INVALID_QUERY", "column given seems to be invalid", {
    column_name: columnName,
    ...more,
  });
}

export function invalidValue(columnName: string, expectedType: string): CrmFault {
  return new CrmFault(400, "INVALID_QUERY", "value given seems to be invalid for the column", {
    column_name: columnName,
    expected_data_type: expectedType,
  });
}

export function invalidQuery(details: FaultDetails): CrmFault {
  return new CrmFault(400, "INVALID_QUERY", "invalid query formed", details);
}

export function limitExceeded(limit: number, clause: string, more: FaultDetails = {}): CrmFault {
  return new CrmFault(400, "LIMIT_EXCEEDED", "limit exceeded", { limit, clause, ...more });
}
