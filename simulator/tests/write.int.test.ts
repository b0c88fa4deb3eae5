import { afterEach, beforeEach, expect, it } from "vitest";
import {
  ACME,
  aDeal,
  dealId,
  GLOBEX,
  LAYOUT,
  people,
  SECOND_LAYOUT,
  SMALL_ORG_NOW,
} from "../src/crm/small-org.builder.ts";
import {
  type Body,
  type Reply,
  type Row,
  type Running,
  startSmallOrg,
} from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const insert = (...data: unknown[]) => running.call("POST", "/crm/v8/Deals", { body: { data } });
const update = (id: string, values: object, headers: Record<string, string> = {}) =>
  running.call("PUT", `/crm/v8/Deals/${id}`, { body: { data: [values] }, headers });
const read = async (id: string): Promise<Row> => {
  const [row] = (await running.call("GET", `/crm/v8/Deals/${id}`)).body.data;
  if (row === undefined) throw new Error(`no record ${id}`);
  return row;
};
const first = (reply: Reply): Row => reply.body.data[0] ?? ({} as Body);

const good = { Deal_Name: "New", Stage: "Qualification" };

it("adds a record and says what the server decided", async () => {
  const reply = await insert({ ...good, Amount: 200, Currency: "USD" });
  expect(reply.status).toBe(201);
  expect(first(reply)).toEqual({
    code: "SUCCESS",
    status: "success",
    message: "record added",
    details: {
      id: expect.stringMatching(/^\d{16,19}$/),
      Created_Time: "2026-03-31T20:00:00+08:00",
      Modified_Time: "2026-03-31T20:00:00+08:00",
      Created_By: { name: "Ada Admin", id: people.ada },
      Modified_By: { name: "Ada Admin", id: people.ada },
      $approval_state: "approved",
    },
  });
  expect(await read(first(reply).details.id)).toMatchObject({
    Owner: { id: people.ada },
    Pipeline: "Standard (Standard)",
    Probability: 10,
    Expected_Revenue: 20,
    Currency: "USD",
    // The rate of the day the record was saved.
    Exchange_Rate: 0.78,
    Strategic: false,
  });
});

it("keeps a probability and a rate that are given", async () => {
  const reply = await insert({
    ...good,
    Probability: 33,
    Amount: 10,
    Currency: "USD",
    Exchange_Rate: 2,
  });
  expect(await read(first(reply).details.id)).toMatchObject({
    Probability: 33,
    Exchange_Rate: 2,
    Expected_Revenue: 3.3,
  });
});

