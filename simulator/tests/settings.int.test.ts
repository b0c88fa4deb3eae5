import { afterAll, beforeAll, expect, it } from "vitest";
import { LAYOUT, people, SECOND_LAYOUT } from "../src/crm/small-org.builder.ts";
import { type Row, type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
beforeAll(async () => {
  running = await startSmallOrg();
});
afterAll(() => running.stop());

const get = (path: string) => running.call("GET", `/crm/v8${path}`);
const listOf = async (path: string, key: string): Promise<Row[]> => {
  const { status, body } = await get(path);
  expect(status).toBe(200);
  return body[key] as Row[];
};

it("tells the organisation", async () => {
  const [org] = await listOf("/org", "org");
  expect(org).toMatchObject({
    zgid: "700000001",
    type: "production",
    iso_code: "SGD",
    time_zone: "Asia/Singapore",
    mc_status: true,
    license_details: { paid_type: "enterprise", users_license_purchased: 5 },
    hierarchy_preferences: { type: "Role_Hierarchy", strictly_reporting: false },
  });
});

it.each([
  ["AllUsers", ["Ada", "Ben", "Cleo", "Dan", "Eve"]],
  ["ActiveUsers", ["Ada", "Ben", "Cleo", "Dan"]],
  ["DeactiveUsers", ["Eve"]],
  ["AdminUsers", ["Ada"]],
  ["CurrentUser", ["Ada"]],
])("lists %s", async (type, names) => {
  const users = await listOf(`/users?type=${type}`, "users");
  expect(users.map((user) => user.first_name)).toEqual(names);
});

it("pages users and says 204 past the last", async () => {
  const second = await get("/users?type=AllUsers&page=2&per_page=2");
  expect(second.body.users.map((user) => user.first_name)).toEqual(["Cleo", "Dan"]);
  expect(second.body.info).toEqual({ per_page: 2, count: 2, page: 2, more_records: true });
  expect((await get("/users?type=AllUsers&page=4&per_page=2")).status).toBe(204);
  expect((await get("/users?type=Some")).body).toMatchObject({
    code: "INVALID_DATA",
    details: { param_name: "type" },
  });
});

it("tells one user, and nothing of one nobody knows", async () => {
  const [cleo] = await listOf(`/users/${people.cleo}`, "users");
  expect(cleo).toMatchObject({
    full_name: "Cleo Closer",
    zuid: "700003",
    role: { name: "Rep" },
    profile: { name: "Standard" },
    status: "active",
    time_zone: "Europe/Paris",
    Reporting_To: { name: "Ben Boss", id: people.ben },
  });
  expect((await get("/users/4000000000001000099")).status).toBe(204);
});

it("tells roles as a tree and profiles", async () => {
  const roles = await listOf("/settings/roles", "roles");
  expect(roles[0]).toMatchObject({ name: "Chief", reporting_to: null });
  expect(roles[1]).toMatchObject({ reporting_to: { name: "Chief", id: roles[0]?.id } });
  const profiles = await listOf("/settings/profiles", "profiles");
  expect(profiles.map((profile) => profile.name)).toEqual(["Administrator", "Standard"]);
});

it("tells fields with options whose texts differ", async () => {
  const fields = await listOf("/settings/fields?module=Deals&type=all", "fields");
  const stage = fields.find((field) => field.api_name === "Stage");
  expect(stage).toMatchObject({
    data_type: "picklist",
    json_type: "string",
    system_mandatory: true,
    operation_type: { api_create: true, api_update: true },
    history_tracking: { module: { api_name: "DealHistory" } },
  });
  expect(stage?.pick_list_values).toContainEqual({
    id: expect.any(String),
    display_value: "Identify Decision Makers",
    actual_value: "Id. Decision Makers",
    reference_value: "Identify Decision Makers",
    sequence_number: 2,
    colour_code: null,
    type: "used",
    probability: 60,
    deal_category: "Open",
    forecast_type: "Open",
    forecast_category: { name: "Pipeline", id: expect.any(String) },
  });
  expect(fields.find((field) => field.api_name === "Owner")).toMatchObject({
    field_read_only: true,
    operation_type: { api_update: true },
  });
  expect(fields.find((field) => field.api_name === "Modified_Time")).toMatchObject({
    operation_type: { api_update: false },
  });
});

it.each([
  ["/settings/fields", "REQUIRED_PARAM_MISSING", { param_name: "module" }],
  ["/settings/fields?module=Nowhere", "INVALID_MODULE", {}],
  ["/settings/pipeline", "REQUIRED_PARAM_MISSING", { param_name: "layout_id" }],
  ["/settings/pipeline?layout_id=1", "INVALID_DATA", { param_name: "layout_id" }],
  ["/settings/modules?status=odd", "INVALID_DATA", { param_name: "status" }],
  ["/settings/modules/Nowhere", "INVALID_MODULE", {}],
])("refuses %s", async (path, code, details) => {
  expect(await get(path)).toMatchObject({ status: 400, body: { code, details } });
});

it("tells layouts with what they require", async () => {
  const layouts = await listOf("/settings/layouts?module=Deals", "layouts");
  expect(layouts.map((layout) => layout.id)).toEqual([LAYOUT, SECOND_LAYOUT]);
  const sections = (layouts[0]?.sections ?? []) as { fields: Row[] }[];
  const required = sections.flatMap(({ fields }) => fields.filter((field) => field.required));
  expect(required.map((field) => field.api_name)).toEqual(["Deal_Name", "Stage", "Closing_Date"]);
  const rep = await running.call("GET", "/crm/v8/settings/layouts?module=Deals", {
    token: running.tokenOf("cleo"),
  });
  expect((rep.body.layouts as Row[])[0]?.profiles).toBeNull();
});

it("tells pipelines in their own order, without probabilities", async () => {
  const pipelines = await listOf(`/settings/pipeline?layout_id=${LAYOUT}`, "pipeline");
  const maps = pipelines.map((pipeline) => pipeline.maps as Row[]);
  expect(maps[1]?.map((stage) => [stage.sequence_number, stage.actual_value])).toEqual([
    [1, "Renewal Due"],
    [2, "Closed Won"],
  ]);
  expect(maps[0]?.[0]).not.toHaveProperty("probability");
  const wonIds = maps.map(
    (stages) => stages.find((stage) => stage.actual_value === "Closed Won")?.id,
  );
  expect(wonIds[0]).toBe(wonIds[1]);
  expect((await get(`/settings/pipeline?layout_id=${SECOND_LAYOUT}`)).status).toBe(204);
  expect((await get(`/settings/pipeline/99?layout_id=${LAYOUT}`)).status).toBe(204);
});

it("tells stages with probabilities where nobody documented it", async () => {
  const stages = await listOf("/settings/stages?module=Deals", "stages");
  expect(stages.map((stage) => stage.probability)).toEqual([10, 60, 50, 100, 0]);
});

it("tells rates as text with nine places", async () => {
  const currencies = await listOf("/org/currencies", "currencies");
  expect(
    currencies.map((currency) => [currency.iso_code, currency.exchange_rate, currency.is_base]),
  ).toEqual([
    ["SGD", "1.000000000", true],
    ["USD", "0.780000000", false],
  ]);
});

it("lists modules, the stage tracker among them", async () => {
  const modules = await listOf("/settings/modules", "modules");
  expect(modules.find((module) => module.api_name === "DealHistory")).toMatchObject({
    generated_type: "field_tracker",
    status: "system_hidden",
  });
  const visible = await listOf("/settings/modules?status=visible", "modules");
  expect(visible.map((module) => module.api_name)).not.toContain("DealHistory");
  const [deals] = await listOf("/settings/modules/Deals", "modules");
  expect(deals).toMatchObject({
    api_name: "Deals",
    related_lists: [{ api_name: "Stage_History" }],
  });
});

it("tells the sharing defaults", async () => {
  const sharing = await listOf("/settings/data_sharing", "data_sharing");
  expect(sharing.map((entry) => [(entry.module as Row).api_name, entry.share_type])).toEqual([
    ["Deals", "private"],
    ["Accounts", "public_read_only"],
    ["Contacts", "private"],
  ]);
});

it("has no currencies where multi-currency is off", async () => {
  await running.control("PATCH", "/org", { mc_status: false });
  expect(await get("/org/currencies")).toMatchObject({
    status: 403,
    body: { code: "CURRENCIES_NOT_ENABLED", message: "Multi currency is not enabled" },
  });
  await running.control("PATCH", "/behaviour", { currenciesOffAnswer: "FEATURE_NOT_ENABLED" });
  expect(await get("/org/currencies")).toMatchObject({
    status: 400,
    body: { code: "FEATURE_NOT_ENABLED" },
  });
  const fields = await listOf("/settings/fields?module=Deals", "fields");
  const names = fields.map((field) => field.api_name);
  expect(names).not.toContain("Currency");
  expect(names).not.toContain("Exchange_Rate");
  const deals = await get("/Deals?fields=Deal_Name,Currency");
  expect(deals.body.data[0]).not.toHaveProperty("Currency");
  await running.control("PATCH", "/org", { mc_status: true });
});
