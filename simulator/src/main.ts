import { createSimulator, type SimulatorState } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { generateDemoOrg } from "./demo-org/generate-demo-org.ts";
import { startLiveReps } from "./demo-org/live-reps.ts";
import { listen } from "./listen.ts";
import { type DemoOrigin, snapshotFile } from "./snapshot/snapshot-file.ts";

const SAVE_EVERY_MS = 5_000;

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
  // The demo organisation depends on the day it was made, so a later start reuses that day.
  const origin: DemoOrigin =
    saved.kind === "found"
      ? saved.origin
      : { seed: config.demoSeed, deals: config.demoDeals, now: Math.floor(Date.now() / 1000) };

  const simulator = createSimulator({
    seed: generateDemoOrg(origin),
    randomSeed: config.demoSeed,
    clients: config.clients,
    control: config.control,
  });
  // Only this program writes the file, and the header names its format.
  if (saved.kind === "found") simulator.restore(saved.state as SimulatorState);

  const server = await listen(simulator.app, config.port).catch((fault: unknown) => {
    console.error(`SIMULATOR_PORT ${config.port} cannot be used: ${String(fault)}`);
    process.exit(1);
  });
  simulator.setPublicUrl(config.publicUrl ?? `http://localhost:${server.port}`);
  const reps = config.live ? startLiveReps({ org: simulator.org, seed: config.demoSeed }) : null;

  let savedVersion = simulator.version();
  const save = async () => {
    const version = simulator.version();
    if (version === savedVersion) return;
    await file.write(origin, simulator.save());
    savedVersion = version;
  };
  const timer = setInterval(() => {
    save().catch((fault: unknown) => console.error(`Stand-in state not saved: ${String(fault)}`));
  }, SAVE_EVERY_MS);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    clearInterval(timer);
    reps?.stop();
    await server.close();
    await simulator.stop();
    await file.write(origin, simulator.save());
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);

  console.log(JSON.stringify({ listening: `http://localhost:${server.port}` }));
}
