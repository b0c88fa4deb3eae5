import { type Day, lastDayOfMonth, SECONDS_PER_DAY, weekday, workingDay } from "./calendar.ts";
import type { DealTimeline } from "./deal-timeline.ts";
import type { Random } from "./random.ts";
import {
  type DemoPipeline,
  RETIRED_STAGE,
  type Stage,
  type StagePhase,
  stagesOfPhase,
} from "./stages.ts";

export function chooseStage(
  random: Random,
  pipeline: DemoPipeline,
  timeline: DealTimeline,
  today: Day,
): Stage {
  const phase = choosePhase(random, timeline.situation);
  const isOld = today - timeline.createdDay > 60;
  if (phase === "propose" && isOld && random.chance(0.16)) return RETIRED_STAGE;
  return random.pick(stagesOfPhase(pipeline, phase));
}

/** The stage mostly follows the facts; now and then it was moved too early or forgotten. */
function choosePhase(random: Random, situation: DealTimeline["situation"]): StagePhase {
  const dice = random.next();
  switch (situation) {
    case "qualifying":
      return dice < 0.93 ? "qualify" : "propose";
    case "proposed":
      return dice < 0.92 ? "propose" : "qualify";
    case "won_without_order":
      return "won";
    case "mobilising":
      return dice < 0.5 ? "order" : dice < 0.95 ? "won" : "propose";
    case "delivering":
    case "earned_unbilled":
      return dice < 0.5 ? "deliver" : dice < 0.54 ? "order" : "won";
    case "awaiting_payment":
    case "awaiting_revenue":
      return dice < 0.22 ? "deliver" : "won";
    case "realised":
      return dice < 0.05 ? "deliver" : "won";
    case "lost":
      return "lost";
  }
}

export function enterStage(
  random: Random,
  stage: Stage,
  timeline: DealTimeline,
  createdAt: number,
  today: Day,
): number {
  const day = stageEntryDay(random, stage, timeline, today);
  if (day === null) return createdAt;
  const second = day * SECONDS_PER_DAY + random.int(3_600, SECONDS_PER_DAY - 3_600);
  // Leaves room for the visits before this one.
  return Math.max(createdAt + 1_800, Math.min(second, today * SECONDS_PER_DAY - 1_200));
}

function stageEntryDay(
  random: Random,
  stage: Stage,
  timeline: DealTimeline,
  today: Day,
): Day | null {
  const { createdDay, decidedDay, milestones } = timeline;
  const soonAfter = (day: Day) => Math.min(today - 1, day + random.int(0, 4));
  switch (stage.phase) {
    case "qualify": {
      if (stage.name === "Qualification" && random.chance(0.9)) return null;
      return random.int(createdDay, milestones.proposal ?? today - 1);
    }
    case "propose":
    case "retired":
      if (milestones.proposal === null) return random.int(createdDay, today - 1);
      if (stage.name === "Proposal/Price Quote") return soonAfter(milestones.proposal);
      return random.int(milestones.proposal, milestones.po ?? today - 1);
    case "order":
      return soonAfter(milestones.po ?? createdDay);
    case "deliver":
      return soonAfter(milestones.kickoff ?? createdDay);
    case "won":
    case "lost":
      return Math.min(today - 1, decidedDay ?? createdDay);
  }
}

export function chooseClosingDay(
  random: Random,
  stage: Stage,
  { situation, pace, milestones }: DealTimeline,
  today: Day,
  enteredDay: Day,
): Day | null {
  if (stage.forecastType !== "Open") {
    // Set to the day of the decision by most, left at the old forecast by some.
    return random.chance(0.9) ? enteredDay : workingDay(enteredDay + random.int(-20, 25));
  }
  if (random.chance(0.035)) return null;
  const forgotten = { on_time: 0.025, late: 0.22, overdue: 0.45 }[pace];
  if (situation === "realised" || random.chance(forgotten)) {
    return today - 1 - Math.floor(random.next() ** 2 * 75);
  }
  const base = stage.phase === "deliver" ? (milestones.kickoff ?? today) : today;
  const expected = Math.max(base + random.int(6, 130), today + random.int(1, 40));
  return atPeriodEnd(random, expected);
}

/** People close at the end of a month, or on a weekday. */
function atPeriodEnd(random: Random, day: Day): Day {
  if (random.chance(0.35)) return lastDayOfMonth(day);
  return weekday(day) > 4 ? day + 7 - weekday(day) : day;
}
