import { afterEach, beforeEach, expect, it } from "vitest";
import { dealId, people } from "../src/crm/small-org.builder.ts";
import { type Row, type Running, startSmallOrg, until } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const deal = `/crm/v8/Deals/${dealId(1)}`;
const edit = (values: object) => running.call("PUT", deal, { body: { data: [values] } });
const ALL_DEALS = "5725767000000087501";

it("refuses changes of a locked record until the lock is lifted", async () => {
  const locks = `${deal}/Locking_Information__s`;
  expect((await running.call("GET", locks)).status).toBe(204);
  const body = { data: [{ Locked_Reason__s: "audit" }] };
  expect((await running.call("POST", locks, { body })).status).toBe(201);
  const refused = {
    status: 400,
    body: { data: [{ code: "RECORD_LOCKED", details: { action: "record_locking" } }] },
  };
  expect(await edit({ Next_Step: "x" })).toMatchObject(refused);
  expect(await running.call("DELETE", deal)).toMatchObject(refused);
  expect(await running.call("POST", locks, { body })).toMatchObject(refused);
  const read = await running.call("GET", `${deal}?fields=Locked__s`);
  expect(read.body.data[0]?.Locked__s).toBe(true);
  const [lock] = (await running.call("GET", locks)).body.data;
  expect(lock).toMatchObject({ Locked_Reason__s: "audit", Locked_By__s: { id: people.ada } });
  expect((await running.call("DELETE", `${locks}/${lock?.id}`)).status).toBe(200);
  expect((await edit({ Next_Step: "x" })).status).toBe(200);
});

it("guards a stage by blueprint and moves it by transition", async () => {
  const blueprint = `${deal}/actions/blueprint`;
  expect((await running.call("GET", blueprint)).body).toMatchObject({
    code: "RECORD_NOT_IN_PROCESS",
  });
  await running.control("PUT", "/schema/Deals/blueprint", { stages: ["Qualification"] });
  expect(await edit({ Stage: "Closed Won" })).toMatchObject({
    status: 400,
    body: { data: [{ code: "RECORD_IN_BLUEPRINT", message: "The record is in blue print" }] },
  });
  expect((await edit({ Next_Step: "free" })).status).toBe(200);
  const { body } = await running.call("GET", blueprint);
  const { transitions } = body.blueprint as { transitions: Row[] };
  expect(transitions.map((transition) => transition.next_field_value)).toEqual([
    "Identify Decision Makers",
    "Closed Won",
    "Closed Lost",
  ]);
  const move = (transition_id: string) =>
    running.call("PUT", blueprint, {
      body: { blueprint: [{ transition_id, data: { Notes: "go" } }] },
    });
  expect((await move("1")).body).toMatchObject({
    code: "INVALID_DATA",
    message: "invalid transition",
  });
  expect((await move(transitions[1]?.id ?? "")).status).toBe(200);
  const read = await running.call("GET", `${deal}?fields=Stage`);
  expect(read.body.data[0]?.Stage).toBe("Closed Won");
});

it("hands records over at once", async () => {
  const body = { ids: [dealId(1), dealId(2), "4000000999000000001"], owner: { id: people.dan } };
  const many = await running.call("POST", "/crm/v8/Deals/actions/change_owner", { body });
  expect(many.status).toBe(207);
  const one = await running.call("POST", `${deal}/actions/change_owner`, {
    body: { owner: { id: people.ben } },
  });
  expect(one.status).toBe(200);
  const read = await running.call(
    "GET",
    `/crm/v8/Deals?fields=Owner&ids=${dealId(1)},${dealId(2)}`,
  );
  expect(read.body.data.map((row) => (row.Owner as Row).id)).toEqual([people.dan, people.ben]);
});

it("updates all records of a view by a job, one at a time", async () => {
  const path = "/crm/v8/Deals/actions/mass_update";
  const body = { data: [{ Next_Step: "mass" }], cvid: ALL_DEALS };
  const first = await running.call("POST", path, { body });
  expect(first).toMatchObject({ status: 200, body: { data: [{ code: "SUCCESS" }] } });
  const second = await running.call("POST", path, { body });
  expect(second).toMatchObject({ status: 400, body: { data: [{ code: "ALREADY_SCHEDULED" }] } });
  const job = first.body.data[0]?.details.job_id;
  const done = await until(
    () => running.call("GET", `${path}?job_id=${job}`),
    (reply) => reply.body.data[0]?.Status === "COMPLETED",
  );
  expect(done.body.data[0]).toMatchObject({ Total_Count: 5, Updated_Count: 5, Failed_Count: 0 });
  const { body: history } = await running.control("GET", "/records/Deals/changes");
  expect(new Set(history.changes.map((change) => change.source))).toEqual(new Set(["mass_update"]));
});

it("deletes all records of a view by a job", async () => {
  const path = "/crm/v8/Deals/actions/mass_delete";
  const made = await running.call("POST", path, { body: { cvid: ALL_DEALS } });
  const job = made.body.data[0]?.details.job_id;
  await until(
    () => running.call("GET", `${path}?job_id=${job}`),
    (reply) => reply.body.data[0]?.status === "COMPLETED",
  );
  expect((await running.call("GET", "/crm/v8/Deals/actions/count")).body.count).toBe(0);
});

it("clones what may be copied", async () => {
  await edit({ External_Key: "only one", Next_Step: "copy me" });
  const made = await running.call("POST", `${deal}/actions/clone`);
  expect(made.status).toBe(201);
  const read = await running.call("GET", `/crm/v8/Deals/${made.body.data[0]?.details.id}`);
  expect(read.body.data[0]).toMatchObject({ Next_Step: "copy me", External_Key: null });
});

it("moves the deals of a pipeline to another in the background", async () => {
  const { pipelines, fields } = running.simulator.org;
  const [from, to] = pipelines;
  const stageId = (name: string) =>
    fields.Deals.get("Stage")?.pick_list_values.find((option) => option.actual_value === name)?.id;
  const body = {
    transfer_pipeline: [
      {
        pipeline: { from: from?.id, to: to?.id },
        stages: [{ from: stageId("Qualification"), to: stageId("Renewal Due") }],
      },
    ],
  };
  const path = `/crm/v8/settings/pipeline/actions/transfer?layout_id=${from?.layout_id}`;
  expect((await running.call("POST", path, { body })).status).toBe(200);
  const moved = await until(
    () => running.call("GET", "/crm/v8/Deals?fields=Stage,Pipeline"),
    (reply) => reply.body.data.every((row) => row.Pipeline === "Renewals"),
  );
  expect(new Set(moved.body.data.map((row) => row.Stage))).toEqual(new Set(["Renewal Due"]));
});
