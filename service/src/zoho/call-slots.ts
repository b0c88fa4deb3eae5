import { type Narrowed, narrow, widthNow } from "./call-width.ts";
import type { Timing } from "./timing.ts";

/**
 * `heavy` calls (queries, writes, sorted lists) share a second, narrower limit of Zoho's that holds
 * for every edition.
 */
export type CallWeight = "light" | "heavy";

export type CallSlots = {
  /** Waits for a free place, oldest first; an aborted wait rejects with the signal's reason. */
  acquire(
    weight: CallWeight,
    signal?: AbortSignal,
  ): Promise</** Gives it back; more than once is once. */ () => void>;
  /** Holds a place while `work` goes on. */
  run<T>(weight: CallWeight, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Zoho said too many: half as wide for a minute, then one wider each minute. */
  narrow(): void;
  inFlight(): number;
  inFlightHeavy(): number;
  queued(): number;
  /** The limits have changed: lets in whoever fits now. */
  resume(): void;
};

type Waiting = { weight: CallWeight; start: () => void };

/** @param limits read anew each time, so they may change; `resume` then */
export function createCallSlots(
  limits: { readonly maxConcurrent: number; readonly maxHeavy: number },
  timing: Timing,
): CallSlots {
  const active = { light: 0, heavy: 0 };
  const queue: Waiting[] = [];
  let narrowed: Narrowed | null = null;

  const width = () => widthNow(narrowed, limits.maxConcurrent, timing.nowMs());
  const total = () => active.light + active.heavy;
  const fits = (weight: CallWeight) =>
    total() < width() && (weight === "light" || active.heavy < limits.maxHeavy);

  /** A light call may pass heavy ones that wait for their own limit. */
  function startWaiting() {
    for (let index = 0; index < queue.length; ) {
      const next = queue[index];
      if (next === undefined || total() >= width()) return;
      if (fits(next.weight)) {
        queue.splice(index, 1);
        next.start();
      } else {
        index += 1;
      }
    }
  }

  function start(weight: CallWeight, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (queue.length === 0 && fits(weight)) {
      active[weight] += 1;
      return Promise.resolve();
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting: Waiting = {
      weight,
      start: () => {
        signal?.removeEventListener("abort", onAbort);
        active[weight] += 1;
        resolve();
      },
    };
    const onAbort = () => {
      queue.splice(queue.indexOf(waiting), 1);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    queue.push(waiting);
    startWaiting();
    return promise;
  }

  async function acquire(weight: CallWeight, signal?: AbortSignal) {
    await start(weight, signal);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      active[weight] -= 1;
      startWaiting();
    };
  }

  return {
    acquire,
    run: runHolding(acquire),
    narrow() {
      narrowed = narrow(narrowed, width(), timing.nowMs());
    },
    inFlight: total,
    inFlightHeavy: () => active.heavy,
    queued: () => queue.length,
    resume: startWaiting,
  };
}

/** Work that holds a slot from its beginning to its end, however it ends. */
export function runHolding(acquire: CallSlots["acquire"]): CallSlots["run"] {
  return async (weight, work, signal) => {
    const giveBack = await acquire(weight, signal);
    try {
      return await work();
    } finally {
      giveBack();
    }
  };
}
