const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
]);

/** Connection errors, and a server that is starting up or shutting down. */
const sqlStates = /^(08...|57P0[123])$/;

/** Whether the database could not be reached, as opposed to having refused a statement. */
export function isDatabaseUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = "code" in cause ? String(cause.code) : "";
    if (networkCodes.has(code) || sqlStates.test(code)) return true;
  }
  return false;
}
