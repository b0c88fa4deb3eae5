import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createZohoClient } from "../src/zoho/create-zoho-client.ts";
import { fixedToken } from "../src/zoho/token-source.ts";
import type { BulkCondition, CallOptions, ZohoClient } from "../src/zoho/zoho-client.ts";
import { readBulk } from "./read-bulk.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import { newStandInToken } from "./stand-in-token.ts";

const DEALS = 5_000;
const options: CallOptions = { purpose: "full_sync" };
const deals = {
  module: "Deals",
  fields: ["Deal_Name", "Next_Step", "Amount", "Modified_Time"],
} as const;

let standIn: StandIn;
let client: ZohoClient;

beforeAll(async () => {
  standIn = await startStandIn({ deals: DEALS });
  const { accessToken } = await newStandInToken(standIn);
  if (accessToken === null) throw new Error("The stand-in gives a token");
  client = createZohoClient({
    apiVersion: "v8",
    tokens: fixedToken({ token: accessToken, apiOrigin: standIn.url }),
    limits: { callsPerMinute: 100_000 },
    timing: { nowMs: () => Date.now(), random: () => 0, sleep: async () => {} },
  });
  await standIn.control("PATCH", "/behaviour", { bulkJobQueueMs: 40, bulkJobRunMs: 40 });
});

afterAll(async () => {
  await standIn?.stop();
});

const read = (conditions: BulkCondition[] = []) =>
  readBulk(client, { ...deals, conditions }, options);

it("gives every deal once, texts as they were written", async () => {
  const [some] = (await read()).records;
  if (some === undefined) throw new Error("There are deals");
  const texts = { Deal_Name: 'He said "5, not 6"\r\n第二行 🚀', Next_Step: ',\n"' };
  await client.updateRecords(
    "Deals",
    [{ id: some.id, ...texts, Amount: null }],
    { trigger: [] },
    options,
  );

  const { records, unidentified } = await read();
  const counted = await client.countRecords("Deals", options);
  expect(unidentified).toEqual([]);
  expect(new Set(records.map(({ id }) => id)).size).toBe(counted.value);
  expect(records).toHaveLength(counted.value);
  expect(records.find(({ id }) => id === some.id)).toMatchObject({ ...texts, Amount: null });
});

it("reads what the conditions choose, edges as they say", async () => {
  const all = (await read()).records;
  const times = all.map((record) => String(record.Modified_Time));
  const instants = times.map((time) => Temporal.Instant.from(time).epochMilliseconds);
  const from = instants.toSorted((a, b) => a - b)[Math.floor(instants.length / 2)] ?? 0;
  const value = Temporal.Instant.fromEpochMilliseconds(from);
  const since = await read([{ field: "Modified_Time", comparator: "greater_equal", value }]);
  const after = await read([{ field: "Modified_Time", comparator: "greater_than", value }]);
  expect(since.records).toHaveLength(instants.filter((instant) => instant >= from).length);
  expect(after.records).toHaveLength(instants.filter((instant) => instant > from).length);
  const [id = ""] = since.records.map((record) => record.id);
  const both = await read([
    { field: "Modified_Time", comparator: "greater_equal", value },
    { field: "id", comparator: "equal", value: id },
  ]);
  expect(both.records.map((record) => record.id)).toEqual([id]);
});

it.each(["id", "ID"])("knows the id column when the CRM spells it %s", async (bulkIdHeader) => {
  await standIn.control("PATCH", "/behaviour", { bulkIdHeader });
  expect((await read()).records.length).toBeGreaterThan(DEALS - 1);
  await standIn.control("PATCH", "/behaviour", { bulkIdHeader: "Id" });
});

it("asks again while the file is not given, and never takes part of one for all", async () => {
  await standIn.control("POST", "/faults", {
    effect: { kind: "status", status: 503 },
    path: "/result",
    times: 1,
  });
  expect((await read()).records.length).toBeGreaterThan(DEALS - 1);
  await standIn.control("POST", "/faults", {
    effect: { kind: "truncate" },
    path: "/result",
    times: 1,
  });
  await expect(read()).rejects.toMatchObject({ kind: "bad_reply", code: "unreadable_file" });
});

it("holds one slot while a file is read, and gives it back when the reader leaves", async () => {
  const { value } = await client.createBulkRead(
    { ...deals, conditions: [], position: null },
    options,
  );
  await expect
    .poll(async () => (await client.bulkReadState(value.jobId, options)).value.kind)
    .toBe("completed");
  const rows = client.bulkReadRows(value.jobId, options);
  expect(client.usage().inFlight).toBe(0);
  expect((await rows.next()).value?.records).toHaveLength(2_000);
  expect(client.usage().inFlight).toBe(1);
  await rows.return();
  expect(client.usage().inFlight).toBe(0);
});

it("tells an unknown job and a field that is not there", async () => {
  await expect(client.bulkReadState("1", options)).rejects.toMatchObject({ kind: "not_found" });
  const wrong = { module: "Deals" as const, fields: ["Gone"], conditions: [], position: null };
  await expect(client.createBulkRead(wrong, options)).rejects.toMatchObject({
    code: "FIELD_NOT_AVAILABLE",
    retryable: false,
  });
});
