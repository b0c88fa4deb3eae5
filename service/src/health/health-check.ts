/** One check of the integration. `reason` is stable and for programs, `message` is for people. */
export type HealthCheck = {
  name: string;
  status: "healthy" | "warning" | "critical";
  message: string;
  details: Record<string, unknown>;
  /** Null when healthy. */
  reason: string | null;
};

/** What is to be known of a call that failed, whatever it was. */
export type CallFailure = {
  /** What kind of trouble, in the CRM adapter's words: auth, scope, throttled, unreachable, … */
  kind: string;
  code: string;
  message: string;
  /** What to do about it. */
  advice: string;
  /** Whether it may pass by itself. */
  retryable: boolean;
};

export type CallAnswer<T> =
  | { kind: "answered"; value: T }
  | { kind: "failed"; failure: CallFailure };

/** The parts of a failure that a report may repeat. */
export function describeFailure({ message, advice }: CallFailure): string {
  return `${message} ${advice}`;
}
