import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  retry,
} from "cockatiel";
import type { Temporal } from "temporal-polyfill";
import type { ApiVersion } from "./api-version.ts";
import type { createCallRate } from "./call-rate.ts";
import type { CallSlots, CallWeight } from "./call-slots.ts";
import type { CreditLedger } from "./credit-ledger.ts";
import { ZohoError } from "./errors.ts";
import { type ReadReply, type ReplyBody, readReply } from "./read-reply.ts";
import { parseRetryAfter, retryWaitMs } from "./retry-wait.ts";
import type { Timing } from "./timing.ts";
import type { AccessToken, AccessTokens } from "./token-source.ts";
import type { ErrorPlace } from "./wire-error.ts";
import type { CallOptions, CallPurpose } from "./zoho-client.ts";
import { parseHttpDate } from "./zoho-time.ts";

export type ApiCall = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/crm/v8`, e.g. `/Deals`. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  weight: CallWeight;
  credits: number;
  /** Whether sending it twice does no more than sending it once: then a lost reply is asked for again. */
  repeatable: boolean;
  /** Its reply holds a result per row, which is worth reading when the request as a whole failed. */
  itemised?: boolean;
};

export type ApiReply = {
  status: number;
  body: ReplyBody;
  /** The CRM's clock, from the `Date` header. */
  servedAt: Temporal.Instant | null;
  place: ErrorPlace;
  /** Only for itemised calls: the error that the reply as a whole amounts to. */
  refusal: ZohoError | null;
};

/** One attempt that left, for counting. `status` is null when no answer came. */
export type CallReport = {
  purpose: CallPurpose;
  method: string;
  path: string;
  status: number | null;
  ms: number;
  credits: number;
};

export type Transport = { send(call: ApiCall, options: CallOptions): Promise<ApiReply> };

const FAILURES_TO_BREAK = 5;
const BREAK_MS = 15_000;
/** With no credits left only the rolling day helps; whoever asked comes back later. */
const NO_CREDITS_WAIT_MS = 15 * 60_000;

/** Errors of `fetch` that mean the request never reached a server. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Kinds of refusal that concern the rows of a request, not the request or the connection. */
const aboutRows = new Set(["invalid", "not_found", "conflict", "permission", "locked"]);

/**
 * Sends calls: a token, then a free slot, the minute's turn and the credits, then one attempt with a
 * time limit behind the breaker. A token that the CRM refuses is renewed once a call. What can pass
 * by itself is tried again, with the slot given back while waiting.
 */
export function createTransport(deps: {
  apiVersion: ApiVersion;
  tokens: AccessTokens;
  fetch: typeof fetch;
  timing: Timing;
  slots: CallSlots;
  rate: ReturnType<typeof createCallRate>;
  ledger: CreditLedger;
  attemptTimeoutMs: number;
  maxAttempts: number;
  onCall: (report: CallReport) => void;
}): Transport {
  const { tokens, timing, slots, rate, ledger } = deps;
  const breaker = circuitBreaker(
    handleWhen(
      (error) =>
        error instanceof ZohoError && (error.kind === "upstream" || error.kind === "unreachable"),
    ),
    { halfOpenAfter: BREAK_MS, breaker: new ConsecutiveBreaker(FAILURES_TO_BREAK) },
  );

  async function send(call: ApiCall, options: CallOptions): Promise<ApiReply> {
    const renewal = { used: false };
    let attempts = 0;
    let waitMs = 0;
    const policy = retry(
      handleWhen((error) => {
        if (!(error instanceof ZohoError)) return false;
        const wait = retryWaitMs(error, attempts, timing.random());
        waitMs = wait ?? 0;
        return wait !== null;
      }),
      // The wait itself happens inside, where it ends at once when the caller aborts.
      { maxAttempts: attemptsFor(options.purpose) - 1, backoff: new ConstantBackoff(0) },
    );
    return policy.execute(async () => {
      if (attempts > 0) await timing.sleep(waitMs, options.signal);
      attempts += 1;
      return attempt(call, options, renewal);
    });
  }

  /** A person waits for a sign-in, and a health check reports what it sees. */
  function attemptsFor(purpose: CallPurpose): number {
    if (purpose === "health") return 1;
    return purpose === "sign_in" ? Math.min(2, deps.maxAttempts) : deps.maxAttempts;
  }

  async function attempt(
    call: ApiCall,
    options: CallOptions,
    renewal: { used: boolean },
  ): Promise<ApiReply> {
    options.signal?.throwIfAborted();
    let token = await tokens.current(options.signal);
    let { reply, ...rest } = await exchange(call, token, options);
    if (reply.kind === "refused" && reply.error.kind === "auth" && !renewal.used) {
      renewal.used = true;
      token = await tokens.renewed(token.token, options.signal);
      ({ reply, ...rest } = await exchange(call, token, options));
    }
    if (reply.kind === "ok") return { ...rest, body: reply.body, refusal: null };
    const hasRows = reply.body !== null && aboutRows.has(reply.error.kind);
    if (call.itemised === true && hasRows) {
      return { ...rest, body: reply.body, refusal: reply.error };
    }
    throw reply.error;
  }

  function exchange(call: ApiCall, token: AccessToken, options: CallOptions) {
    return slots.run(
      call.weight,
      async () => {
        await rate.turn(options.signal);
        ledger.admit(options.purpose, call.credits);
        try {
          return await breaker.execute(() => fetchOnce(call, token, options));
        } catch (error) {
          throw error instanceof BrokenCircuitError ? breakerOpen(error) : error;
        }
      },
      options.signal,
    );
  }

  async function fetchOnce(call: ApiCall, { token, apiOrigin }: AccessToken, options: CallOptions) {
    const url = new URL(`/crm/${deps.apiVersion}${call.path}`, apiOrigin);
    if (call.query !== undefined) url.search = new URLSearchParams(call.query).toString();
    const startedMs = timing.nowMs();
    ledger.spend(options.purpose, call.credits);
    const report = (status: number | null) =>
      deps.onCall({
        purpose: options.purpose,
        method: call.method,
        path: url.pathname,
        status,
        ms: timing.nowMs() - startedMs,
        credits: call.credits,
      });
    const timeout = AbortSignal.timeout(deps.attemptTimeoutMs);
    let response: Response;
    let text: string;
    try {
      response = await deps.fetch(url, {
        method: call.method,
        headers: {
          ...call.headers,
          authorization: `Zoho-oauthtoken ${token}`,
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        // A redirect would carry the token to a host that nobody approved.
        redirect: "error",
        signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
      });
      text = await response.text();
    } catch (error) {
      report(null);
      options.signal?.throwIfAborted();
      throw noReply(error, call, url, timeout.aborted);
    }
    report(response.status);
    return judge(response, text, call, url);
  }

  function judge(response: Response, text: string, call: ApiCall, url: URL) {
    const { status, headers } = response;
    const place = { status, method: call.method, path: url.pathname };
    const credits = Number.parseInt(headers.get("x-api-credits-remaining") ?? "", 10);
    if (!Number.isNaN(credits)) ledger.noteRemaining(credits);
    let reply: ReadReply = readReply(text, place);
    if (reply.kind === "refused") {
      let { error } = reply;
      if (error.kind === "throttled") {
        slots.narrow();
        error = error.with({
          retryAfterMs:
            credits <= 0
              ? NO_CREDITS_WAIT_MS
              : parseRetryAfter(headers.get("retry-after"), headers.get("date")),
        });
      } else if (error.kind === "upstream" || error.kind === "bad_reply") {
        error = error.with({
          retryAfterMs: parseRetryAfter(headers.get("retry-after"), headers.get("date")),
          outcomeUnknown: !call.repeatable,
        });
      }
      // Thrown here, behind the breaker, so that it counts; the others say that the CRM is well.
      if (error.kind === "upstream") throw error;
      reply = { ...reply, error };
    }
    return { reply, status, place, servedAt: parseHttpDate(headers.get("date")) };
  }

  return { send };
}

function noReply(cause: unknown, call: ApiCall, url: URL, timedOut: boolean): ZohoError {
  const sent = timedOut || !neverSent.has(networkCode(cause));
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

function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

function breakerOpen(cause: unknown): ZohoError {
  return new ZohoError({
    kind: "unreachable",
    code: "crm_unavailable",
    retryable: true,
    message: "Zoho CRM has failed repeatedly; we pause before asking again. (crm_unavailable)",
    advice: "Nothing to do: one call asks again shortly, and work goes on when it succeeds.",
    retryAfterMs: BREAK_MS,
    cause,
  });
}