it.each([
  [
    { Stage: "Qualification" },
    "MANDATORY_NOT_FOUND",
    { api_name: "Deal_Name", json_path: "$.data[0].Deal_Name" },
  ],
  [{ ...good, Deal_Name: "" }, "MANDATORY_NOT_FOUND", { api_name: "Deal_Name" }],
  [
    { ...good, Deal_Name: "x".repeat(121) },
    "INVALID_DATA",
    { api_name: "Deal_Name", maximum_length: 120 },
  ],
  [{ ...good, Deal_Name: 5 }, "INVALID_DATA", { expected_data_type: "string" }],
  [
    { ...good, Amount: "12" },
    "INVALID_DATA",
    { expected_data_type: "double", json_path: "$.data[0].Amount" },
  ],
  [{ ...good, Amount: 1e17 }, "INVALID_DATA", { maximum_length: 16 }],
  [{ ...good, Probability: 101 }, "INVALID_DATA", { api_name: "Probability" }],
  [{ ...good, Probability: 1.5 }, "INVALID_DATA", { expected_data_type: "integer" }],
  [{ ...good, Closing_Date: "2026-02-30" }, "INVALID_DATA", { expected_data_type: "date" }],
  [
    { ...good, Closing_Date: "2026-02-03T00:00:00Z" },
    "INVALID_DATA",
    { expected_data_type: "date" },
  ],
  [
    { ...good, Signed_At: "2026-02-03T10:00:00" },
    "INVALID_DATA",
    { expected_data_type: "datetime" },
  ],
  [{ ...good, Strategic: "yes" }, "INVALID_DATA", { expected_data_type: "boolean" }],
  [{ ...good, Regions: "North" }, "INVALID_DATA", { expected_data_type: "jsonarray" }],
  [{ ...good, Account_Name: "Acme" }, "INVALID_DATA", { expected_data_type: "jsonobject" }],
  [
    { ...good, Account_Name: { id: "4000000000020000009" } },
    "INVALID_DATA",
    { api_name: "Account_Name" },
  ],
  [{ ...good, Owner: { id: people.eve } }, "INVALID_DATA", { api_name: "Owner" }],
  [{ ...good, Owner: null }, "INVALID_DATA", { api_name: "Owner" }],
  [{ ...good, Stage: "Nowhere" }, "INVALID_DATA", { api_name: "Stage" }],
  [{ ...good, Stage: "Identify Decision Makers" }, "INVALID_DATA", { api_name: "Stage" }],
  [{ ...good, Pipeline: "Nowhere" }, "INVALID_DATA", { api_name: "Pipeline" }],
  [{ ...good, Stage: "Renewal Due" }, "MAPPING_MISMATCH", { api_name: "Stage" }],
  [
    { ...good, Layout: { id: SECOND_LAYOUT }, Pipeline: "Renewals" },
    "MAPPING_MISMATCH",
    { api_name: "Pipeline" },
  ],
  [{ ...good, Currency: "XXX" }, "INVALID_DATA", { api_name: "Currency" }],
  ["no object", "INVALID_DATA", { expected_data_type: "jsonobject", json_path: "$.data[0]" }],
])("refuses %j as %s", async (row, code, details) => {
  const reply = await insert(row);
  expect(reply.status).toBe(400);
  expect(first(reply)).toMatchObject({ code, details, status: "error" });
});

it("tells both faults of a row with two", async () => {
  const reply = await insert({ ...good, Amount: "x", Closing_Date: "y" });
  expect(first(reply)).toMatchObject({
    code: "MULTIPLE_OR_MULTI_ERRORS",
    details: {
      errors: [
        { code: "INVALID_DATA", details: { json_path: "$.data[0].Amount" } },
        { code: "INVALID_DATA", details: { json_path: "$.data[0].Closing_Date" } },
      ],
    },
  });
});

it("writes the actual value of a stage whose display differs", async () => {
  const reply = await insert({ ...good, Stage: "Id. Decision Makers" });
  expect(await read(first(reply).details.id)).toMatchObject({
    Stage: "Id. Decision Makers",
    Probability: 60,
  });
});

it("passes over what it does not know and what only the server writes", async () => {
  await update(dealId(1), { No_Such: 1, Expected_Revenue: 5, Created_Time: "x", $editable: false });
  expect(await read(dealId(1))).toMatchObject({ Expected_Revenue: 100 });
});

it("takes lookups as object or bare id and clears them with null", async () => {
  await update(dealId(1), { Account_Name: GLOBEX });
  expect((await read(dealId(1))).Account_Name).toEqual({ name: "Globex, Inc", id: GLOBEX });
  await update(dealId(1), { Account_Name: { id: ACME } });
  expect((await read(dealId(1))).Account_Name).toEqual({ name: "Acme", id: ACME });
  await update(dealId(1), { Account_Name: null });
  expect((await read(dealId(1))).Account_Name).toBeNull();
});

it("appends to several values when told to", async () => {
  await update(dealId(1), { Regions: ["North"] });
  await update(dealId(1), { Regions: ["South"], $append_values: { Regions: true } });
  expect((await read(dealId(1))).Regions).toEqual(["North", "South"]);
});

it("enforces a layout's required fields only under layout_rules", async () => {
  const row = { ...good, Layout: { id: LAYOUT } };
  expect((await insert(row)).status).toBe(201);
  const strict = await running.call("POST", "/crm/v8/Deals", {
    body: { data: [row], apply_feature_execution: [{ name: "layout_rules" }] },
  });
  expect(first(strict)).toMatchObject({
    code: "MANDATORY_NOT_FOUND",
    details: { api_name: "Closing_Date" },
  });
});

