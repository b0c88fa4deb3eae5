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
  queued(): number;
};

const RECOVERY_MS = 60_000;
/** Several calls are refused at the same moment; together they are one sign. */
const SAME_SIGN_MS = 5_000;

type Waiting = { weight: CallWeight; start: () => void };

export function createCallSlots(
  limits: { maxConcurrent: number; maxHeavy: number },
  timing: Timing,
): CallSlots {
  const active = { light: 0, heavy: 0 };
  const queue: Waiting[] = [];
  let narrowed: { width: number; atMs: number } | null = null;

  function width(): number {
    if (narrowed === null) return limits.maxConcurrent;
    const minutes = Math.floor((timing.nowMs() - narrowed.atMs) / RECOVERY_MS);
    const recovered = narrowed.width + Math.max(0, minutes);
    if (recovered < limits.maxConcurrent) return recovered;
    narrowed = null;
    return limits.maxConcurrent;
  }

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
    async run(weight, work, signal) {
      const release = await acquire(weight, signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
    narrow() {
      const nowMs = timing.nowMs();
      if (narrowed !== null && nowMs - narrowed.atMs < SAME_SIGN_MS) return;
      narrowed = { width: Math.max(1, Math.floor(width() / 2)), atMs: nowMs };
    },
    inFlight: total,
    queued: () => queue.length,
  };
}
