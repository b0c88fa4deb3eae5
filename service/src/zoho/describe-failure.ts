import type { ConnectionState } from "@pulse/shared/sync/sync-status";
import { ZohoError, type ZohoErrorKind } from "./errors.ts";

const connectionByKind: Partial<Record<ZohoErrorKind, ConnectionState>> = {
  auth: "auth_required",
  scope: "auth_required",
  throttled: "rate_limited",
  upstream: "crm_unavailable",
  unreachable: "crm_unavailable",
  bad_reply: "crm_unavailable",
};

/** What a failed call says to people and about the connection; null for other errors. */
export function describeZohoFailure(error: unknown): {
  code: string;
  message: string;
  retryable: boolean;
  connection: ConnectionState | null;
} | null {
  if (!(error instanceof ZohoError)) return null;
  return {
    code: error.code,
    message: `${error.message} ${error.advice}`,
    retryable: error.retryable,
    connection: connectionByKind[error.kind] ?? null,
  };
}
