import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  ConstantBackoff,
  circuitBreaker,
  handleWhen,
  retry,
} from "cockatiel";
import type { Temporal } from "temporal-polyfill";
import type { ApiCall, CallReport } from "./api-call.ts";
import type { ApiVersion } from "./api-version.ts";
import { createAttempts } from "./attempt.ts";
import type { createCallRate } from "./call-rate.ts";
import type { CallSlots } from "./call-slots.ts";
import type { CreditLedger } from "./credit-ledger.ts";
import { ZohoError } from "./errors.ts";
import { breakerOpen } from "./line-failure.ts";
import type { ReplyBody } from "./read-reply.ts";
import { retryWaitMs } from "./retry-wait.ts";
import type { Timing } from "./timing.ts";
import type { AccessToken, AccessTokens } from "./token-source.ts";
import type { ErrorPlace } from "./wire-error.ts";
import type { CallOptions, CallPurpose } from "./zoho-client.ts";

export type ApiReply = {
  status: number;
  body: ReplyBody;
  /** The CRM's clock, from the `Date` header. */
  servedAt: Temporal.Instant | null;
  place: ErrorPlace;
  /** Only for itemised calls: the error that the reply as a whole amounts to. */
  refusal: ZohoError | null;
};

export type Transport = {
  send(call: ApiCall, options: CallOptions): Promise<ApiReply>;
  /**
   * The bytes of a file, as they come. Its slot is held until the reader has come to the end or
   * left; the time limit counts from one piece to the next. Once bytes have come nothing is tried
   * again: the reader knows what it has, and begins anew.
   */
  download(call: ApiCall, options: CallOptions): AsyncGenerator<Uint8Array, void, void>;
};

const FAILURES_TO_BREAK = 5;
const BREAK_MS = 15_000;
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
  const { fetchReply, openFile } = createAttempts(deps);
  const breaker = circuitBreaker(
    handleWhen(
      (error) =>
        error instanceof ZohoError && (error.kind === "upstream" || error.kind === "unreachable"),
    ),
    { halfOpenAfter: BREAK_MS, breaker: new ConsecutiveBreaker(FAILURES_TO_BREAK) },
  );

  /** Tries again what can pass by itself, with the same renewal of the token for all tries. */
  function withTries<T>(
    options: CallOptions,
    attempt: (renewal: { used: boolean }) => Promise<T>,
  ): Promise<T> {
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
      return attempt(renewal);
    });
  }

  /** A person waits for a sign-in, and a health check reports what it sees. */
  function attemptsFor(purpose: CallPurpose): number {
    if (purpose === "health") return 1;
    return purpose === "sign_in" ? Math.min(2, deps.maxAttempts) : deps.maxAttempts;
  }

  /** One exchange, and a second one where the first was refused for its token. */
  async function withToken<T extends Reply>(
    options: CallOptions,
    renewal: { used: boolean },
    exchange: (token: AccessToken) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const token = await tokens.current(options.signal);
    const first = await exchange(token);
    if (first.reply.kind !== "refused" || first.reply.error.kind !== "auth" || renewal.used) {
      return first;
    }
    renewal.used = true;
    return exchange(await tokens.renewed(token.token, options.signal));
  }

  async function send(call: ApiCall, options: CallOptions): Promise<ApiReply> {
    return withTries(options, async (renewal) => {
      const { reply, ...rest } = await withToken(options, renewal, (token) =>
        slots.run(
          call.weight,
          () => admitted(call, options, () => fetchReply(call, token, options)),
          options.signal,
        ),
      );
      if (reply.kind === "ok") return { ...rest, body: reply.body, refusal: null };
      const hasRows = reply.body !== null && aboutRows.has(reply.error.kind);
      if (call.itemised === true && hasRows) {
        return { ...rest, body: reply.body, refusal: reply.error };
      }
      throw reply.error;
    });
  }

  async function* download(call: ApiCall, options: CallOptions) {
    const file = await withTries(options, async (renewal) => {
      const { reply } = await withToken(options, renewal, (token) =>
        holdFile(call, token, options),
      );
      if (reply.kind === "refused") throw reply.error;
      return reply.file;
    });
    try {
      for (;;) {
        const { done, value } = await file.read();
        if (done) return;
        yield value;
      }
    } finally {
      file.close();
    }
  }

  /** Opens a file, and keeps the slot until it is closed. */
  async function holdFile(call: ApiCall, token: AccessToken, options: CallOptions) {
    const release = await slots.acquire(call.weight, options.signal);
    let isHeld = false;
    try {
      const { reply } = await admitted(call, options, () => openFile(call, token, options));
      if (reply.kind === "refused") return { reply };
      isHeld = true;
      const close = () => {
        reply.file.close();
        release();
      };
      return { reply: { ...reply, file: { ...reply.file, close } } };
    } finally {
      if (!isHeld) release();
    }
  }

  /** With a slot in hand: the minute's turn, the credits, and the breaker around the attempt. */
  async function admitted<T>(call: ApiCall, options: CallOptions, attempt: () => Promise<T>) {
    await rate.turn(options.signal);
    ledger.admit(options.purpose, call.credits);
    try {
      return await breaker.execute(attempt);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? breakerOpen(error, BREAK_MS) : error;
    }
  }

  return { send, download };
}

type Reply = { reply: { kind: "ok" } | { kind: "refused"; error: ZohoError } };
