import { afterEach, beforeEach, expect, it } from "vitest";
import { dealId, people, SMALL_ORG_NOW } from "../src/crm/small-org.builder.ts";
import { receiveNotifications } from "./notification-receiver.ts";
import { type Running, startSmallOrg, until } from "./running-simulator.ts";

let running: Running;
let receiver: Awaited<ReturnType<typeof receiveNotifications>>;
beforeEach(async () => {
  running = await startSmallOrg();
  receiver = await receiveNotifications();
});
afterEach(async () => {
  await running.stop();
  await receiver.stop();
});

const path = "/crm/v8/actions/watch";
const channel = (more: object = {}) => ({
  channel_id: "1000000068001",
  events: ["Deals.all"],
  notify_url: receiver.url,
  token: "secret",
  ...more,
});
const watch = (more: object = {}, method = "POST") =>
  running.call(method, path, { body: { watch: [channel(more)] } });
const edit = (number: number, values: object) =>
  running.call("PUT", `/crm/v8/Deals/${dealId(number)}`, { body: { data: [values] } });
const listed = async (token?: string) => {
  const reply = await running.call("GET", path, token === undefined ? {} : { token });
  return reply.status === 204 ? [] : reply.body.watch;
};
const iso = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;
const HOUR = 3_600;
const WEEK = 7 * 24 * HOUR;

it("makes a channel that lives an hour unless it says otherwise", async () => {
  const reply = await watch();
  expect(reply.status).toBe(201);
  expect(reply.body.watch[0]).toEqual({
    code: "SUCCESS",
    status: "success",
    message: "Successfully subscribed for actions-watch of the given module",
    details: {
      events: [
        {
          channel_expiry: "2026-03-31T21:00:00+08:00",
          resource_uri: `${running.url}/crm/v8/Deals`,
          resource_id: expect.any(String),
          resource_name: "Deals",
          channel_id: "1000000068001",
        },
      ],
    },
  });
});

it.each([
  { wanted: WEEK, granted: WEEK },
  { wanted: WEEK + 1, granted: HOUR },
])("grants $granted s to a wish of $wanted s", async ({ wanted, granted }) => {
  await watch({ channel_expiry: iso(SMALL_ORG_NOW + wanted) });
  expect(Date.parse(String((await listed())[0]?.channel_expiry))).toBe(
    (SMALL_ORG_NOW + granted) * 1000,
  );
});

it.each([
  [{ events: undefined }, "MANDATORY_NOT_FOUND", { api_name: "events" }],
  [{ notify_url: undefined }, "MANDATORY_NOT_FOUND", { api_name: "notify_url" }],
  [{ channel_id: undefined }, "MANDATORY_NOT_FOUND", { api_name: "channel_id" }],
  [{ channel_id: "abc" }, "INVALID_DATA", { api_name: "channel_id" }],
  [{ channel_id: "99999999999999999999" }, "INVALID_DATA", { api_name: "channel_id" }],
  [{ events: ["Deals.edited"] }, "INVALID_DATA", { json_path: "$.watch[0].events[0]" }],
  [{ events: ["Nowhere.all"] }, "INVALID_DATA", {}],
  [{ token: "x".repeat(51) }, "INVALID_DATA", { api_name: "token", maximum_length: 50 }],
  [{ notify_url: "http://example.com/x" }, "INVALID_DATA", { api_name: "notify_url" }],
  [
    { notify_url: `https://example.com/${"x".repeat(255)}` },
    "INVALID_DATA",
    { maximum_length: 255 },
  ],
  [
    { channel_expiry: "2026-04-01T10:00:00.000+00:00" },
    "INVALID_DATA",
    { api_name: "channel_expiry" },
  ],
  [{ channel_expiry: "2026-03-01T10:00:00+00:00" }, "INVALID_DATA", { api_name: "channel_expiry" }],
  [{ return_affected_field_values: "yes" }, "INVALID_DATA", {}],
])("refuses %j", async (wrong, code, details) => {
  const reply = await watch(wrong);
  expect(reply.status).toBe(400);
  expect(reply.body.watch[0]).toMatchObject({ code, details, status: "error" });
});

