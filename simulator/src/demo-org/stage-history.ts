import type { StageVisit } from "../crm/model.ts";
import { type Day, dayOf, dayText, SECONDS_PER_DAY, workingDay } from "./calendar.ts";
import { visitId } from "./crm-ids.ts";
import type { DealPlan } from "./deal-plan.ts";
import { type Random, randomStream, type SeedWords } from "./random.ts";
import type { Stage } from "./stages.ts";

/** What the deal's record says now; earlier visits lead up to it. */
export type CurrentDeal = {
  dealId: string;
  dealTail: number;
  amount: number | null;
  probability: number | null;
};

/**
 * Past stage visits of a deal, oldest first: the first begins when the deal was created, the last
 * is the stage it stands in, entered at its Stage_Modified_Time. On the way a deal may skip stages,
 * fall back, come in again, and have its closing date pushed and its amount revised.
 */
export function stageHistories(
  seed: SeedWords,
): (plan: DealPlan, current: CurrentDeal) => StageVisit[] {
  const randomOf = randomStream(seed, "stage history");
  return (plan, current) => {
    const random = randomOf(plan.index);
    const path = stagePath(random, plan);
    const times = visitTimes(random, plan, path);
    const closings = closingDays(random, plan, path.length);
    const amounts = earlierAmounts(random, current.amount, path.length);
    return path.map((stage, position) => ({
      id: visitId(current.dealTail, position),
      deal_id: current.dealId,
      stage: stage.name,
      entered_at: times[position] ?? plan.stageEnteredAt,
      entered_by: plan.ownerId,
      amount: amounts[position] ?? null,
      probability: position === path.length - 1 ? current.probability : stage.probability,
      closing_date: closings[position] ?? null,
      moved_to: path[position + 1]?.name ?? null,
    }));
  };
}

function stagePath(random: Random, plan: DealPlan): Stage[] {
  const { stage, pipeline } = plan;
  if (plan.stageEnteredAt === plan.createdAt) return [stage];
  const open = pipeline.stages.filter((one) => one.forecastType === "Open");
  const path: Stage[] = [];
  open.slice(0, stagesPassed(random, plan, open)).forEach((one, position) => {
    // Nearly everybody begins at the beginning; in between, every fifth stage is skipped.
    if (!random.chance(position === 0 ? 0.06 : 0.2)) path.push(one);
  });
  const first = open[0];
  if (path.length === 0 && first !== undefined) path.push(first);
  fallBack(random, path);
  const wasLostBefore = stage.forecastType === "Open" && path.length > 1 && random.chance(0.04);
  const lost = pipeline.stages.find((one) => one.phase === "lost");
  if (wasLostBefore && lost !== undefined) path.push(lost);
  if (path.at(-1) === stage) path.pop();
  if (path.length === 0 && first !== undefined) path.push(...otherThan(stage, open).slice(0, 1));
  return [...path, stage];
}

function otherThan(stage: Stage, stages: readonly Stage[]): Stage[] {
  return stages.filter((one) => one !== stage);
}

/** How many of the pipeline's open stages the deal went through before its present one. */
function stagesPassed(
  random: Random,
  { stage, timeline }: DealPlan,
  open: readonly Stage[],
): number {
  const inOrder = open.indexOf(stage);
  if (inOrder >= 0) return inOrder;
  const beforeOrder = open.filter(
    (one) => one.phase === "qualify" || one.phase === "propose",
  ).length;
  const { po, kickoff, proposal } = timeline.milestones;
  const decided = timeline.decidedDay ?? 0;
  if (stage.phase === "lost") return proposal === null ? random.int(1, 3) : beforeOrder;
  if (stage.phase === "retired") return beforeOrder - 1;
  if (kickoff !== null && kickoff <= decided) return open.length;
  return po !== null && po <= decided ? beforeOrder + 1 : beforeOrder;
}

/** Sends some deals back a stage or two and through again. */
function fallBack(random: Random, path: Stage[]): void {
  if (path.length < 2 || !random.chance(0.17)) return;
  const at = random.int(1, path.length - 1);
  const back = random.int(Math.max(0, at - 2), at - 1);
  path.splice(at + 1, 0, ...path.slice(back, at + 1));
}

/** Strictly rising whole seconds, from the creation to the entry of the present stage. */
function visitTimes(random: Random, plan: DealPlan, path: readonly Stage[]): number[] {
  const { createdAt, stageEnteredAt } = plan;
  const last = path.length - 1;
  if (last === 0) return [createdAt];
  const between = path
    .slice(1, last)
    .map((stage) => {
      const day = anchorDay(plan, stage);
      const second =
        day === null
          ? createdAt + random.next() * (stageEnteredAt - createdAt)
          : day * SECONDS_PER_DAY + random.int(3_600, 70_000);
      return Math.floor(second);
    })
    .sort((a, b) => a - b);
  // enterStage leaves half an hour between the two ends, a minute and more for each visit.
  const times = [createdAt];
  between.forEach((wanted, position) => {
    const earliest = (times[position] ?? createdAt) + 1;
    const latest = stageEnteredAt - (between.length - position);
    times.push(Math.min(latest, Math.max(earliest, wanted)));
  });
  return [...times, stageEnteredAt];
}

/** The day on which the facts put a deal into a stage of this phase, where there is one. */
function anchorDay({ timeline }: DealPlan, stage: Stage): Day | null {
  const { proposal, po, kickoff } = timeline.milestones;
  if (stage.name === "Proposal/Price Quote") return proposal;
  if (stage.phase === "order") return po;
  if (stage.phase === "deliver") return kickoff;
  return null;
}

/** Forecasts start early and are pushed on, some never and some at nearly every visit. */
function closingDays(random: Random, plan: DealPlan, visits: number): (string | null)[] {
  const { closingDay } = plan;
  const pushes = random.chance(0.55) ? 0 : random.chance(0.8) ? 0.35 : 0.8;
  const days: (string | null)[] = [closingDay === null ? null : dayText(closingDay)];
  let day = closingDay ?? dayOf(plan.stageEnteredAt) + 30;
  for (let visit = visits - 2; visit >= 0; visit--) {
    if (random.chance(pushes)) day = workingDay(day - random.int(7, 60));
    else if (random.chance(0.05)) day += random.int(5, 25);
    days.unshift(closingDay === null && random.chance(0.5) ? null : dayText(day));
  }
  return days;
}

function earlierAmounts(random: Random, amount: number | null, visits: number): (number | null)[] {
  const amounts: (number | null)[] = [amount];
  let earlier = amount;
  for (let visit = visits - 2; visit >= 0; visit--) {
    if (earlier !== null && random.chance(0.3)) {
      earlier = Math.round(earlier * (0.75 + 0.6 * random.next()));
    }
    if (visit === 0 && random.chance(0.15)) earlier = null;
    amounts.unshift(earlier);
  }
  return amounts;
}
