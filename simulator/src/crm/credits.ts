import type { Clock } from "../clock.ts";
import type { OrgInfo } from "./model.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

type Edition = OrgInfo["edition"];

/** Credits of any 24 hours, by edition and number of user licences. Fact sheet, section 7. */
export function creditAllowance(edition: Edition, users: number): number {
  switch (edition) {
    case "free":
      return 5_000;
    case "standard":
      return Math.min(50_000 + 250 * users, 100_000);
    case "professional":
      return Math.min(50_000 + 500 * users, 3_000_000);
    case "enterprise":
      return Math.min(50_000 + 1_000 * users, 5_000_000);
    case "ultimate":
      return 50_000 + 2_000 * users;
  }
}

/** Calls one application may have open at the same time. */
export const concurrentCalls = {
  free: 5,
  standard: 10,
  professional: 15,
  enterprise: 20,
  ultimate: 25,
} as const satisfies Record<Edition, number>;

/** The same for heavy calls, in every edition. */
export const CONCURRENT_HEAVY_CALLS = 10;

export type CreditMeter = {
  /** @returns false when the rolling day has too few left; nothing is spent then */
  spend(credits: number): boolean;
  used(): number;
  allowance(): number;
  setAllowance(credits: number | null): void;
  /** What the header tells: null until half is used. */
  remainingToTell(): number | null;
};

/** Counts by the minute: a credit comes back 24 hours after the minute it was spent in. */
export function createCreditMeter(clock: Clock, defaultAllowance: () => number): CreditMeter {
  const spentByMinute = new Map<number, number>();
  let override: number | null = null;
  const allowance = () => override ?? defaultAllowance();
  const used = () => {
    const oldest = clock.nowMs() - DAY_MS;
    let total = 0;
    for (const [minute, credits] of spentByMinute) {
      if (minute * MINUTE_MS <= oldest) spentByMinute.delete(minute);
      else total += credits;
    }
    return total;
  };
  return {
    spend(credits) {
      if (used() + credits > allowance()) return false;
      const minute = Math.floor(clock.nowMs() / MINUTE_MS);
      spentByMinute.set(minute, (spentByMinute.get(minute) ?? 0) + credits);
      return true;
    },
    used,
    allowance,
    setAllowance(credits) {
      override = credits;
    },
    remainingToTell() {
      const total = used();
      return total * 2 > allowance() ? allowance() - total : null;
    },
  };
}