it("keeps a channel id exact that was sent as a number", async () => {
  const body = JSON.stringify({ watch: [channel()] }).replace(
    '"1000000068001"',
    "9007199254740993",
  );
  await running.call("POST", path, { body });
  expect((await listed())[0]?.channel_id).toBe("9007199254740993");
});

it("lists a row for each module, to its own user alone", async () => {
  await watch({ events: ["Deals.edit", "Accounts.all"] });
  expect((await listed()).map((row) => [row.resource_name, row.events])).toEqual([
    ["Deals", ["Deals.edit"]],
    ["Accounts", ["Accounts.all"]],
  ]);
  const byModule = await running.call("GET", `${path}?module=Accounts`);
  expect(byModule.body.watch).toHaveLength(1);
  expect(await listed(running.tokenOf("ben"))).toEqual([]);
});

it("changes a channel in part, drops an event, and ends it", async () => {
  await watch({ events: ["Deals.edit", "Deals.create"] });
  const change = (more: object) =>
    running.call("PATCH", path, { body: { watch: [{ channel_id: "1000000068001", ...more }] } });
  const changed = await change({ token: "other" });
  expect(changed.body.watch[0]?.message).toBe("Successfully updated the subscribe details");
  await change({ events: ["Deals.create"], _delete_events: true });
  expect((await listed())[0]).toMatchObject({ token: "other", events: ["Deals.edit"] });
  const ended = await running.call("DELETE", `${path}?channel_ids=1000000068001,5`);
  expect(ended.status).toBe(207);
  expect(ended.body.watch).toMatchObject([
    { code: "SUCCESS", message: "Successfully un-subscribed from actions-watch" },
    { code: "NOT_SUBSCRIBED" },
  ]);
  expect(await listed()).toEqual([]);
  expect((await change({ token: "x" })).body.watch[0]?.code).toBe("NOT_SUBSCRIBED");
});

it("extends a channel by PUT and lets it die in silence otherwise", async () => {
  await watch();
  const { clock } = running.simulator.org;
  clock.advanceMs(59 * 60_000);
  expect((await watch({}, "PUT")).status).toBe(200);
  clock.advanceMs(59 * 60_000);
  expect(await listed(running.tokenOf("ada"))).toHaveLength(1);
  clock.advanceMs(60_000);
  expect(await listed(running.tokenOf("ada"))).toEqual([]);
  expect(
    (
      await running.call("PUT", path, {
        token: running.tokenOf("ada"),
        body: { watch: [channel()] },
      })
    ).body.watch[0]?.code,
  ).toBe("NOT_SUBSCRIBED");
});

it("tells what changed, with values when asked", async () => {
  receiver.url += "?org=7";
  await watch({ return_affected_field_values: true });
  await edit(1, { Stage: "Closed Won", Owner: { id: people.ben } });
  const [got] = await until(
    () => receiver.received,
    (all) => all.length > 0,
  );
  expect(got?.path).toBe("/hook?org=7");
  expect(got?.body).toMatchObject({
    module: "Deals",
    operation: "update",
    ids: [dealId(1)],
    channel_id: "1000000068001",
    token: "secret",
    resource_uri: `${running.url}/crm/v2/Deals`,
    server_time: SMALL_ORG_NOW * 1000,
    query_params: { org: "7" },
  });
  expect(got?.body.affected_fields[0]?.[dealId(1)]).toEqual(
    expect.arrayContaining(["Stage", "Probability", "Owner"]),
  );
  expect(got?.body.affected_values?.[0]).toMatchObject({
    record_id: dealId(1),
    values: {
      Stage: "Closed Won",
      Owner: { name: "Ben Boss", id: people.ben, email: "ben@small.example" },
    },
  });
});

