import { z } from "zod";
import { DealIssue } from "../deal/deal-issue.ts";
import { InstantText } from "../wire/scalars.ts";

/** A CRM record that could not be read as a deal; kept as it came until a later read succeeds. */
export const RejectedRecord = z.object({
  id: z.string(),
  record_id: z.string().nullable(),
  issues: z.array(DealIssue),
  raw: z.unknown().describe("The record exactly as the CRM sent it"),
  first_seen_at: InstantText,
  last_seen_at: InstantText,
});
export type RejectedRecord = z.infer<typeof RejectedRecord>;

export const RejectedRecords = z.object({ records: z.array(RejectedRecord), total: z.int() });
export type RejectedRecords = z.infer<typeof RejectedRecords>;
