import { PgBoss } from "pg-boss";
import type { OpenDatabase } from "./db/database.ts";

/** Once a minute, in one replica: finds what is due and picks up what was left. */
const TICK = "minute-tick";

export type Jobs = { stop(): Promise<void> };

/**
 * Starts the clock. The database holds the schedule, so however many replicas run, each tick is
 * worked by one of them.
 *
 * @throws when the database cannot be reached; nothing is left running then
 */
export async function startJobs(
  database: OpenDatabase,
  tick: () => Promise<void>,
  log: (event: string, facts: Record<string, unknown>) => void,
): Promise<Jobs> {
  const boss = new PgBoss(database.bossOptions());
  boss.on("error", (error) => log("jobs_error", { error }));
  try {
    await boss.start();
    await boss.createQueue(TICK, { retryLimit: 0, expireInSeconds: 60 });
    await boss.schedule(TICK, "* * * * *");
    await boss.work(TICK, async () => {
      await tick();
    });
  } catch (error) {
    // Half of it may be running; the caller tries again with a new one.
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
  return { stop: () => boss.stop({ graceful: true, timeout: 5_000 }) };
}
