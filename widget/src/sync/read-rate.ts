/** How far a run had come when it was heard of. */
export type ReadSample = { runId: string; read: number; atMs: number };

const WINDOW_MS = 15_000;
/** Below this two samples say more about the network than about the run. */
const SHORTEST_MS = 800;

/** Keeps what the rate is worked out from: recent samples of one run, oldest first. */
export function addSample(samples: readonly ReadSample[], sample: ReadSample): ReadSample[] {
  const recent = samples.filter(
    (one) =>
      one.runId === sample.runId && one.atMs > sample.atMs - WINDOW_MS && one.atMs < sample.atMs,
  );
  return [...recent, sample];
}

/** Records per second over the kept samples; null while that cannot be told. */
export function readRate(samples: readonly ReadSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const elapsedMs = last.atMs - first.atMs;
  if (elapsedMs < SHORTEST_MS || last.read < first.read) return null;
  return ((last.read - first.read) / elapsedMs) * 1000;
}
