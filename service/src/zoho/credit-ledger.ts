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

/** Credits and calls of one purpose in one minute. */
export type Spent = { purpose: CallPurpose; minuteMs: number; credits: number; calls: number };

export type CreditLedger = {
  /** The organisation's allowance a day; null while it is not known, then nothing is refused. */
  allow(creditsPerDay: number | null): void;
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
  /** Whether something was spent that nobody else knows of. */
  hasUnsaved(): boolean;
  /**
   * Hands the unsaved spending to `save`, which stores it and tells what all replicas have spent in
   * the last day, this one included. When it fails the spending stays unsaved.
   */
  exchange(save: (unsaved: Spent[], sinceMs: number) => Promise<Spent[]>): Promise<void>;
};

type Minutes = Map<string, Spent>;

/** Counts what this process spends, and what others did as far as it was told. */
export function createCreditLedger(timing: Timing): CreditLedger {
  let allowance: number | null = null;
  let calls = 0;
  let remaining: { credits: number; atMs: number } | null = null;
  /** What is known to be stored, of all replicas; on its way there; and spent here since. */
  let known: Spent[] = [];
  let leaving: Minutes = new Map();
  let unsaved: Minutes = new Map();
  let lastMinuteMs = 0;

  function* recent(): Generator<Spent> {
    const from = timing.nowMs() - DAY_MS;
    for (const part of [known, leaving.values(), unsaved.values()]) {
      for (const spent of part) if (spent.minuteMs > from) yield spent;
    }
  }

  function sum(of: (spent: Spent) => number): number {
    let total = 0;
    for (const spent of recent()) total += of(spent);
    return total;
  }
  const spentBy = (purpose: CallPurpose) =>
    sum((spent) => (spent.purpose === purpose ? spent.credits : 0));
  const spentByAll = () => sum(({ credits }) => credits);

  function oldestMinuteMs(purpose: CallPurpose): number {
    let oldest = timing.nowMs();
    for (const spent of recent()) {
      if (spent.purpose === purpose && spent.credits > 0) oldest = Math.min(oldest, spent.minuteMs);
    }
    return oldest;
  }

  return {
    allow(creditsPerDay) {
      allowance = creditsPerDay;
    },
    admit(purpose, credits) {
      if (allowance === null) return;
      const ours = allowance * (1 - LEFT_TO_OTHERS);
      const countingDown = remaining !== null && timing.nowMs() - remaining.atMs < DAY_MS;
      const isTight = countingDown || spentByAll() + credits > ours / 2;
      if (!isTight || spentBy(purpose) + credits <= ours * shares[purpose]) return;
      const freeAtMs = oldestMinuteMs(purpose) + DAY_MS + MINUTE_MS;
      throw shareUsedUp(purpose, freeAtMs - timing.nowMs());
    },
    spend(purpose, credits) {
      calls += 1;
      const minuteMs = Math.floor(timing.nowMs() / MINUTE_MS) * MINUTE_MS;
      if (minuteMs > lastMinuteMs) {
        lastMinuteMs = minuteMs;
        // Where nothing is ever stored, what is too old has to go from here.
        for (const [key, spent] of unsaved) {
          if (spent.minuteMs <= minuteMs - DAY_MS) unsaved.delete(key);
        }
      }
      add(unsaved, { purpose, minuteMs, credits, calls: 1 });
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
        calls24h: sum((spent) => spent.calls),
        calls,
        creditsRemaining: remaining?.credits ?? null,
      };
    },
    hasUnsaved: () => unsaved.size > 0,
    async exchange(save) {
      if (leaving.size > 0) return;
      leaving = unsaved;
      unsaved = new Map();
      try {
        known = await save([...leaving.values()], timing.nowMs() - DAY_MS);
      } catch (error) {
        for (const spent of leaving.values()) add(unsaved, spent);
        throw error;
      } finally {
        leaving = new Map();
      }
    },
  };
}

function add(minutes: Minutes, spent: Spent): void {
  const key = `${spent.minuteMs} ${spent.purpose}`;
  const before = minutes.get(key) ?? { ...spent, credits: 0, calls: 0 };
  minutes.set(key, {
    ...before,
    credits: before.credits + spent.credits,
    calls: before.calls + spent.calls,
  });
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
