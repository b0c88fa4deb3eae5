import { afterEach, beforeEach, expect, it } from "vitest";
import { dealId } from "../src/crm/small-org.builder.ts";
import { type Reply, type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const cost = async (call: () => Promise<Reply>): Promise<number> => {
  const before = running.simulator.credits.used();
  await call();
  return running.simulator.credits.used() - before;
};
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ Deal_Name: `n${i}`, Stage: "Qualification" }));

it.each([
  [1, "GET", "/crm/v8/Deals?fields=id", undefined],
  [3, "GET", "/crm/v8/Deals?fields=id&cvid=5725767000000087501", undefined],
  [2, "GET", "/crm/v8/Deals/deleted?type=all", undefined],
  [1, "GET", "/crm/v8/org", undefined],
  [1, "POST", "/crm/v8/Deals", { data: rows(10) }],
  [2, "POST", "/crm/v8/Deals", { data: rows(11) }],
  [10, "POST", "/crm/v8/Deals/upsert", { data: rows(100) }],
  [1, "DELETE", `/crm/v8/Deals?ids=${dealId(1)},${dealId(2)}`, undefined],
  [50, "POST", "/crm/bulk/v8/read", { query: { module: { api_name: "Deals" } } }],
  [
    50,
    "POST",
    `/crm/v8/Deals/${dealId(1)}/actions/merge`,
    { merge: [{ data: [{ id: dealId(2) }] }] },
  ],
])("charges %i for %s %s", async (credits, method, path, body) => {
  expect(await cost(() => running.call(method, path, body === undefined ? {} : { body }))).toBe(
    credits,
  );
});

it("charges a job that deletes for every hundred records of its view", async () => {
  await running.call("POST", "/crm/v8/Deals", { body: { data: rows(100) } });
  const body = { cvid: "5725767000000087501" };
  const path = "/crm/v8/Deals/actions/mass_delete";
  expect(await cost(() => running.call("POST", path, { body }))).toBe(2);
});

it("charges nothing for calls that do not get past the door", async () => {
  expect(await cost(() => running.call("GET", "/crm/v8/org", { token: "1000.no.no" }))).toBe(0);
  expect(await cost(() => running.call("GET", "/crm/v8/nowhere/at/all"))).toBe(0);
});

it("tells what is left once more than half is used, and stops at the end", async () => {
  await running.control("PUT", "/credits", { allowance: 4 });
  const left = async () => {
    const reply = await running.call("GET", "/crm/v8/org");
    return [reply.status, reply.headers.get("x-api-credits-remaining")];
  };
  expect(await left()).toEqual([200, null]);
  expect(await left()).toEqual([200, null]);
  expect(await left()).toEqual([200, "1"]);
  expect(await left()).toEqual([200, "0"]);
  const over = await running.call("GET", "/crm/v8/org");
  expect(over.status).toBe(429);
  expect(over.body).toMatchObject({ code: "TOO_MANY_REQUESTS", details: {}, status: "error" });
  running.simulator.org.clock.advanceMs(24 * 3_600_000);
  const nextDay = await running.call("GET", "/crm/v8/org", { token: running.tokenOf("ada") });
  expect(nextDay.status).toBe(200);
});

it.each([
  ["free", 5],
  ["enterprise", 20],
])("lets an application of edition %s have %i calls open", async (edition, most) => {
  await running.control("PATCH", "/org", { edition });
  await running.control("POST", "/faults", { effect: { kind: "latency", ms: 300 } });
  const calls = Array.from({ length: most + 3 }, () => running.call("GET", "/crm/v8/org"));
  const statuses = (await Promise.all(calls)).map((reply) => reply.status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(most);
  expect(statuses.filter((status) => status === 429)).toHaveLength(3);
  expect((await running.call("GET", "/crm/v8/org")).status).toBe(200);
});

it("lets ten heavy calls be open", async () => {
  await running.control("POST", "/faults", { effect: { kind: "latency", ms: 300 } });
  const heavy = Array.from({ length: 12 }, () =>
    running.coql("select id from Deals where id is not null"),
  );
  const light = Array.from({ length: 5 }, () => running.call("GET", "/crm/v8/org"));
  const count = async (calls: Promise<Reply>[]) =>
    (await Promise.all(calls)).filter((reply) => reply.status === 429).length;
  const [heavyRefused, lightRefused] = await Promise.all([count(heavy), count(light)]);
  expect(heavyRefused).toBe(2);
  expect(lightRefused).toBe(0);
});
