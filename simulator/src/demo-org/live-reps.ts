import type { OrgState } from "../crm/org-state.ts";
import {
  createRecord,
  deleteRecord,
  type RecordOutcome,
  updateRecord,
} from "../crm/record-operations.ts";
import { repViewOf } from "./org-rep-view.ts";
import { randomStream, seedWords } from "./random.ts";
import { chooseRepAction, type RepAction } from "./rep-action.ts";

export type LivePace = {
  /** Between two changes. */
  fromMs: number;
  toMs: number;
  /** Chance that a change is the first of a burst. */
  burst: number;
  burstSize: number;
  /** Between two changes of a burst. */
  burstGapMs: number;
};

/** One change every few seconds: enough to see the numbers move, slow enough to follow. */
export const watchablePace: LivePace = {
  fromMs: 3_000,
  toMs: 6_000,
  burst: 0.04,
  burstSize: 6,
  burstGapMs: 250,
};

/** Runs `task` once, later; the answer calls it off. */
export type RunLater = (delayMs: number, task: () => void) => () => void;

export type LiveRepsOptions = {
  org: OrgState;
  seed: string;
  pace?: LivePace;
  /** Told of every change tried and what the CRM made of it. */
  onAction?: (action: RepAction, outcome: RecordOutcome) => void;
  runLater?: RunLater;
};

export type LiveReps = {
  pause(): void;
  resume(): void;
  /** For good. No change happens after it returns. */
  stop(): void;
  isRunning(): boolean;
  /** Changes the CRM took and refused so far. */
  counts(): { done: number; refused: number };
};

/**
 * Sets virtual reps to work on the organisation, through the same operations the API uses.
 *
 * What they do follows from the seed, the number of changes made so far and the data; only the clock
 * is real. Counting changes keeps a restarted organisation from living the same day twice.
 */
export function startLiveReps({
  org,
  seed,
  pace = watchablePace,
  onAction,
  runLater = timer,
}: LiveRepsOptions): LiveReps {
  const view = repViewOf(org);
  const randomOf = randomStream(seedWords(seed), "live reps");
  const counts = { done: 0, refused: 0 };
  let turn = org.history.all().length;
  let burstLeft = 0;
  let state: "running" | "paused" | "stopped" = "running";
  let callOff = () => {};

  function takeTurn(): void {
    const random = randomOf(turn++);
    const action = chooseRepAction(random, view, org.clock.nowSeconds());
    if (action !== null) {
      const outcome = carryOut(org, action);
      counts[outcome.kind]++;
      onAction?.(action, outcome);
    }
    burstLeft = burstLeft > 0 ? burstLeft - 1 : random.chance(pace.burst) ? pace.burstSize : 0;
    // A listener may have paused or stopped us meanwhile.
    if (state === "running")
      plan(burstLeft > 0 ? pace.burstGapMs : random.int(pace.fromMs, pace.toMs));
  }

  function plan(delayMs: number): void {
    callOff = runLater(delayMs, takeTurn);
  }

  plan(pace.fromMs);
  return {
    pause() {
      if (state !== "running") return;
      state = "paused";
      callOff();
    },
    resume() {
      if (state !== "paused") return;
      state = "running";
      plan(pace.fromMs);
    },
    stop() {
      state = "stopped";
      callOff();
    },
    isRunning: () => state === "running",
    counts: () => ({ ...counts }),
  };
}

function carryOut(org: OrgState, action: RepAction): RecordOutcome {
  const actor = { user: action.by, source: "crm_ui" } as const;
  switch (action.kind) {
    case "create":
      return createRecord(org, "Deals", action.values, actor);
    case "edit":
      return updateRecord(org, "Deals", action.dealId, action.values, actor);
    case "delete":
      return deleteRecord(org, "Deals", action.dealId, actor);
  }
}

const timer: RunLater = (delayMs, task) => {
  const handle = setTimeout(task, delayMs);
  return () => clearTimeout(handle);
};
