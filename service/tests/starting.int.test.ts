import { createServer } from "node:net";
import { join } from "node:path";
import { gt, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../src/db/open-database.ts";
import { lease } from "../src/db/tables/org.ts";
import { after, isRangePage } from "./crm-link.ts";
import { newPostgresDatabase } from "./databases.ts";
import { copyEmptyDatabase } from "./embedded-template.ts";
import { isOk, newService, serviceEnv, startPair } from "./pair.ts";
import { freePort, newFolder, Program } from "./running.ts";

/** What a program says when it will not start: its lines, and how it ended. */
async function refusal(env: Record<string, string>) {
  const program = new Program("service/src/main.ts", env, () => false);
  program.launch();
  const { code } = await program.ended();
  return { code, lines: program.lines };
}

async function aService() {
  const folder = await newFolder();
  const port = await freePort();
  await copyEmptyDatabase(join(folder.path, "pulse"));
  const env = serviceEnv({ port, dataDir: folder.path, crmUrl: "http://localhost:9" });
  const service = newService(env);
  return {
    env,
    service,
    url: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      if (service.isRunning) await service.stop();
      await folder.remove();
    },
  };
}

describe("a service that cannot start", () => {
  it("names every faulty variable in a line of its own, with what it got and what it expects", async () => {
    const { code, lines } = await refusal({
      PORT: "-1.5",
      APP_BASE_URL: "not an address",
      DATABASE_URL: "mysql://user:hunter2@db/pulse",
      ZOHO_API_VERSION: "v2",
      ZOHO_CLIENT_ID: "1000.ID",
      ZOHO_CLIENT_SECRET: "",
      WEBHOOK_TOKEN: "short-secret",
      ENCRYPTION_KEY: "correct horse battery staple",
      SESSION_SECRET: "too-short-secret",
      LOG_LEVEL: "loud",
      SYNC_INTERVAL_MINUTES: "0",
      REPORTING_CURRENCY: "sgd",
    });

    expect(code).toBe(1);
    const [heading, ...faults] = lines;
    expect(heading).toMatch(/cannot start/);
    const names = faults.map((line) => line.trim().split(":")[0]);
    expect(names.toSorted()).toEqual([
      "APP_BASE_URL",
      "DATABASE_URL",
      "ENCRYPTION_KEY",
      "LOG_LEVEL",
      "PORT",
      "REPORTING_CURRENCY",
      "SESSION_SECRET",
      "SYNC_INTERVAL_MINUTES",
      "WEBHOOK_TOKEN",
      "ZOHO_API_VERSION",
      "ZOHO_CLIENT_SECRET",
    ]);
    for (const line of faults) expect(line).toMatch(/^ {2}[A-Z_]+: got .+; expected .+/);
    expect(faults).toContainEqual(expect.stringMatching(/PORT: got "-1.5"; expected .*65535/));
    expect(faults).toContainEqual(expect.stringMatching(/ZOHO_CLIENT_SECRET: got nothing; /));
    expect(faults).toContainEqual(expect.stringMatching(/LOG_LEVEL: got "loud"; expected .*info/));
    expect(lines.join("\n")).not.toMatch(/hunter2|short-secret|horse/);
  });

  it("says so when the port is taken", async () => {
    const port = await freePort();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(port, () => resolve()));

    const { code, lines } = await refusal({
      ...serviceEnv({ port, dataDir: "unused", crmUrl: "http://localhost:9" }),
      DATABASE_URL: "postgres://nobody@localhost:9/nothing",
      LOG_LEVEL: "silent",
    });
    await new Promise<void>((resolve) => taken.close(() => resolve()));

    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(`^Port ${port} is taken`)]);
  });

  it("says who holds its folder, and takes over one that a killed process left", async () => {
    await using first = await aService();
    await first.service.start();
    const { code, lines } = await refusal({
      ...first.env,
      PORT: String(await freePort()),
      LOG_LEVEL: "silent",
    });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/pulse is in use by process \d+\. .*DATA_DIR/)]);
    expect(await isOk(`${first.url}/readyz`)).toBe(true);

    await first.service.kill();
    await first.service.start();

    expect(await isOk(`${first.url}/readyz`)).toBe(true);
  });
});

describe.each(["pglite", "postgres"] as const)("a service that is told to stop (%s)", (kind) => {
  it("ends within seconds in the middle of a full sync, and the next start goes on at once", async () => {
    const created = kind === "postgres" ? await newPostgresDatabase() : null;
    {
      await using pair = await startPair({
        deals: 2_500,
        env: created === null ? {} : { DATABASE_URL: created.url },
      });
      const page = pair.link.hold(after(1, isRangePage));
      const pulse = await pair.connect();
      await page.arrived;
      const { current_run: run } = await pulse.status();
      const events = await pulse.request("/api/events");
      const askedAt = performance.now();

      const end = await pair.service.stop();

      expect(end).toEqual({ code: 0, signal: null });
      expect(performance.now() - askedAt).toBeLessThan(8_000);
      await events.body?.cancel().catch(() => {});
      expect(pair.service.lines.filter((line) => line.includes('"level":50'))).toEqual([]);
      // A lease that was left behind would have to run out before anybody could go on.
      expect(await countHeldLeases(created?.url ?? `pglite://${pair.dataDir}/pulse`)).toBe(0);
      page.release();
      await pair.service.start();
      const status = await pulse.untilSynced();
      expect(status.last_run).toMatchObject({ id: run?.id, state: "succeeded", resumed: 1 });
      expect(status.deal_count).toBe(2_500);
    }
    await created?.drop();
  });
});

async function countHeldLeases(databaseUrl: string): Promise<number> {
  const database = await openDatabase(databaseUrl);
  try {
    return await database.db.$count(lease, gt(lease.expiresAt, sql`now()`));
  } finally {
    await database.close();
  }
}
