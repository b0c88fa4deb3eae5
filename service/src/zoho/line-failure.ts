import { ZohoError } from "./errors.ts";
import type { ErrorPlace } from "./wire-error.ts";

/** Errors of `fetch` that mean the request never reached a server. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** @param repeatable whether sending it twice does no more than sending it once */
export function noReply(
  cause: unknown,
  call: { method: string; repeatable: boolean },
  url: URL,
  timedOut: boolean,
): ZohoError {
  const sent = timedOut || mayHaveArrived(cause);
  const code = timedOut ? "timeout" : sent ? "reply_lost" : "connection_failed";
  return new ZohoError({
    kind: "unreachable",
    code,
    retryable: true,
    message: `Zoho CRM did not answer. (${code}, ${call.method} ${url.host}${url.pathname})`,
    advice: "Nothing to do: it is tried again by itself.",
    outcomeUnknown: sent && !call.repeatable,
    cause,
  });
}

/** Whether a request that failed so may have reached the server all the same. */
export function mayHaveArrived(error: unknown): boolean {
  return !neverSent.has(networkCode(error));
}

function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

export function breakerOpen(cause: unknown, retryAfterMs: number): ZohoError {
  return new ZohoError({
    kind: "unreachable",
    code: "crm_unavailable",
    retryable: true,
    message: "Zoho CRM has failed repeatedly; we pause before asking again. (crm_unavailable)",
    advice: "Nothing to do: one call asks again shortly, and work goes on when it succeeds.",
    retryAfterMs,
    cause,
  });
}

/** JSON without an error in it where a file should be. */
export function notAFile({ method, path, status }: ErrorPlace): ZohoError {
  return new ZohoError({
    kind: "bad_reply",
    code: "unexpected_reply",
    retryable: false,
    message: `The answer is not a file. (unexpected_reply, ${method} ${path}, HTTP ${status})`,
    advice: "Report it with the request id: the CRM's replies may have changed.",
    status,
  });
}
