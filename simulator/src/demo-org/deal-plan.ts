import type { CrmId } from "../crm/model.ts";
import { type Day, dayOf, SECONDS_PER_DAY } from "./calendar.ts";
import { creationSecond } from "./crm-ids.ts";
import { type DealTimeline, type MilestoneDays, planTimeline } from "./deal-timeline.ts";
import { fillMilestones } from "./milestone-fields.ts";
import { REVENUE_OFFICER_ID, SALES_TEAMS } from "./people.ts";
import { type Random, randomStream, type SeedWords } from "./random.ts";
import { SERVICE_LINES, type ServiceLine, TERRITORIES, type Territory } from "./service-lines.ts";
import { chooseClosingDay, chooseStage, enterStage } from "./stage-choice.ts";
import { type DemoPipeline, MANAGED_PIPELINE, STANDARD_PIPELINE, type Stage } from "./stages.ts";

/** Everything about one deal that the record and its stage history must agree on. */
export type DealPlan = {
  index: number;
  /** Epoch seconds. */
  createdAt: number;
  timeline: DealTimeline;
  milestones: MilestoneDays;
  territory: Territory;
  serviceLine: ServiceLine;
  ownerId: CrmId;
  pipeline: DemoPipeline;
  stage: Stage;
  /** Epoch seconds; equals `createdAt` when the deal never left its first stage. */
  stageEnteredAt: number;
  closingDay: Day | null;
  /** Epoch seconds of the last edit; never before the creation or the last change of stage. */
  editedAt: number;
};

export type DealPlanner = {
  /** Cheaper than the whole plan; the id needs no more. */
  createdDay(index: number): Day;
  plan(index: number): DealPlan;
};

export function dealPlanner(seed: SeedWords, today: Day): DealPlanner {
  const timelineOf = randomStream(seed, "deal timeline");
  const restOf = randomStream(seed, "deal plan");
  return {
    createdDay: (index) => planTimeline(timelineOf(index), today).createdDay,
    plan(index) {
      const timeline = planTimeline(timelineOf(index), today);
      return planDeal(restOf(index), index, timeline, today);
    },
  };
}

function planDeal(random: Random, index: number, timeline: DealTimeline, today: Day): DealPlan {
  const second = creationSecond(index);
  const createdAt = timeline.createdDay * SECONDS_PER_DAY + second;
  const territory = territoryAtWork(random, second / 3600);
  const serviceLine = SERVICE_LINES[random.weighted(LINE_WEIGHTS[territory])] ?? "Security";
  const ownerId = ownerOf(random, territory);
  const managed =
    serviceLine === "MSP Services" || (serviceLine === "Security" && random.chance(0.2));
  const pipeline = managed ? MANAGED_PIPELINE : STANDARD_PIPELINE;
  const milestones = fillMilestones(random, timeline, today);
  const stage = chooseStage(random, pipeline, timeline, today);
  const stageEnteredAt = enterStage(random, stage, timeline, createdAt, today);
  const closingDay = chooseClosingDay(random, stage, timeline, today, dayOf(stageEnteredAt));
  return {
    index,
    createdAt,
    timeline,
    milestones,
    territory,
    serviceLine,
    ownerId,
    pipeline,
    stage,
    stageEnteredAt,
    closingDay,
    editedAt: chooseLastEdit(random, timeline, stageEnteredAt, today),
  };
}

const LINE_WEIGHTS: Record<Territory, readonly number[]> = {
  APAC: [30, 22, 32, 16],
  Americas: [22, 34, 26, 18],
  EMEA: [26, 20, 30, 24],
  India: [28, 26, 34, 12],
};

/** UTC hours in which each territory is at its desks, in the order of TERRITORIES. */
const DESK_HOURS: readonly (readonly [number, number])[] = [
  [1, 9],
  [13, 23],
  [7, 16],
  [4, 13],
];

function territoryAtWork(random: Random, utcHour: number): Territory {
  const weights = DESK_HOURS.map(([from, to]) => (utcHour >= from && utcHour < to ? 1 : 0.03));
  return TERRITORIES[random.weighted(weights)] ?? "APAC";
}

const REP_WEIGHTS = [34, 29, 22, 15];

function ownerOf(random: Random, territory: Territory): CrmId {
  const team = SALES_TEAMS[territory];
  if (random.chance(0.015)) return REVENUE_OFFICER_ID;
  if (random.chance(0.07)) return team.managerId;
  return team.repIds[random.weighted(REP_WEIGHTS)] ?? team.managerId;
}

/** Busy deals are touched every few days; closed and forgotten ones stay as they were. */
function chooseLastEdit(
  random: Random,
  { pace, situation, milestones }: DealTimeline,
  stageEnteredAt: number,
  today: Day,
): number {
  const lastFact = Object.values(milestones).reduce<Day>(
    (latest, day) => Math.max(latest, day ?? 0),
    dayOf(stageEnteredAt),
  );
  const isOver = situation === "realised" || situation === "lost";
  const quietDays = isOver ? null : { on_time: 12, late: 30, overdue: 90 }[pace];
  const day =
    quietDays === null
      ? lastFact + random.int(0, 12)
      : Math.max(lastFact, today - random.int(1, quietDays));
  const second =
    Math.min(day, today - 1) * SECONDS_PER_DAY + random.int(3_600, SECONDS_PER_DAY - 1);
  return Math.max(stageEnteredAt, second);
}
