/** What kind of trouble it is; what to do follows from it. */
export type ZohoErrorKind =
  /** The token is refused; somebody must connect again. */
  | "auth"
  /** The token is fine but was not granted this. */
  | "scope"
  /** Too many calls, or no credits left. */
  | "throttled"
  /** The CRM answered with a fault of its own. */
  | "upstream"
  /** Our request or a value in it is wrong. */
  | "invalid"
  | "not_found"
  /** The record has changed since it was read. */
  | "conflict"
  /** The CRM user may not do this. */
  | "permission"
  /** A lock, an approval or a blueprint holds the record. */
  | "locked"
  /** No answer: network, time limit, or the breaker is open. */
  | "unreachable"
  /** The answer is not what the CRM's contract says. */
  | "bad_reply"
  /** The organisation's edition or settings do not have it. */
  | "not_available";

export type ZohoErrorFacts = {
  kind: ZohoErrorKind;
  /** The CRM's own code where it gave one, else ours in lower case. */
  code: string;
  /** One sentence without secrets or markup. */
  message: string;
  /** A plain sentence: what to do. */
  advice: string;
  /** Whether the same call may succeed later without anybody doing anything. */
  retryable: boolean;
  status?: number | null;
  /** The field concerned, by api name. */
  field?: string | null;
  jsonPath?: string | null;
  expectedType?: string | null;
  zohoMessage?: string | null;
  /** The CRM's `details`, whole. */
  details?: Record<string, unknown>;
  /** Not to be tried again before. Milliseconds from now. */
  retryAfterMs?: number | null;
  /** True when the request may have taken effect although no usable answer came. */
  outcomeUnknown?: boolean;
  cause?: unknown;
};

/** Every failure of a call to Zoho. Choose by `kind` or `code`, never by the message. */
export class ZohoError extends Error {
  override name = "ZohoError";
  readonly kind: ZohoErrorKind;
  readonly code: string;
  readonly advice: string;
  readonly retryable: boolean;
  readonly status: number | null;
  readonly field: string | null;
  readonly jsonPath: string | null;
  readonly expectedType: string | null;
  readonly zohoMessage: string | null;
  readonly details: Record<string, unknown>;
  readonly retryAfterMs: number | null;
  readonly outcomeUnknown: boolean;

  constructor(facts: ZohoErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.kind = facts.kind;
    this.code = facts.code;
    this.advice = facts.advice;
    this.retryable = facts.retryable;
    this.status = facts.status ?? null;
    this.field = facts.field ?? null;
    this.jsonPath = facts.jsonPath ?? null;
    this.expectedType = facts.expectedType ?? null;
    this.zohoMessage = facts.zohoMessage ?? null;
    this.details = facts.details ?? {};
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
  }

  /** The same failure with something more known about it. */
  with(more: Partial<ZohoErrorFacts>): ZohoError {
    return new ZohoError({
      kind: this.kind,
      code: this.code,
      message: this.message,
      advice: this.advice,
      retryable: this.retryable,
      status: this.status,
      field: this.field,
      jsonPath: this.jsonPath,
      expectedType: this.expectedType,
      zohoMessage: this.zohoMessage,
      details: this.details,
      retryAfterMs: this.retryAfterMs,
      outcomeUnknown: this.outcomeUnknown,
      cause: this.cause,
      ...more,
    });
  }
}
