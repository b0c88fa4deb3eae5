/** The stand-in's one source of time: real time shifted by an offset, or standing still. */
export type Clock = {
  nowMs(): number;
  /** Whole seconds since the epoch, the resolution of every time the CRM stores. */
  nowSeconds(): number;
  isFrozen(): boolean;
  /** How far it runs ahead of real time. */
  offsetMs(): number;
  setMs(ms: number): void;
  advanceMs(ms: number): void;
  freeze(): void;
  resume(): void;
};

export function createClock(realNowMs: () => number = Date.now): Clock {
  let offsetMs = 0;
  let frozenAtMs: number | null = null;
  const nowMs = () => frozenAtMs ?? realNowMs() + offsetMs;

  return {
    nowMs,
    nowSeconds: () => Math.floor(nowMs() / 1000),
    offsetMs: () => nowMs() - realNowMs(),
    isFrozen: () => frozenAtMs !== null,
    setMs(ms) {
      if (frozenAtMs === null) offsetMs = ms - realNowMs();
      else frozenAtMs = ms;
    },
    advanceMs(ms) {
      if (frozenAtMs === null) offsetMs += ms;
      else frozenAtMs += ms;
    },
    freeze() {
      frozenAtMs ??= nowMs();
    },
    resume() {
      if (frozenAtMs === null) return;
      offsetMs = frozenAtMs - realNowMs();
      frozenAtMs = null;
    },
  };
}
