import { afterEach, beforeEach, expect, it } from "vitest";
import { ACME, aDeal, dealId, GLOBEX, people } from "../src/crm/small-org.builder.ts";
import { type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const deal = `/crm/v8/Deals/${dealId(1)}`;
const edit = (values: object, path = deal) =>
  running.call("PUT", path, { body: { data: [values] } });
const history = "fields=Stage,Moved_To__s,Modified_Time,Stage_Duration_Calendar_Days";

it("shows the visits of a deal, past and new, as its related list", async () => {
  await edit({ Stage: "Closed Won" });
  const reply = await running.call("GET", `${deal}/Stage_History?${history}&sort_by=Modified_Time`);
  expect(
    reply.body.data.map((row) => [row.Stage, row.Moved_To__s, row.Stage_Duration_Calendar_Days]),
  ).toEqual([
    ["Closed Won", null, null],
    ["Qualification", "Closed Won", 5],
    ["Id. Decision Makers", "Qualification", 15],
    ["Qualification", "Id. Decision Makers", 10],
  ]);
  const none = await running.call("GET", `${deal}/Stage_History`);
  expect(none.body).toMatchObject({ code: "REQUIRED_PARAM_MISSING" });
});

it("keeps the module of visits up with every change", async () => {
  const count = async () =>
    (await running.coql("select COUNT(id) as n from DealHistory where id is not null")).body.data[0]
      ?.n;
  expect(await count()).toBe(3);
  await edit({ Stage: "Closed Won" });
  await edit({ Next_Step: "no visit" });
  await running.call("POST", "/crm/v8/Deals", {
    body: { data: [{ Deal_Name: "n", Stage: "Qualification" }] },
  });
  expect(await count()).toBe(5);
  await running.call("DELETE", deal);
  const rows = await running.call("GET", "/crm/v8/DealHistory?fields=Potential_Name,Stage");
  expect(rows.body.data.filter((row) => row.Potential_Name === null)).toHaveLength(4);
});

it("asks for all modules' scope on the module of visits", async () => {
  const call = (scopes: string[]) =>
    running.call("GET", "/crm/v8/DealHistory?fields=Stage", {
      token: running.tokenOf("ada", scopes),
    });
  expect((await call(["ZohoCRM.modules.deals.READ"])).body.code).toBe("OAUTH_SCOPE_MISMATCH");
  expect((await call(["ZohoCRM.modules.READ"])).status).toBe(200);
});

it("tells who changed what from where, newest first", async () => {
  running.simulator.org.clock.advanceMs(60_000);
  await edit({ Stage: "Closed Won", Next_Step: "invoice" });
  await running.control("POST", "/records/Deals", {
    action: "update",
    id: dealId(1),
    values: { Next_Step: "paid" },
    user: people.ben,
    source: "crm_mobile",
  });
  const reply = await running.call("GET", `${deal}/__timeline`);
  const [newest, second] = reply.body.__timeline;
  expect(newest).toMatchObject({
    action: "updated",
    source: "crm_mobile",
    done_by: { name: "Ben Boss", id: people.ben, profile: { name: "Standard" } },
    record: { id: dealId(1), name: "Deal 1", module: { api_name: "Deals" } },
    field_history: [{ api_name: "Next_Step", _value: { old: "invoice", new: "paid" } }],
  });
  expect(second).toMatchObject({ source: "crm_api", audited_time: "2026-03-31T20:01:00+08:00" });
  expect(second?.field_history).toContainEqual(
    expect.objectContaining({
      api_name: "Stage",
      _value: { old: "Qualification", new: "Closed Won" },
    }),
  );
  expect(reply.body.__timeline).toHaveLength(5);
});

it("lets a timeline's page token expire after a day", async () => {
  await edit({ Next_Step: "x" });
  const first = await running.call("GET", `${deal}/__timeline?per_page=3`);
  const next = `${deal}/__timeline?per_page=3&page_token=${first.body.info.next_page_token}`;
  running.simulator.org.clock.advanceMs(86_400_000);
  const late = await running.call("GET", next, { token: running.tokenOf("ada") });
  expect(late).toMatchObject({ status: 400, body: { code: "EXPIRED_VALUE" } });
});

it("pages and filters the timeline", async () => {
  await edit({ Next_Step: "x" });
  const first = await running.call("GET", `${deal}/__timeline?per_page=3`);
  expect(first.body.info).toMatchObject({ count: 3, more_records: true });
  const rest = await running.call(
    "GET",
    `${deal}/__timeline?per_page=3&page_token=${first.body.info.next_page_token}`,
  );
  expect(rest.body.__timeline).toHaveLength(1);
  const filter = { field: { api_name: "source" }, comparator: "equal", value: "crm_api" };
  const filtered = await running.call(
    "GET",
    `${deal}/__timeline?filters=${encodeURIComponent(JSON.stringify(filter))}`,
  );
  expect(filtered.body.__timeline).toHaveLength(1);
});

it("restores a record under its old id, its Modified_Time untouched", async () => {
  await running.call("DELETE", deal);
  running.simulator.org.clock.advanceMs(60_000);
  const bin = await running.call("GET", "/crm/v8/settings/recycle_bin");
  expect(bin.body.recycle_bin[0]).toMatchObject({ id: dealId(1), display_name: "Deal 1" });
  expect((await running.call("GET", "/crm/v8/settings/recycle_bin/actions/count")).body.count).toBe(
    1,
  );
  const restore = `/crm/v8/settings/recycle_bin/${dealId(1)}/actions/restore`;
  expect((await running.call("POST", restore)).status).toBe(200);
  expect((await running.call("POST", restore)).status).toBe(400);
  const read = await running.call("GET", `${deal}?fields=Modified_Time`);
  expect(read.body.data[0]?.Modified_Time).toBe("2026-03-01T20:02:00+08:00");
  expect((await running.call("GET", "/crm/v8/Deals/deleted?type=all")).status).toBe(204);
  const timeline = await running.call("GET", `${deal}/__timeline?per_page=1`);
  expect(timeline.body.__timeline[0]?.action).toBe("restored");
});

it("moves Modified_Time on restore when switched so", async () => {
  running.simulator.org.behaviour.restoreBumpsModifiedTime = true;
  await running.call("DELETE", deal);
  await running.call("POST", "/crm/v8/settings/recycle_bin/actions/restore", {
    body: { recycle_bin: [{ ids: [dealId(1)] }] },
  });
  const read = await running.call("GET", `${deal}?fields=Modified_Time`);
  expect(read.body.data[0]?.Modified_Time).toBe("2026-03-31T20:00:00+08:00");
});

it("empties the bin for good", async () => {
  await running.call("DELETE", deal);
  expect((await running.call("POST", "/crm/v8/settings/recycle_bin/actions/empty")).status).toBe(
    202,
  );
  expect((await running.call("GET", "/crm/v8/settings/recycle_bin")).status).toBe(204);
  const listed = await running.call("GET", "/crm/v8/Deals/deleted?type=permanent");
  expect(listed.body.data).toMatchObject([{ id: dealId(1), display_name: null }]);
});

it("merges: the loser is deleted, its values and children move, the winner is stamped", async () => {
  await running.call("PUT", `/crm/v8/Deals/${dealId(2)}`, {
    body: { data: [{ Next_Step: "from two" }] },
  });
  running.simulator.org.clock.advanceMs(60_000);
  const body = { merge: [{ data: [{ id: dealId(2), _fields: [{ api_name: "Next_Step" }] }] }] };
  expect((await running.call("POST", `${deal}/actions/merge`, { body })).status).toBe(200);
  const read = await running.call("GET", `${deal}?fields=Next_Step,Modified_Time`);
  expect(read.body.data[0]).toMatchObject({
    Next_Step: "from two",
    Modified_Time: "2026-03-31T20:01:00+08:00",
  });
  const deleted = await running.call("GET", "/crm/v8/Deals/deleted?type=recycle");
  expect(deleted.body.data.map((row) => row.id)).toEqual([dealId(2)]);
  const timeline = await running.call("GET", `${deal}/__timeline?per_page=1`);
  expect(timeline.body.__timeline[0]).toMatchObject({
    action: "find_and_merge_duplicate",
    source: "findandmerge",
  });

  const accounts = { merge: [{ data: [{ id: ACME }] }] };
  await running.call("POST", `/crm/v8/Accounts/${GLOBEX}/actions/merge`, { body: accounts });
  const moved = await running.call("GET", `/crm/v8/Deals/${dealId(3)}?fields=Account_Name`);
  expect(moved.body.data[0]?.Account_Name).toEqual({ name: "Globex, Inc", id: GLOBEX });
});

it("points nowhere once the account is gone", async () => {
  await running.call("DELETE", `/crm/v8/Accounts/${ACME}`);
  const read = await running.call("GET", `${deal}?fields=Account_Name`);
  expect(read.body.data[0]?.Account_Name).toBeNull();
});

it("remembers every change for the tests to ask", async () => {
  await edit({ Next_Step: "x" });
  await running.call("DELETE", deal);
  const { body } = await running.control("GET", `/records/Deals/changes?record_id=${dealId(1)}`);
  expect(body.changes.map((change) => [change.action, change.by, change.source])).toEqual([
    ["updated", people.ada, "crm_api"],
    ["deleted", people.ada, "crm_api"],
  ]);
  expect(body.changes[0]?.fields).toContainEqual({ field: "Next_Step", old: null, new: "x" });
});

it("does not know the past of a deal that is not the seed's", async () => {
  await running.stop();
  running = await startSmallOrg({ deals: [aDeal(7)] });
  const reply = await running.call("GET", `/crm/v8/Deals/${dealId(7)}/Stage_History?fields=Stage`);
  expect(reply.status).toBe(204);
});
