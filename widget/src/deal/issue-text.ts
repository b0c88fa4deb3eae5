import type { DealIssue, IssueProblem } from "@pulse/shared/deal/deal-issue";

const problems: Record<IssueProblem, string> = {
  missing: "missing",
  unknown_value: "value not known",
  bad_format: "not in the expected format",
  unexpected_type: "not the expected type",
  no_rate: "no exchange rate",
  out_of_range: "out of range",
};

/** `Closing_Date: not in the expected format`; the field by the CRM's own name, so it can be found there. */
export function issueText({ field, problem }: DealIssue): string {
  return `${field}: ${problems[problem]}`;
}
