/**
 * Leadership by a row with a term, by the database's clock. A holder that pauses past its term loses
 * it; its epoch then no longer matches and its writes are refused (`LeaseLost`).
 */
export type Leases = {
  /** @returns the epoch of this leadership, or null when somebody else leads */
  acquire(orgId: string, name: string, holder: string): Promise<number | null>;
  /** @returns false when the leadership is gone */
  renew(orgId: string, name: string, holder: string, epoch: number): Promise<boolean>;
  release(orgId: string, name: string, holder: string, epoch: number): Promise<void>;
};

/** A holder beats three times a term. */
export const LEASE_TERM_MS = 15_000;
export const LEASE_BEAT_MS = 5_000;

/** Runs `work` as leader, or returns null at once when somebody else leads. The signal ends with the leadership. */
export async function asLeader<T>(
  leases: Leases,
  lease: { orgId: string; name: string; holder: string },
  outer: AbortSignal,
  work: (epoch: number, signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const { orgId, name, holder } = lease;
  const epoch = await leases.acquire(orgId, name, holder);
  if (epoch === null) return null;
  const lost = new AbortController();
  const beat = setInterval(() => {
    leases.renew(orgId, name, holder, epoch).then(
      (held) => {
        if (!held) lost.abort(new Error(`Lost the lease ${name} of ${orgId}`));
      },
      // A beat that cannot reach the database is not yet a lost lease: the next one may, and every
      // write checks the epoch for itself.
      () => {},
    );
  }, LEASE_BEAT_MS);
  try {
    return await work(epoch, AbortSignal.any([outer, lost.signal]));
  } finally {
    clearInterval(beat);
    await leases.release(orgId, name, holder, epoch).catch(() => {});
  }
}
