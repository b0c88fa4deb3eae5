import { setTimeout as wait } from "node:timers/promises";

/**
 * Our clock, our waiting and our dice, handed in so that tests need no real time. It measures local
 * waits only and is never compared with a time the CRM gave.
 */
export type Timing = {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal | undefined): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
};

export const systemTiming: Timing = {
  nowMs: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
  random: () => Math.random(),
};

/**
 * Waits for shared work without owning it: an abort ends this wait and leaves the work running for
 * the others who wait for it.
 */
export async function awaitShared<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
