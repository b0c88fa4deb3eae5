import { type CallSlots, createCallSlots, runHolding } from "./call-slots.ts";
import type { Timing } from "./timing.ts";

export type SlotWish = {
  wants: number;
  wantsHeavy: number;
  /** Open now; they are kept whatever comes. */
  inUse: number;
  inUseHeavy: number;
};

/** Where the replicas settle among themselves who may have how many calls open. */
export type SlotStore = {
  /** @returns what this replica may have open for `SLOT_TERM_MS` from now */
  claim(wish: SlotWish): Promise<{ slots: number; heavy: number }>;
  release(): Promise<void>;
  /** The CRM said too many, to whichever replica. */
  narrow(): Promise<void>;
};

/** A replica that dies keeps its slots from the others for so long. */
export const SLOT_TERM_MS = 30_000;
/** It stops using them a little before, for the time a claim takes on its way. */
const SAFETY_MS = 2_000;
/** A wish that was not granted in full is not repeated more often. */
const RETRY_MS = 500;

export type SharedSlots = CallSlots & {
  /** To be called every few seconds while there is work: renews the claim, or gives it back. */
  beat(): Promise<void>;
  isIdle(): boolean;
  /** Gives everything back, unless a call is open or waits. */
  release(): Promise<void>;
};

/**
 * Slots that all replicas together have of one organisation. A replica holds a block of them for a
 * term and hands them out itself, so that one which is alone asks the database every few seconds,
 * not for every call. See docs/adr/0006-shared-limits.md.
 *
 * @throws from `acquire` and `run` whatever the store throws when there is no block yet
 */
export function createSharedSlots(deps: {
  store: SlotStore;
  /** What one replica asks for at most. */
  own: { maxConcurrent: number; maxHeavy: number };
  timing: Timing;
}): SharedSlots {
  const { store, own, timing } = deps;
  let granted = { slots: 0, heavy: 0, untilMs: 0 };
  /** While the store is asked no call may start beyond those that it is told of. */
  let frozen: { slots: number; heavy: number } | null = null;
  let claiming: Promise<void> | null = null;
  /** Claims and releases one after another: a late release must not undo a newer claim. */
  let settled: Promise<unknown> = Promise.resolve();
  let claimedAtMs = Number.NEGATIVE_INFINITY;
  /** Most calls wanted at once since the last claim. */
  let peak = 0;
  const isCurrent = () => timing.nowMs() < granted.untilMs;
  const local = createCallSlots(
    {
      get maxConcurrent() {
        return isCurrent() ? (frozen ?? granted).slots : 0;
      },
      get maxHeavy() {
        return isCurrent() ? (frozen ?? granted).heavy : 0;
      },
    },
    timing,
  );
  const wanted = () => local.inFlight() + local.queued();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = settled.then(work, work);
    settled = turn.catch(() => {});
    return turn;
  }

  function claim(): Promise<void> {
    claiming ??= inTurn(claimOnce).finally(() => {
      claiming = null;
    });
    return claiming;
  }

  async function claimOnce(): Promise<void> {
    const startedMs = timing.nowMs();
    claimedAtMs = startedMs;
    // The first wish of a busy time is for all we may have: who is alone then asks only once.
    const wish = granted.slots === 0 ? own.maxConcurrent : Math.max(peak, wanted(), 1);
    const wants = Math.min(wish, own.maxConcurrent);
    frozen = { slots: local.inFlight(), heavy: local.inFlightHeavy() };
    try {
      const got = await store.claim({
        wants,
        wantsHeavy: Math.min(wants, own.maxHeavy),
        inUse: frozen.slots,
        inUseHeavy: frozen.heavy,
      });
      granted = { ...got, untilMs: startedMs + SLOT_TERM_MS - SAFETY_MS };
      peak = wanted();
    } finally {
      frozen = null;
      local.resume();
    }
  }

  function release(): Promise<void> {
    return inTurn(async () => {
      if (wanted() > 0 || granted.untilMs === 0) return;
      granted = { slots: 0, heavy: 0, untilMs: 0 };
      await store.release();
    });
  }

  const acquire: CallSlots["acquire"] = async (weight, signal) => {
    signal?.throwIfAborted();
    if (!isCurrent()) await claim();
    const slot = local.acquire(weight, signal);
    peak = Math.max(peak, wanted());
    const isShort = local.queued() > 0 && granted.slots < own.maxConcurrent;
    if (isShort && timing.nowMs() - claimedAtMs >= RETRY_MS) {
      // Who waits is served when somebody ends, too; a failed claim is made good by the next beat.
      claim().catch(() => {});
    }
    return slot;
  };

  return {
    acquire,
    run: runHolding(acquire),
    narrow() {
      // Elsewhere it is seen with the next beat.
      store
        .narrow()
        .then(claim)
        .catch(() => {});
    },
    inFlight: local.inFlight,
    inFlightHeavy: local.inFlightHeavy,
    queued: local.queued,
    resume: local.resume,
    isIdle: () => wanted() === 0 && granted.untilMs === 0,
    async beat() {
      if (wanted() === 0 && peak === 0) await release();
      else await claim();
    },
    release,
  };
}