it("tells several records of one kind in one payload", async () => {
  await watch();
  const data = [1, 2, 3].map((number) => ({ id: dealId(number), Next_Step: "call" }));
  await running.call("PUT", "/crm/v8/Deals", { body: { data } });
  const [got] = await until(
    () => receiver.received,
    (all) => all.length > 0,
  );
  expect(got?.body.ids).toEqual([dealId(1), dealId(2), dealId(3)]);
  expect(got?.body.affected_values).toBeUndefined();
});

it("calls create insert, and a deletion's status 0", async () => {
  await watch({ return_affected_field_values: true });
  await running.call("POST", "/crm/v8/Deals", {
    body: { data: [{ Deal_Name: "n", Stage: "Qualification" }] },
  });
  await running.call("DELETE", `/crm/v8/Deals/${dealId(1)}`);
  const all = await until(
    () => receiver.received,
    (seen) => seen.length > 1,
  );
  const deleted = all.find((got) => got.body.operation === "delete");
  expect(all.map((got) => got.body.operation).sort()).toEqual(["delete", "insert"]);
  expect(deleted?.body.affected_fields).toEqual([
    { [dealId(1)]: ["Modified_By", "Record_Status__s"] },
  ]);
  expect(deleted?.body.affected_values?.[0]?.values).toMatchObject({ Record_Status__s: 0 });
});

const condition = (group: object[]) => ({
  notification_condition: [
    {
      type: "field_selection",
      module: { api_name: "Deals" },
      field_selection: { group_operator: "or", group },
    },
  ],
});
const field = (api_name: string) => ({ field: { api_name } });

it("keeps to the fields of its condition", async () => {
  const nested = { group_operator: "or", group: [field("Amount"), field("Closing_Date")] };
  await watch(condition([field("Stage"), nested]));
  await edit(1, { Next_Step: "no" });
  await edit(2, { Closing_Date: "2026-07-01" });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  expect(receiver.received.flatMap((got) => got.body.ids)).toEqual([dealId(2)]);
});

it.each([
  [[field("Stage"), field("Amount"), field("Closing_Date")], "group"],
  [[field("No_Such")], "field"],
])("refuses the condition %j", async (group, apiName) => {
  const reply = await watch(condition(group));
  expect(reply.body.watch[0]).toMatchObject({
    code: "INVALID_DATA",
    details: { api_name: apiName },
  });
});

it("does not tell people of deals they cannot see", async () => {
  const token = running.tokenOf("dan");
  await running.call("POST", path, { token, body: { watch: [channel()] } });
  await edit(1, { Next_Step: "hidden" });
  await edit(2, { Owner: { id: people.dan } });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  expect(receiver.received.flatMap((got) => got.body.ids)).toEqual([dealId(2)]);
});

it("loses, doubles and retries as the switches say", async () => {
  await watch();
  const { behaviour } = running.simulator.org;
  behaviour.notificationLoss = 1;
  await edit(1, { Next_Step: "lost" });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  expect(receiver.received).toHaveLength(0);
  behaviour.notificationLoss = 0;
  behaviour.notificationDuplication = 1;
  await edit(1, { Next_Step: "twice" });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  expect(receiver.received).toHaveLength(2);
  const { body } = await running.control("GET", "/notifications");
  expect(body.deliveries.map((delivery) => delivery.outcome)).toEqual(["lost", 200, 200]);
});

it("does not try again by itself, and five times when switched on", async () => {
  const failing = await receiveNotifications(503);
  await watch({ notify_url: failing.url });
  await edit(1, { Next_Step: "a" });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  expect(failing.received).toHaveLength(1);
  running.simulator.org.behaviour.notificationRetries = 5;
  await edit(1, { Next_Step: "b" });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  expect(failing.received).toHaveLength(7);
  await failing.stop();
});

it("never posts to another machine", async () => {
  await watch({ notify_url: "https://hooks.example.com/zoho" });
  await edit(1, { Next_Step: "x" });
  await until(() => running.simulator.notifier.isIdle(), Boolean);
  const { body } = await running.control("GET", "/notifications");
  expect(body.deliveries.map((delivery) => delivery.outcome)).toEqual(["not_loopback"]);
});
