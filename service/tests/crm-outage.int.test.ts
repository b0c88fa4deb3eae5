import { afterAll, beforeAll, expect, it } from "vitest";
import type { CrmClient } from "./crm-client.ts";
import { after, isRangePage } from "./crm-link.ts";
import { expectCrmNumbers } from "./independent-totals.ts";
import { type Pair, startPair } from "./pair.ts";
import { connectOrganisation, type PulseClient } from "./pulse-client.ts";
import { until } from "./running.ts";

let pair: Pair;
let pulse: PulseClient;
let crm: CrmClient;

beforeAll(async () => {
  pair = await startPair({ deals: 2_500, env: { WEBHOOKS: "0" } });
  pulse = await pair.connect();
  crm = await pair.crmAs();
  await pulse.untilSynced();
});
afterAll(() => pair.stop());

it("keeps serving what it has while the CRM is gone, and goes on by itself when it is back", async () => {
  const { summary: before } = await pulse.pipeline();
  const [deal] = (await pulse.pipeline("outcome=open&limit=1")).deals;
  const page = pair.link.hold(after(1, isRangePage));
  const { run } = await pulse.sync("full");
  await page.arrived;

  await pair.link.cut();
  await pair.standIn.stop();
  page.release();

  const down = await until(
    pulse.status,
    (status) => status.connection.state === "crm_unavailable",
    75_000,
  );
  expect(down.is_connected).toBe(false);
  expect(down.connection.message).toMatch(/did not answer|failed repeatedly/);
  expect(Date.parse(down.connection.next_try_at ?? "")).toBeGreaterThan(Date.now() - 1_000);
  expect(down.current_run).toMatchObject({ id: run.id, state: "interrupted" });
  const during = await pulse.pipeline();
  expect(during.summary).toEqual(before);
  expect(during.sync_status.connection.state).toBe("crm_unavailable");

  await pair.standIn.start();
  await crm.update(deal?.record_id ?? "", { Amount: 55_555.55 });
  await pair.link.mend();
  const closed = await pulse.untilClosed(run.id, 90_000);

  expect(closed.state).toBe("succeeded");
  expect(closed.resumed).toBeGreaterThanOrEqual(1);
  expect(await pulse.status()).toMatchObject({ is_connected: true, connection: { state: "ok" } });
  expect(await pulse.deal(deal?.record_id ?? "")).toMatchObject({ amount: "55555.55" });
  await expectCrmNumbers(pulse, crm);
});

it("asks to be connected again when its access was revoked, and recovers by that", async () => {
  const { summary: before } = await pulse.pipeline();
  const [deal] = (await pulse.pipeline("outcome=open&limit=1")).deals;
  await pair.link.revokeRefreshToken();
  await crm.update(deal?.record_id ?? "", { Amount: 66_666.66 });

  const { run } = await pulse.sync("delta");
  const refused = await until(
    pulse.status,
    (status) => status.connection.state === "auth_required",
  );

  expect(await pulse.untilClosed(run.id)).toMatchObject({ state: "failed" });
  expect(refused.is_connected).toBe(false);
  expect(refused.connection.message).toMatch(/connect/i);
  expect(refused.error_count).toBeGreaterThanOrEqual(1);
  expect((await pulse.pipeline()).summary).toEqual(before);

  await connectOrganisation(pair.serviceUrl);
  await until(
    () => pulse.deal(deal?.record_id ?? ""),
    (now) => now?.amount === "66666.66",
  );
  expect(await until(pulse.status, (status) => status.error_count === 0)).toMatchObject({
    is_connected: true,
  });
});
