import { type Day, workingDay } from "./calendar.ts";
import type { Random } from "./random.ts";

/** Oldest age of a deal: two years, less the weekend that a creation may be moved across. */
export const HISTORY_DAYS = 727;

/** How far a deal has really come, whatever its stage and its date fields say. */
const SITUATIONS = [
  "qualifying",
  "proposed",
  "won_without_order",
  "mobilising",
  "delivering",
  "earned_unbilled",
  "awaiting_payment",
  "awaiting_revenue",
  "realised",
  "lost",
] as const;
export type Situation = (typeof SITUATIONS)[number];

const SITUATION_WEIGHTS = [13, 17, 2, 7, 12, 2, 8, 4, 17, 18];

/** Days a deal may wait in a situation before people begin to worry, and before they must act. */
const PATIENCE_DAYS: Record<Exclude<Situation, "realised" | "lost">, readonly [number, number]> = {
  qualifying: [21, 30],
  proposed: [21, 30],
  won_without_order: [7, 21],
  mobilising: [14, 28],
  delivering: [60, 90],
  earned_unbilled: [7, 30],
  awaiting_payment: [30, 45],
  awaiting_revenue: [14, 30],
};

const PACES = ["on_time", "late", "overdue"] as const;
type Pace = (typeof PACES)[number];
const PACE_WEIGHTS = [75, 12, 13];

export type MilestoneName = "proposal" | "po" | "kickoff" | "invoice" | "payment" | "revenue";
export type MilestoneDays = Record<MilestoneName, Day | null>;

export type DealTimeline = {
  situation: Situation;
  pace: Pace;
  createdDay: Day;
  /** When it was won or lost; null while it is neither. */
  decidedDay: Day | null;
  milestones: MilestoneDays;
};

/** What really happened to one deal, before anybody filled in a form. Nothing lies after yesterday. */
export function planTimeline(random: Random, today: Day): DealTimeline {
  const situation = SITUATIONS[random.weighted(SITUATION_WEIGHTS)] ?? "qualifying";
  const pace = PACES[random.weighted(PACE_WEIGHTS)] ?? "on_time";
  const ages = planAges(random, situation, pace);

  const ageOfCreation = Math.min(HISTORY_DAYS, Math.max(1, ages.created));
  const dayAt = (age: number | null): Day | null =>
    age === null ? null : workingDay(today - Math.min(ageOfCreation, Math.max(1, age)));
  return {
    situation,
    pace,
    createdDay: workingDay(today - ageOfCreation),
    decidedDay: dayAt(ages.decided),
    milestones: {
      proposal: dayAt(ages.proposal),
      po: dayAt(ages.po),
      kickoff: dayAt(ages.kickoff),
      invoice: dayAt(ages.invoice),
      payment: dayAt(ages.payment),
      revenue: dayAt(ages.revenue),
    },
  };
}

/** Days before today. */
type Ages = Record<MilestoneName, number | null> & { created: number; decided: number | null };

function planAges(random: Random, situation: Situation, pace: Pace): Ages {
  const ages: Ages = {
    created: 0,
    decided: null,
    proposal: null,
    po: null,
    kickoff: null,
    invoice: null,
    payment: null,
    revenue: null,
  };
  switch (situation) {
    case "qualifying":
      ages.created = waitedDays(random, situation, pace);
      return ages;
    case "proposed":
      ages.proposal = waitedDays(random, situation, pace);
      ages.created = ages.proposal + qualifyingDays(random);
      return ages;
    case "won_without_order":
      ages.decided = waitedDays(random, situation, pace);
      ages.proposal = ages.decided + random.int(3, 40);
      ages.created = ages.proposal + qualifyingDays(random);
      return ages;
    case "mobilising":
      ages.po = waitedDays(random, situation, pace);
      return withSale(random, ages, ages.po);
    case "delivering":
      ages.kickoff = waitedDays(random, situation, pace);
      return withStart(random, ages, ages.kickoff);
    case "earned_unbilled":
      ages.revenue = waitedDays(random, situation, pace);
      return withStart(random, ages, ages.revenue + random.int(20, 90));
    case "awaiting_payment":
      ages.invoice = waitedDays(random, situation, pace);
      if (random.chance(0.3)) ages.revenue = Math.max(1, ages.invoice + random.int(-15, 10));
      return withStart(random, ages, ages.invoice + random.int(10, 85));
    case "awaiting_revenue":
      ages.payment = waitedDays(random, situation, pace);
      ages.invoice = ages.payment + random.int(8, 60);
      return withStart(random, ages, ages.invoice + random.int(10, 85));
    case "realised":
      return realisedAges(random, ages);
    case "lost":
      return lostAges(random, ages);
  }
}

function waitedDays(random: Random, situation: keyof typeof PATIENCE_DAYS, pace: Pace): number {
  const [worry, act] = PATIENCE_DAYS[situation];
  // Two days short of the limit: a date moved from the weekend to its Friday stays in its class.
  if (pace === "on_time") return random.int(1, worry - 2);
  if (pace === "late") return random.int(worry + 1, act - 2);
  return act + 1 + Math.floor(random.next() ** 2 * 90);
}

function qualifyingDays(random: Random): number {
  return Math.round(3 + 60 * random.next() ** 1.6);
}

/** Proposal, decision and creation before an order of that age. */
function withSale(random: Random, ages: Ages, poAge: number): Ages {
  ages.po = poAge;
  ages.proposal = poAge + random.int(4, 45);
  ages.decided = Math.max(1, poAge + random.int(-4, 5));
  ages.created = ages.proposal + qualifyingDays(random);
  return ages;
}

/** The sale, and a kickoff of that age. */
function withStart(random: Random, ages: Ages, kickoffAge: number): Ages {
  ages.kickoff = kickoffAge;
  return withSale(random, ages, kickoffAge + random.int(2, 30));
}

function realisedAges(random: Random, ages: Ages): Ages {
  const finish = random.int(3, 520);
  const paidLast = random.chance(0.6);
  ages.payment = paidLast ? finish : finish + random.int(1, 25);
  ages.revenue = paidLast ? finish + random.int(0, 40) : finish;
  ages.invoice = ages.payment + random.int(5, 60);
  return withStart(random, ages, ages.invoice + random.int(10, 80));
}

function lostAges(random: Random, ages: Ages): Ages {
  ages.decided = random.int(2, 640);
  const proposed = random.chance(0.62);
  ages.proposal = proposed ? ages.decided + random.int(3, 60) : null;
  ages.created = (ages.proposal ?? ages.decided) + qualifyingDays(random);
  if (random.chance(0.04)) {
    // Called off after work had begun: somebody has to decide about the money.
    ages.po = ages.decided + random.int(20, 60);
    ages.invoice = ages.decided + random.int(2, 18);
    ages.proposal = ages.po + random.int(5, 30);
    ages.created = ages.proposal + qualifyingDays(random);
  }
  return ages;
}
