import type { ApiCall, CallReport } from "./api-call.ts";
import type { ApiVersion } from "./api-version.ts";
import type { CallSlots } from "./call-slots.ts";
import type { CreditLedger } from "./credit-ledger.ts";
import { ZohoError } from "./errors.ts";
import { noReply, notAFile } from "./line-failure.ts";
import { type ReadReply, readReply } from "./read-reply.ts";
import { parseRetryAfter } from "./retry-wait.ts";
import type { Timing } from "./timing.ts";
import type { AccessToken } from "./token-source.ts";
import type { CallOptions } from "./zoho-client.ts";
import { parseHttpDate } from "./zoho-time.ts";

/** With no credits left only the rolling day helps; whoever asked comes back later. */
const NO_CREDITS_WAIT_MS = 15 * 60_000;

/** Single attempts: counted when they leave, bounded in time, their answer judged. */
export function createAttempts(deps: {
  apiVersion: ApiVersion;
  fetch: typeof fetch;
  timing: Timing;
  slots: Pick<CallSlots, "narrow">;
  ledger: Pick<CreditLedger, "spend" | "noteRemaining">;
  attemptTimeoutMs: number;
  onCall: (report: CallReport) => void;
}) {
  const { timing, slots, ledger } = deps;

  async function fetchReply(call: ApiCall, token: AccessToken, options: CallOptions) {
    const timeout = AbortSignal.timeout(deps.attemptTimeoutMs);
    const leaving = leave(call, token, options);
    try {
      const response = await leaving.request(timeout);
      const text = await response.text();
      leaving.report(response.status);
      return judge(response, text, call, leaving.url);
    } catch (error) {
      throw leaving.failure(error, timeout);
    }
  }

  async function openFile(call: ApiCall, token: AccessToken, options: CallOptions) {
    const leaving = leave(call, token, options);
    const idle = new AbortController();
    const within = async <T>(wait: () => Promise<T>): Promise<T> => {
      const timer = setTimeout(() => idle.abort(), deps.attemptTimeoutMs);
      try {
        return await wait();
      } catch (error) {
        throw leaving.failure(error, idle.signal);
      } finally {
        clearTimeout(timer);
      }
    };
    const response = await within(() => leaving.request(idle.signal));
    const isFile = response.ok && !/json|html/i.test(response.headers.get("content-type") ?? "");
    if (!isFile || response.body === null) {
      const text = await within(() => response.text());
      leaving.report(response.status);
      const judged = judge(response, text, call, leaving.url);
      if (judged.reply.kind === "refused") return { reply: judged.reply };
      throw notAFile(judged.place);
    }
    leaving.report(response.status);
    const reader = response.body.getReader();
    const file = {
      read: () => within(() => reader.read()),
      close: () => idle.abort(),
    };
    return { reply: { kind: "ok" as const, file } };
  }

  /** What every attempt is made of; it is counted from here on, whatever becomes of it. */
  function leave(call: ApiCall, { token, apiOrigin }: AccessToken, options: CallOptions) {
    const url = new URL(`/${call.api ?? "crm"}/${deps.apiVersion}${call.path}`, apiOrigin);
    if (call.query !== undefined) url.search = new URLSearchParams(call.query).toString();
    const startedMs = timing.nowMs();
    let isReported = false;
    ledger.spend(options.purpose, call.credits);
    function report(status: number | null) {
      if (isReported) return;
      isReported = true;
      deps.onCall({
        purpose: options.purpose,
        method: call.method,
        path: url.pathname,
        status,
        ms: timing.nowMs() - startedMs,
        credits: call.credits,
      });
    }
    return {
      url,
      report,
      request: (timeout: AbortSignal) =>
        deps.fetch(url, {
          method: call.method,
          headers: {
            ...call.headers,
            authorization: `Zoho-oauthtoken ${token}`,
            ...(call.body === undefined ? {} : { "content-type": "application/json" }),
          },
          ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
          // A redirect would carry the token to a host that nobody approved.
          redirect: "error",
          signal:
            options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
        }),
      /** What to throw for `error`: the caller's own abort, or that no reply came. */
      failure(error: unknown, timeout: AbortSignal): unknown {
        if (error instanceof ZohoError) return error;
        report(null);
        if (options.signal?.aborted) return options.signal.reason;
        return noReply(error, call, url, timeout.aborted);
      },
    };
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

  return { fetchReply, openFile };
}
