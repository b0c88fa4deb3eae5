/** Calls at the same time that Zoho allows one application by edition. Source: fact sheet §7 */
const editionLimits: Record<string, number> = {
  free: 5,
  standard: 10,
  crmplusstarter: 10,
  professional: 15,
  enterprise: 20,
  zohooneenterprise: 20,
  ultimate: 25,
  crmplus: 25,
};
const SMALLEST = 5;

/** Not ours: for calls that a replica left open at the CRM when it died, and for the unforeseen. */
const SPARE = 2;

/** Calls that all replicas together may have open for one organisation. */
export function callWidth(edition: string | null): number {
  return (editionLimits[edition?.toLowerCase() ?? ""] ?? SMALLEST) - SPARE;
}

/** When the CRM last said too many, by any one clock in milliseconds, and how wide we were then left. */
export type Narrowed = { width: number; atMs: number };

const RECOVERY_MS = 60_000;
/** Several calls are refused at the same moment; together they are one sign. */
const SAME_SIGN_MS = 5_000;

/** One wider each minute, up to `full`. */
export function widthNow(narrowed: Narrowed | null, full: number, nowMs: number): number {
  if (narrowed === null) return full;
  const minutes = Math.max(0, Math.floor((nowMs - narrowed.atMs) / RECOVERY_MS));
  return Math.min(full, narrowed.width + minutes);
}

/** @param width how wide the calls really stood when the CRM said too many */
export function narrow(before: Narrowed | null, width: number, nowMs: number): Narrowed {
  if (before !== null && nowMs - before.atMs < SAME_SIGN_MS) return before;
  return { width: Math.max(1, Math.floor(width / 2)), atMs: nowMs };
}
