const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
]);

/**
 * Connection errors, a server that is starting up, shutting down or full, and one that does not let us
 * in or has no such database.
 */
const sqlStates = /^(08...|28...|3D000|53...|57P0[1-5])$/;

/** Whether the database could not be reached, as opposed to having refused a statement. */
export function isDatabaseUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (networkCodes.has(code) || sqlStates.test(code)) return true;
  }
  return false;
}

/** The driver's own error beneath what wraps it. */
export function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootCause(error.cause) : error;
}