it("answers 207 when some rows went well, in the order of the rows", async () => {
  const reply = await insert(good, { Deal_Name: "no stage" }, good);
  expect(reply.status).toBe(207);
  expect(reply.body.data.map((row) => row.code)).toEqual([
    "SUCCESS",
    "MANDATORY_NOT_FOUND",
    "SUCCESS",
  ]);
});

it.each([
  [100, 201],
  [101, 400],
])("answers %i rows with %i", async (rows, status) => {
  const reply = await insert(...Array.from({ length: rows }, () => good));
  expect(reply.status).toBe(status);
  if (status === 400) {
    expect(first(reply)).toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { api_name: "data", maximum_length: 100 },
    });
  }
});

it.each([
  [{}, "MANDATORY_NOT_FOUND"],
  [{ data: [] }, "MANDATORY_NOT_FOUND"],
  [{ data: {} }, "INVALID_DATA"],
  [{ data: [good], trigger: ["coffee"] }, "INVALID_DATA"],
  [[], "INVALID_DATA"],
])("refuses the body %j", async (body, code) => {
  const reply = await running.call("POST", "/crm/v8/Deals", { body });
  expect(reply.status).toBe(400);
  expect(first(reply).code).toBe(code);
});

it("changes only what is sent and stamps the change", async () => {
  running.simulator.org.clock.advanceMs(60_000);
  const reply = await update(dealId(1), { Stage: "Closed Won" });
  expect(reply.status).toBe(200);
  expect(first(reply)).toMatchObject({
    message: "record updated",
    details: { id: dealId(1), Modified_Time: "2026-03-31T20:01:00+08:00" },
  });
  expect(await read(dealId(1))).toMatchObject({
    Stage: "Closed Won",
    Probability: 100,
    Expected_Revenue: 1_000,
    Deal_Name: "Deal 1",
    Modified_By: { id: people.ada },
  });
});

it("moves Modified_Time even when nothing differs, unless told not to", async () => {
  const before = (await read(dealId(1))).Modified_Time;
  running.simulator.org.behaviour.noOpUpdateBumpsModifiedTime = false;
  await update(dealId(1), { Deal_Name: "Deal 1" });
  expect((await read(dealId(1))).Modified_Time).toBe(before);
  running.simulator.org.behaviour.noOpUpdateBumpsModifiedTime = true;
  await update(dealId(1), { Deal_Name: "Deal 1" });
  expect((await read(dealId(1))).Modified_Time).toBe("2026-03-31T20:00:00+08:00");
});

it("updates many by their ids and refuses those it cannot find", async () => {
  const reply = await running.call("PUT", "/crm/v8/Deals", {
    body: {
      data: [{ id: dealId(1), Next_Step: "a" }, { id: "4000000999000000001" }, { Next_Step: "b" }],
    },
  });
  expect(reply.status).toBe(207);
  expect(reply.body.data.map((row) => row.code)).toEqual([
    "SUCCESS",
    "INVALID_DATA",
    "MANDATORY_NOT_FOUND",
  ]);
});

const modifiedAt = SMALL_ORG_NOW - 30 * 86_400 + 120;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000Z", "+00:00");

it.each([
  [modifiedAt - 1, 412],
  [modifiedAt, 200],
])("with If-Unmodified-Since %i is %i", async (since, status) => {
  const reply = await update(dealId(1), { Next_Step: "x" }, { "If-Unmodified-Since": iso(since) });
  expect(reply.status).toBe(status);
  if (status === 412) {
    expect(first(reply)).toEqual({
      code: "ALREADY_MODIFIED",
      status: "error",
      message: "record updated time has already passed if-unmodified-since time",
      details: {
        id: dealId(1),
        Modified_Time: "2026-03-01T20:02:00+08:00",
        Created_Time: "2026-03-01T20:02:00+08:00",
        Modified_By: { name: "Cleo Closer", id: people.cleo },
        Created_By: { name: "Cleo Closer", id: people.cleo },
      },
    });
  }
});

it("keeps a unique field unique, whatever the letter case", async () => {
  const key = first(await insert({ ...good, External_Key: "K-1" })).details.id;
  const reply = await insert({ ...good, External_Key: "k-1" });
  expect(first(reply)).toMatchObject({
    code: "DUPLICATE_DATA",
    details: {
      api_name: "External_Key",
      json_path: "$.data[0].External_Key",
      id: key,
      duplicate_record: { id: key, Owner: { id: people.ada }, module: { api_name: "Deals" } },
    },
  });
  expect((await update(key, { External_Key: "K-1" })).status).toBe(200);
});

