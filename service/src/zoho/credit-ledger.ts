import type { CallPurpose } from "./zoho-client.ts";

export type Usage = {
  /** Credits of the last 24 hours by purpose, counted by us from the price list. */
  creditsByPurpose: Record<CallPurpose, number>;
  credits24h: number;
  calls24h: number;
  /** As the CRM last said; it speaks only past half of the allowance. */
  creditsRemaining: number | null;
  inFlight: number;
  queued: number;
};
