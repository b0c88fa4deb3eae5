import type { Problem } from "@pulse/shared/wire/problem";
import { expect, it } from "vitest";
import { openDatabaseLink } from "./database-link.ts";
import { newPostgresDatabase } from "./databases.ts";
import { eventsOf } from "./event-stream.ts";
import { isOk, startPair } from "./pair.ts";
import { type PulseClient, pulseClient } from "./pulse-client.ts";
import { until } from "./running.ts";

const aliveAndKnowing = async (pulse: PulseClient) => {
  const [health, ready, status] = await Promise.all([
    pulse.request("/healthz"),
    pulse.request("/readyz"),
    pulse.request("/api/zoho/status"),
  ]);
  const problem = (await status.json()) as Problem;
  return { health: health.status, ready: ready.status, api: status.status, code: problem.code };
};

const unavailable = { health: 200, ready: 503, api: 503, code: "database_unavailable" };

it("waits for a database that is not there yet, and outlives one that goes away", async () => {
  const created = await newPostgresDatabase();
  const line = await openDatabaseLink(created.url);
  {
    await using pair = await startPair({
      deals: 300,
      env: { DATABASE_URL: line.url },
      waitFor: "listening",
    });
    const url = pair.serviceUrl;
    expect(await aliveAndKnowing(pulseClient(url, null))).toEqual(unavailable);

    await line.mend();
    await pair.service.untilReady();
    const pulse = await pair.connect();
    const crm = await pair.crmAs();
    await pulse.untilSynced();
    const [deal] = (await pulse.pipeline("sort=sgd_amount&limit=1")).deals;
    await using events = await eventsOf(pulse);

    await line.cut();
    await until(
      () => aliveAndKnowing(pulse),
      (now) => now.api === 503,
    );
    expect(await aliveAndKnowing(pulse)).toEqual(unavailable);
    events.forget();
    // What happens meanwhile must not be lost.
    await crm.update(deal?.record_id ?? "", { Amount: 4711.05 });

    await line.mend();
    await until(
      () => isOk(`${url}/readyz`),
      (isReady) => isReady,
    );
    const run = await pulse.syncAndWait("delta");
    expect(run).toMatchObject({ state: "succeeded" });
    expect(await pulse.deal(deal?.record_id ?? "")).toMatchObject({ amount: "4711.05" });
    // The same stream as before the outage: the line of notices has been mended as well.
    await events.until("deals-changed");

    await line.cut();
    const askedAt = performance.now();
    expect(await pair.service.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - askedAt).toBeLessThan(15_000);
  }
  await created.drop();
});
