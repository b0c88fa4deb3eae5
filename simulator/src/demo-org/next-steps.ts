import type { DealTimeline } from "./deal-timeline.ts";
import type { Random } from "./random.ts";

/** Before the order. */
export const SALES_STEPS = [
  "Send revised quote",
  "Demo to the CTO on Thursday",
  "Waiting for legal's comments",
  "Ask procurement for the PO",
  "Workshop with security team",
  "Clarify scope with delivery",
  "Call the sponsor",
  "Reference call with another customer",
  "Chase signature",
];

const AFTER_THE_ORDER = [
  "Agree kickoff date",
  "Send invoice",
  "Collect acceptance form",
  "Confirm payment with finance",
  "Review burn-down with customer",
  "Plan go-live",
];

/** Those who are on time mostly know what comes next. */
export function chooseNextStep(random: Random, { situation, pace }: DealTimeline): string | null {
  if (situation === "lost" || situation === "realised") return null;
  if (!random.chance(pace === "on_time" ? 0.95 : 0.6)) return null;
  const isSold = situation !== "qualifying" && situation !== "proposed";
  return random.pick(isSold ? AFTER_THE_ORDER : SALES_STEPS);
}

export const DESCRIPTIONS = [
  "Customer wants to leave their data centre before the lease ends.\nBudget approved for this year.",
  "Renewal. Same scope as last year, price under review.",
  "Introduced by the cloud provider's account team; funding requested.",
  "Scope per e-mail of the CIO:\n1. assessment\n2. landing zone\n3. first ten workloads",
  "Audit finding must be closed before the end of the quarter.",
];