const upsert = (row: object, fields?: string[]) =>
  running.call("POST", "/crm/v8/Deals/upsert", {
    body: { data: [row], ...(fields === undefined ? {} : { duplicate_check_fields: fields }) },
  });

it("upserts by the field given", async () => {
  const inserted = await upsert({ ...good, External_Key: "K" }, ["External_Key"]);
  expect(inserted.status).toBe(200);
  expect(first(inserted)).toMatchObject({ action: "insert", duplicate_field: null });
  const updated = await upsert({ External_Key: "K", Amount: 7 }, ["External_Key"]);
  expect(first(updated)).toMatchObject({
    action: "update",
    duplicate_field: "External_Key",
    message: "record updated",
    details: { id: first(inserted).details.id },
  });
});

it("upserts deals by name when no field is given", async () => {
  const reply = await upsert({ Deal_Name: "Deal 3", Amount: 1 });
  expect(first(reply)).toMatchObject({
    action: "update",
    duplicate_field: "Deal_Name",
    details: { id: dealId(3) },
  });
  const other = await upsert({ ...good, Deal_Name: "Deal 3" }, ["External_Key"]);
  expect(first(other).action).toBe("insert");
});

it("deletes into the recycle bin and lists it as deleted", async () => {
  const one = await running.call("DELETE", `/crm/v8/Deals/${dealId(1)}`);
  expect(one).toMatchObject({
    status: 200,
    body: { data: [{ code: "SUCCESS", details: { id: dealId(1) }, message: "record deleted" }] },
  });
  const many = await running.call("DELETE", `/crm/v8/Deals?ids=${dealId(2)},${dealId(1)}`);
  expect(many.status).toBe(207);
  expect((await running.call("GET", `/crm/v8/Deals/${dealId(1)}`)).status).toBe(204);
  const deleted = await running.call("GET", "/crm/v8/Deals/deleted?type=all");
  expect(deleted.body.data[0]).toEqual({
    id: dealId(2),
    display_name: "Deal 2",
    type: "recycle",
    deleted_time: "2026-03-31T20:00:00+08:00",
    deleted_by: { name: "Ada Admin", id: people.ada },
    created_by: { name: "Cleo Closer", id: people.cleo },
  });
});

it("refuses to delete what is not there", async () => {
  const reply = await running.call("DELETE", "/crm/v8/Deals/4000000999000000001");
  expect(reply).toMatchObject({
    status: 400,
    body: { data: [{ code: "INVALID_DATA", message: "the id given seems to be invalid" }] },
  });
});

it("keeps a deletion 60 days restorable and 120 more on the list", async () => {
  await running.call("DELETE", `/crm/v8/Deals/${dealId(1)}`);
  const kinds = async () => {
    const token = running.tokenOf("ada");
    const reply = await running.call("GET", "/crm/v8/Deals/deleted?type=all", { token });
    return reply.status === 204 ? [] : reply.body.data.map((row) => [row.type, row.display_name]);
  };
  const days = (count: number) => running.simulator.org.clock.advanceMs(count * 86_400_000);
  days(59);
  expect(await kinds()).toEqual([["recycle", "Deal 1"]]);
  days(1);
  expect(await kinds()).toEqual([["permanent", null]]);
  days(119);
  expect(await kinds()).toEqual([["permanent", null]]);
  days(1);
  expect(await kinds()).toEqual([]);
});

it("wants a known type for the deleted list", async () => {
  const reply = await running.call("GET", "/crm/v8/Deals/deleted?type=some");
  expect(reply).toMatchObject({ status: 400, body: { code: "PATTERN_NOT_MATCHED" } });
});

it("keeps ids exact that no number can hold", async () => {
  const id = first(await insert(good)).details.id;
  expect(Number.isSafeInteger(Number(id))).toBe(false);
  expect((await read(id)).id).toBe(id);
  expect(BigInt(id)).toBeGreaterThan(BigInt(aDeal(5).id));
});
