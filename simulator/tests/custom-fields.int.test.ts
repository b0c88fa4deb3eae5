import { afterEach, beforeEach, expect, it } from "vitest";
import { dealId } from "../src/crm/small-org.builder.ts";
import { type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeEach(async () => {
  running = await startSmallOrg();
});
afterEach(() => running.stop());

const create = (...fields: object[]) =>
  running.call("POST", "/crm/v8/settings/fields?module=Deals", { body: { fields } });

it("makes fields whose names come from their labels, and keeps their values", async () => {
  const reply = await create(
    { field_label: "Sync Key!", data_type: "text", length: 100 },
    {
      field_label: "Risk",
      data_type: "picklist",
      pick_list_values: [{ display_value: "Low" }, { display_value: "High", actual_value: "H" }],
    },
  );
  expect(reply.status).toBe(201);
  expect(reply.body.fields[0]).toMatchObject({ code: "SUCCESS", message: "field created" });
  const row = { Sync_Key: "a", Risk: "H" };
  await running.call("PUT", `/crm/v8/Deals/${dealId(1)}`, { body: { data: [row] } });
  const read = await running.call("GET", `/crm/v8/Deals/${dealId(1)}?fields=Sync_Key,Risk`);
  expect(read.body.data[0]).toEqual({ id: dealId(1), ...row });
  const other = await running.call("GET", `/crm/v8/Deals/${dealId(2)}?fields=Sync_Key`);
  expect(other.body.data[0]).toEqual({ id: dealId(2), Sync_Key: null });
  expect((await running.coql("select Risk from Deals where Risk = 'H'")).body.data).toHaveLength(1);
});

it.each([
  [{ data_type: "text" }, "MANDATORY_NOT_FOUND", { api_name: "field_label" }],
  [{ field_label: "A" }, "MANDATORY_NOT_FOUND", { api_name: "data_type" }],
  [{ field_label: "A", data_type: "magic" }, "INVALID_DATA", { api_name: "data_type" }],
  [{ field_label: "Stage", data_type: "text" }, "DUPLICATE_DATA", { api_name: "field_label" }],
  [{ field_label: "x".repeat(51), data_type: "text" }, "INVALID_DATA", { maximum_length: 50 }],
  [{ field_label: "A", data_type: "text", length: 256 }, "INVALID_DATA", { maximum_length: 255 }],
  [{ field_label: "Tag", data_type: "text" }, "RESERVED_KEYWORD_NOT_ALLOWED", {}],
  [
    { field_label: "A", data_type: "picklist" },
    "EXPECTED_FIELD_MISSING",
    { api_name: "pick_list_values" },
  ],
  [{ field_label: "A", data_type: "lookup" }, "DEPENDENT_FIELD_MISSING", { api_name: "lookup" }],
])("refuses %j", async (field, code, details) => {
  const reply = await create(field);
  expect(reply.status).toBe(400);
  expect(reply.body.fields[0]).toMatchObject({ code, details });
});

it("makes five at a time, at ten credits each", async () => {
  const fields = Array.from({ length: 6 }, (_, i) => ({
    field_label: `F ${i}`,
    data_type: "date",
  }));
  expect((await create(...fields)).body.fields[0]).toMatchObject({
    code: "LIMIT_EXCEEDED",
    details: { limit: 5 },
  });
  const before = running.simulator.credits.used();
  expect((await create(...fields.slice(0, 5))).status).toBe(201);
  expect(running.simulator.credits.used() - before).toBe(50);
});

it("changes options and removes custom fields only", async () => {
  const all = await running.call("GET", "/crm/v8/settings/fields?module=Deals");
  const idOf = (name: string) => all.body.fields.find((field) => field.api_name === name)?.id;
  const path = (name: string) => `/crm/v8/settings/fields/${idOf(name)}?module=Deals`;
  const options = [{ display_value: "East", actual_value: "East" }];
  const changed = await running.call("PATCH", path("Regions"), {
    body: { fields: [{ pick_list_values: options }] },
  });
  expect(changed.status).toBe(200);
  const one = await running.call("GET", path("Regions"));
  expect(one.body.fields[0]?.pick_list_values).toMatchObject(options);
  expect((await running.call("DELETE", path("Stage"))).body.fields[0]?.code).toBe("NOT_ALLOWED");
  expect((await running.call("DELETE", path("Regions"))).status).toBe(200);
  expect((await running.call("GET", path("Regions"))).status).toBe(204);
});

it("keeps variables as text", async () => {
  const path = "/crm/v8/settings/variables";
  expect((await running.call("GET", path)).status).toBe(204);
  const made = await running.call("POST", path, {
    body: { variables: [{ name: "Sync Cursor", type: "integer", value: 5 }, { name: "x" }] },
  });
  expect(made.status).toBe(207);
  const read = await running.call("GET", `${path}/Sync_Cursor`);
  expect(read.body.variables).toMatchObject([{ api_name: "Sync_Cursor", value: "5" }]);
  await running.call("PUT", `${path}/Sync_Cursor`, { body: { variables: [{ value: "6" }] } });
  const all = await running.call("GET", path);
  expect(all.body.variables).toMatchObject([{ value: "6" }]);
  await running.call("DELETE", `${path}/Sync_Cursor`);
  expect((await running.call("GET", path)).status).toBe(204);
});
