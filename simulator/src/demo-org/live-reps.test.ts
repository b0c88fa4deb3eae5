import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { defaultBehaviour } from "../crm/behaviour.ts";
import { createOrgState } from "../crm/org-state.ts";
import { createRandom } from "../random.ts";
import { generateDemoOrg } from "./generate-demo-org.ts";
import { type LivePace, type RunLater, startLiveReps, watchablePace } from "./live-reps.ts";

const startMs = Date.UTC(2026, 10, 25, 10);

/** Time that moves only when a test says so. */
function stage(deals = 300) {
  let nowMs = startMs;
  let waiting: { atMs: number; task: () => void } | null = null;
  const runLater: RunLater = (delayMs, task) => {
    const planned = { atMs: nowMs + delayMs, task };
    waiting = planned;
    return () => {
      if (waiting === planned) waiting = null;
    };
  };
  const org = createOrgState(generateDemoOrg({ seed: "live", deals, now: startMs / 1000 }), {
    clock: createClock(() => nowMs),
    random: createRandom("live"),
    behaviour: { ...defaultBehaviour },
  });
  const changes: { atMs: number; by: string; id: string; operation: string }[] = [];
  org.onChange(({ atMs, by, record, operation }) => {
    changes.push({ atMs, by, id: record.id, operation });
  });
  return {
    org,
    runLater,
    changes,
    isWaiting: () => waiting !== null,
    pass(ms: number) {
      const end = nowMs + ms;
      while (waiting !== null && waiting.atMs <= end) {
        const { atMs, task } = waiting;
        waiting = null;
        nowMs = atMs;
        task();
      }
      nowMs = end;
    },
  };
}

it("makes about one change every three to six seconds", () => {
  const { org, runLater, changes, pass } = stage();
  startLiveReps({ org, seed: "s", runLater, pace: { ...watchablePace, burst: 0 } });
  pass(10 * 60_000);
  expect(changes.length).toBeGreaterThanOrEqual(100);
  expect(changes.length).toBeLessThanOrEqual(200);
  const gaps = changes.slice(1).map((change, i) => change.atMs - (changes[i]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3_000);
});

it("has a burst now and then", () => {
  const { org, runLater, changes, pass } = stage();
  const pace: LivePace = { ...watchablePace, burst: 0.2, burstSize: 4 };
  startLiveReps({ org, seed: "s", runLater, pace });
  pass(10 * 60_000);
  const gaps = changes.slice(1).map((change, i) => change.atMs - (changes[i]?.atMs ?? 0));
  expect(gaps.filter((gap) => gap === pace.burstGapMs).length).toBeGreaterThan(20);
  expect(gaps.filter((gap) => gap >= pace.fromMs).length).toBeGreaterThan(20);
});

it("does work that the CRM accepts, through hours of it", () => {
  const { org, runLater, changes, pass } = stage();
  const refusals: unknown[] = [];
  const reps = startLiveReps({
    org,
    seed: "s",
    runLater,
    onAction: (action, outcome) => {
      if (outcome.kind === "refused") refusals.push({ action, outcome });
    },
  });
  pass(4 * 3_600_000);
  expect(refusals).toEqual([]);
  expect(reps.counts()).toEqual({ done: changes.length, refused: 0 });
  const operations = new Set(changes.map((change) => change.operation));
  expect(operations).toEqual(new Set(["create", "edit", "delete"]));
  expect(new Set(changes.map((change) => change.by)).size).toBeGreaterThan(10);
  const { size } = org.records.Deals;
  expect(size).toBeGreaterThan(300);
});

it("repeats itself exactly from the same seed", () => {
  const run = (seed: string) => {
    const { org, runLater, changes, pass } = stage();
    startLiveReps({ org, seed, runLater });
    pass(5 * 60_000);
    return changes;
  };
  expect(run("a")).toEqual(run("a"));
  expect(run("b")).not.toEqual(run("a"));
});

it("stands still while paused, goes on when resumed, and never after a stop", () => {
  const { org, runLater, changes, pass, isWaiting } = stage();
  const reps = startLiveReps({ org, seed: "s", runLater });
  pass(60_000);
  reps.pause();
  const beforePause = changes.length;
  expect([reps.isRunning(), isWaiting()]).toEqual([false, false]);
  pass(60_000);
  expect(changes.length).toBe(beforePause);

  reps.resume();
  reps.resume();
  pass(60_000);
  const afterResume = changes.length;
  expect(afterResume).toBeGreaterThan(beforePause);

  reps.stop();
  reps.resume();
  pass(60_000);
  expect(changes.length).toBe(afterResume);
  expect([reps.isRunning(), isWaiting()]).toEqual([false, false]);
});

it("obeys a stop that arrives in the middle of a change", () => {
  const { org, runLater, changes, pass, isWaiting } = stage();
  const reps = startLiveReps({ org, seed: "s", runLater, onAction: () => reps.stop() });
  pass(60_000);
  expect(changes).toHaveLength(1);
  expect(isWaiting()).toBe(false);
});
