import { ZohoError } from "./errors.ts";
import type { Timing } from "./timing.ts";
import type { CallPurpose } from "./zoho-client.ts";

export type Usage = {
  /** Credits of the last 24 hours by purpose, counted by us from the price list. */
  creditsByPurpose: Record<CallPurpose, number>;
  credits24h: number;
  calls24h: number;
  /** Calls since this client was made; only grows. */
  calls: number;
  /** As the CRM last said; it speaks only past half of the allowance. */
  creditsRemaining: number | null;
  inFlight: number;
  queued: number;
};

const DAY_MS = 86_400_000;
/** Spending is kept by the minute: a day is 1,440 entries however many calls it has. */
const MINUTE_MS = 60_000;

/** The part of the organisation's credits that other integrations can count on. */
const LEFT_TO_OTHERS = 0.2;

/** Each purpose's part of what is ours, once the day gets tight. */
const shares: Record<CallPurpose, number> = {
  write_back: 0.3,
  webhook: 0.2,
  delta: 0.15,
  reconcile: 0.15,
  full_sync: 0.15,
  metadata: 0.05,
  health: 0.05,
  sign_in: 0.05,
};

type Minute = { atMs: number; calls: number; credits: Map<CallPurpose, number> };

export type CreditLedger = {
  /**
   * Refuses a call whose purpose has used up its share of a tight day: one in which we spent half of
   * our part, or the CRM has begun to count down.
   *
   * @throws ZohoError throttled, with the time until enough has fallen out of the 24 hours
   */
  admit(purpose: CallPurpose, credits: number): void;
  spend(purpose: CallPurpose, credits: number): void;
  /** What the CRM said is left of the rolling 24 hours. */
  noteRemaining(credits: number): void;
  usage(): Omit<Usage, "inFlight" | "queued">;
};

/** @param creditsPerDay the organisation's allowance; null while it is not known, then nothing is refused */
export function createCreditLedger(
  timing: Timing,
  creditsPerDay: () => number | null,
): CreditLedger {
  let minutes: Minute[] = [];
  let calls = 0;
  let remaining: { credits: number; atMs: number } | null = null;

  function recent(): Minute[] {
    const from = timing.nowMs() - DAY_MS;
    minutes = minutes.filter((minute) => minute.atMs > from);
    return minutes;
  }

  const spentBy = (purpose: CallPurpose) =>
    recent().reduce((sum, minute) => sum + (minute.credits.get(purpose) ?? 0), 0);
  const spentByAll = () =>
    recent().reduce(
      (sum, { credits }) => sum + [...credits.values()].reduce((a, b) => a + b, 0),
      0,
    );

  function minuteNow(): Minute {
    const atMs = Math.floor(timing.nowMs() / MINUTE_MS) * MINUTE_MS;
    const last = minutes.at(-1);
    if (last?.atMs === atMs) return last;
    const minute: Minute = { atMs, calls: 0, credits: new Map() };
    minutes.push(minute);
    return minute;
  }

  return {
    admit(purpose, credits) {
      const allowance = creditsPerDay();
      if (allowance === null) return;
      const ours = allowance * (1 - LEFT_TO_OTHERS);
      const countingDown = remaining !== null && timing.nowMs() - remaining.atMs < DAY_MS;
      const isTight = countingDown || spentByAll() + credits > ours / 2;
      if (!isTight || spentBy(purpose) + credits <= ours * shares[purpose]) return;
      const oldest = recent().find((minute) => minute.credits.has(purpose));
      const freeAtMs = (oldest?.atMs ?? timing.nowMs()) + DAY_MS + MINUTE_MS;
      throw shareUsedUp(purpose, freeAtMs - timing.nowMs());
    },
    spend(purpose, credits) {
      const minute = minuteNow();
      minute.calls += 1;
      calls += 1;
      minute.credits.set(purpose, (minute.credits.get(purpose) ?? 0) + credits);
    },
    noteRemaining(credits) {
      remaining = { credits, atMs: timing.nowMs() };
    },
    usage() {
      const purposes = Object.keys(shares) as CallPurpose[];
      return {
        creditsByPurpose: Object.fromEntries(
          purposes.map((purpose) => [purpose, spentBy(purpose)]),
        ) as Record<CallPurpose, number>,
        credits24h: spentByAll(),
        calls24h: recent().reduce((sum, minute) => sum + minute.calls, 0),
        calls,
        creditsRemaining: remaining?.credits ?? null,
      };
    },
  };
}

function shareUsedUp(purpose: CallPurpose, retryAfterMs: number): ZohoError {
  return new ZohoError({
    kind: "throttled",
    code: "credit_share_used_up",
    retryable: true,
    message: `The day's share of API credits for "${purpose}" is used up. (credit_share_used_up)`,
    advice:
      "Nothing to do: it goes on when credits return. Fewer scheduled runs or more credits in Zoho CRM help for good.",
    retryAfterMs,
  });
}
