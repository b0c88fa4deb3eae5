import { isDatabaseUnreachable, rootCause } from "./db/database-fault.ts";
import type { Failure } from "./sync/sync-runner.ts";
import { describeZohoFailure } from "./zoho/describe-failure.ts";

/** What stopped a run, whoever was at fault: Zoho, our database, or we ourselves. */
export function describeFailure(error: unknown): Failure {
  const atZoho = describeZohoFailure(error);
  if (atZoho) return atZoho;
  if (isDatabaseUnreachable(error)) {
    return {
      code: "database_unavailable",
      message: "Our database did not answer. Nothing is lost; we go on where we stopped.",
      retryable: true,
      connection: null,
    };
  }
  // A failed statement's own message repeats its parameters, which are customers' records.
  const root = rootCause(error);
  const code = root instanceof Error && "code" in root ? String(root.code) : "internal_error";
  const message = root instanceof Error ? root.message : String(root);
  return { code, message, retryable: false, connection: null };
}
