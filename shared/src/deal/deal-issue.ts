import { z } from "zod";

export const IssueProblem = z.enum([
  "missing",
  "unknown_value",
  "bad_format",
  "unexpected_type",
  "no_rate",
  "out_of_range",
]);
export type IssueProblem = z.infer<typeof IssueProblem>;

/** One thing about a CRM record that keeps a number from being known. `field` is the CRM's api name. */
export const DealIssue = z.object({ field: z.string(), problem: IssueProblem });
export type DealIssue = z.infer<typeof DealIssue>;
