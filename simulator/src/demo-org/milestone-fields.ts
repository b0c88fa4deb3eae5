import { type Day, workingDay } from "./calendar.ts";
import type { DealTimeline, MilestoneDays, MilestoneName, Situation } from "./deal-timeline.ts";
import type { Random } from "./random.ts";

/** The milestone a team would plan for next, and how many days ahead it does so at most. */
const NEXT_PLANNED: Partial<Record<Situation, readonly [MilestoneName, number]>> = {
  qualifying: ["proposal", 20],
  proposed: ["po", 45],
  won_without_order: ["po", 15],
  mobilising: ["kickoff", 25],
  delivering: ["invoice", 60],
  earned_unbilled: ["invoice", 20],
  awaiting_payment: ["payment", 35],
  awaiting_revenue: ["revenue", 30],
};

/**
 * The six date fields as the team filled them: what happened, less what nobody typed, plus what
 * they plan, and now and then in an order that cannot be true.
 */
export function fillMilestones(random: Random, timeline: DealTimeline, today: Day): MilestoneDays {
  const filled = { ...timeline.milestones };
  planAhead(random, timeline, today, filled);
  leaveGaps(random, timeline.situation, filled);
  disorder(random, timeline.situation, filled);
  return filled;
}

function planAhead(
  random: Random,
  timeline: DealTimeline,
  today: Day,
  filled: MilestoneDays,
): void {
  const next = NEXT_PLANNED[timeline.situation];
  if (next === undefined || !random.chance(0.34)) return;
  const [milestone, daysAhead] = next;
  filled[milestone] = Math.max(today + 1, workingDay(today + random.int(2, daysAhead)));
  // A careful team plans the step after as well.
  if (milestone === "po" && random.chance(0.3)) {
    filled.kickoff = filled.po === null ? null : filled.po + random.int(7, 30);
  }
}

function leaveGaps(random: Random, situation: Situation, filled: MilestoneDays): void {
  switch (situation) {
    case "proposed":
    case "mobilising":
      if (random.chance(0.02)) filled[situation === "proposed" ? "proposal" : "po"] = null;
      break;
    case "delivering":
    case "earned_unbilled":
      if (random.chance(0.04)) filled.po = null;
      break;
    case "awaiting_payment":
      if (random.chance(0.03)) filled.invoice = null;
      break;
    default:
      break;
  }
  const orderWasMade = !["qualifying", "proposed", "won_without_order", "lost"].includes(situation);
  if (orderWasMade && random.chance(0.14)) filled.proposal = null;
  const billed = ["awaiting_payment", "awaiting_revenue", "realised"].includes(situation);
  if (billed && random.chance(0.12)) filled.kickoff = null;
  if ((situation === "realised" || situation === "awaiting_revenue") && random.chance(0.08)) {
    filled.invoice = null;
  }
  if (situation === "realised" && random.chance(0.06)) filled.po = null;
}

function disorder(random: Random, situation: Situation, filled: MilestoneDays): void {
  if (filled.po !== null && filled.proposal !== null && random.chance(0.03)) {
    const { po } = filled;
    filled.po = filled.proposal;
    filled.proposal = po;
  }
  if (situation !== "realised" && situation !== "awaiting_payment") return;
  if (filled.invoice !== null && filled.kickoff !== null && random.chance(0.05)) {
    // A deposit was billed first, or two dates were swapped while typing.
    const { invoice } = filled;
    filled.invoice = filled.kickoff;
    filled.kickoff = invoice;
  }
  if (filled.payment !== null && filled.invoice !== null && random.chance(0.04)) {
    filled.payment = filled.invoice - random.int(1, 9);
  }
}
