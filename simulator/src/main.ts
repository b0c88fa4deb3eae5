import { createSimulator, type Simulator, type SimulatorState } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { generateDemoOrg } from "./demo-org/generate-demo-org.ts";
import { startLiveReps } from "./demo-org/live-reps.ts";
import { listen } from "./listen.ts";
import { type DemoOrigin, type SavedState, snapshotFile } from "./snapshot/snapshot-file.ts";

const LOOK_EVERY_MS = 1_000;
/** Saving may take at most one part in so many of the time. */
const SAVING_SHARE = 50;

const read = readConfig(process.env);
if (read.kind === "bad") {
  for (const line of read.lines) console.error(line);
  process.exit(1);
}
await run(read.config);

/** Builds the organisation, picks up where it was, serves until told to stop. */
async function run(config: Config): Promise<void> {
  const file = snapshotFile(config.dataDir);
  const saved = await file.read({ seed: config.demoSeed, deals: config.demoDeals });
  if (saved.kind === "other") console.error(`Saved stand-in state set aside: ${saved.reason}.`);
  const { simulator, origin } = build(config, saved);

  // Sorting a large organisation by time takes seconds; better now than in somebody's first call.
  simulator.org.records.Deals.timeOrder("Modified_Time");

  const server = await listen(simulator.app, config.port).catch((fault: unknown) => {
    console.error(`SIMULATOR_PORT ${config.port} cannot be used: ${String(fault)}`);
    process.exit(1);
  });
  simulator.setPublicUrl(config.publicUrl ?? `http://localhost:${server.port}`);
  const reps = startLiveReps({ org: simulator.org, seed: config.demoSeed });
  if (!config.live) reps.pause();
  simulator.attachReps(reps);

  let savedVersion = simulator.version();
  let nextSaveMs = 0;
  const save = async () => {
    const version = simulator.version();
    const started = performance.now();
    if (version === savedVersion || started < nextSaveMs) return;
    await file.write(origin, simulator.save());
    savedVersion = version;
    nextSaveMs = performance.now() + SAVING_SHARE * (performance.now() - started);
  };
  const timer = setInterval(() => {
    save().catch((fault: unknown) => console.error(`Stand-in state not saved: ${String(fault)}`));
  }, LOOK_EVERY_MS);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    clearInterval(timer);
    reps.stop();
    await server.close();
    await simulator.stop();
    await file.write(origin, simulator.save());
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);

  console.log(JSON.stringify({ listening: `http://localhost:${server.port}` }));
}

/**
 * The demo organisation, where it was if a state was saved. It depends on the day it was made, so a
 * later start reuses that day.
 */
function build(config: Config, saved: SavedState): { simulator: Simulator; origin: DemoOrigin } {
  const fresh = {
    seed: config.demoSeed,
    deals: config.demoDeals,
    now: Math.floor(Date.now() / 1000),
  };
  const origin: DemoOrigin = saved.kind === "found" ? saved.origin : fresh;
  const simulator = createSimulator({
    seed: generateDemoOrg(origin),
    randomSeed: config.demoSeed,
    clients: config.clients,
    control: config.control,
  });
  if (saved.kind !== "found") return { simulator, origin };
  try {
    // Only this program writes the file, and the header names its format.
    simulator.restore(saved.state as SimulatorState);
    return { simulator, origin };
  } catch (fault) {
    console.error(`Saved stand-in state set aside: ${String(fault)}.`);
    return build(config, { kind: "none" });
  }
}
