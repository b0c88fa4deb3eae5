import { expect, it } from "vitest";
import { refusal, scriptedZoho } from "./scripted-zoho.ts";
import type { CallOptions } from "./zoho-client.ts";

const options: CallOptions = { purpose: "metadata" };

it("reads the organisation", async () => {
  const { client } = scriptedZoho([
    {
      body: {
        org: [
          {
            id: "1",
            zgid: "60012345678",
            company_name: "Harbour",
            type: "production",
            time_zone: "Asia/Singapore",
            iso_code: "SGD",
            mc_status: true,
            license_details: { paid_type: "enterprise", users_license_purchased: 24 },
            hierarchy_preferences: { type: "Role_Hierarchy", strictly_reporting: false },
            unheard_of: {},
          },
        ],
      },
    },
  ]);
  expect((await client.org(options)).value).toEqual({
    orgId: "60012345678",
    companyName: "Harbour",
    kind: "production",
    timeZone: "Asia/Singapore",
    countryCode: null,
    homeCurrency: "SGD",
    multiCurrency: true,
    edition: "enterprise",
    userLicences: 24,
    hierarchy: "roles",
  });
});

it("reads all pages of users, and both ways of naming a superior", async () => {
  const user = (id: string, more: object) => ({ id, full_name: `User ${id}`, ...more });
  const { client, requests } = scriptedZoho([
    {
      body: {
        users: [
          user("1", { status: "active", role: { id: "9", name: "CEO" }, Reporting_To: null }),
          user("2", { status: "inactive", Reporting_To: { id: "1", name: "User 1" } }),
        ],
        info: { more_records: true },
      },
    },
    {
      body: {
        users: [
          user("3", { status: "active", Reporting_To: "2" }),
          user("4", { Reporting_To: "Boss" }),
        ],
        info: { more_records: false },
      },
    },
  ]);
  const { value } = await client.users(options);
  expect(value.map(({ id, isActive, reportingToId }) => [id, isActive, reportingToId])).toEqual([
    ["1", true, null],
    ["2", false, "1"],
    ["3", true, "2"],
    ["4", false, null],
  ]);
  expect(value[0]).toMatchObject({ roleId: "9", roleName: "CEO" });
  expect(requests.map((request) => request.query.get("page"))).toEqual(["1", "2"]);
  expect(requests[0]?.query.get("type")).toBe("AllUsers");
});

it("reads whose token it is", async () => {
  const { client, requests } = scriptedZoho([
    { body: { users: [{ id: "7", zuid: 60012, email: "a@b.example" }] } },
  ]);
  expect((await client.currentUser(options)).value).toMatchObject({ id: "7", zuid: "60012" });
  expect(requests[0]?.query.get("type")).toBe("CurrentUser");
});

it("reads fields with their options, trusting operation_type over read-only flags", async () => {
  const { client } = scriptedZoho([
    {
      body: {
        fields: [
          {
            id: "1",
            api_name: "Stage",
            field_label: "Stage",
            data_type: "picklist",
            field_read_only: true,
            read_only: false,
            operation_type: { api_update: true },
            pick_list_values: [
              {
                id: "5",
                display_value: "Identify Decision Makers",
                actual_value: "Id. Decision Makers",
                reference_value: "Identify Decision Makers",
                sequence_number: 5,
                type: "used",
                probability: 60,
                forecast_type: "Open",
                forecast_category: { id: "3", name: "Pipeline" },
              },
              { actual_value: "Old", type: "unused" },
            ],
          },
          { api_name: "Formula", read_only: true },
        ],
      },
    },
  ]);
  const { value } = await client.fields("Deals", options);
  expect(value[0]).toMatchObject({ apiName: "Stage", dataType: "picklist", apiWritable: true });
  expect(value[0]?.options).toMatchObject([
    {
      displayValue: "Identify Decision Makers",
      actualValue: "Id. Decision Makers",
      probability: 60,
      forecastType: "open",
      forecastCategory: "Pipeline",
      inUse: true,
    },
    { displayValue: "Old", inUse: false, probability: null },
  ]);
  expect(value[1]).toMatchObject({ apiName: "Formula", apiWritable: false, options: [] });
});

it("reads layouts and the pipelines of one, stages in their own order", async () => {
  const { client, requests } = scriptedZoho([
    {
      body: {
        layouts: [
          {
            id: "8",
            name: "Standard",
            status: "active",
            profiles: null,
            sections: [
              { fields: [{ api_name: "Closing_Date", required: true }, { api_name: "Type" }] },
            ],
          },
        ],
      },
    },
    {
      body: {
        pipeline: [
          {
            id: "1",
            display_value: "Standard (Standard)",
            actual_value: "Standard (Standard)",
            default: true,
            maps: [
              { id: "b", actual_value: "Won", sequence_number: 2, forecast_type: "Closed Won" },
              { id: "a", actual_value: "Open", sequence_number: 1, forecast_type: "Open" },
            ],
          },
        ],
      },
    },
  ]);
  const layouts = await client.layouts("Deals", options);
  expect(layouts.value).toEqual([
    {
      id: "8",
      name: "Standard",
      isActive: true,
      fields: [
        { apiName: "Closing_Date", required: true },
        { apiName: "Type", required: false },
      ],
    },
  ]);
  const pipelines = await client.pipelines("8", options);
  expect(
    pipelines.value[0]?.stages.map((stage) => [stage.actualValue, stage.forecastType]),
  ).toEqual([
    ["Open", "open"],
    ["Won", "won"],
  ]);
  expect(requests[1]?.query.get("layout_id")).toBe("8");
});

it("reads rates as exact text", async () => {
  const { client } = scriptedZoho([
    {
      body: {
        currencies: [
          { iso_code: "SGD", exchange_rate: "1.000000000", is_base: true, is_active: true },
          {
            iso_code: "USD",
            exchange_rate: "0.742318905",
            is_base: false,
            is_active: true,
            format: { decimal_places: "2" },
          },
          { iso_code: "XXX", exchange_rate: "soon" },
        ],
      },
    },
  ]);
  const { value } = await client.currencies(options);
  expect(value?.map(({ isoCode, rate }) => [isoCode, rate])).toEqual([
    ["SGD", "1"],
    ["USD", "0.742318905"],
    ["XXX", null],
  ]);
  expect(value?.[1]).toMatchObject({ decimalPlaces: 2 });
});

it.each([
  [403, "CURRENCIES_NOT_ENABLED"],
  [400, "FEATURE_NOT_ENABLED"],
])("takes HTTP %d %s for an organisation with one currency", async (status, code) => {
  const { client } = scriptedZoho([{ status, body: refusal(code) }]);
  expect((await client.currencies(options)).value).toBeNull();
});

it("does not take a refused permission for an organisation with one currency", async () => {
  const { client } = scriptedZoho([{ status: 403, body: refusal("NO_PERMISSION") }]);
  await expect(client.currencies(options)).rejects.toMatchObject({ kind: "permission" });
});

it("reads roles, profiles and sharing defaults", async () => {
  const { client } = scriptedZoho([
    {
      path: "/crm/v8/settings/roles",
      body: { roles: [{ id: "1", name: "CEO", reporting_to: null, share_with_peers: false }] },
    },
    {
      path: "/crm/v8/settings/profiles",
      body: {
        profiles: [{ id: "2", name: "Administrator", custom: false, type: "normal_profile" }],
      },
    },
    {
      path: "/crm/v8/settings/data_sharing",
      body: {
        data_sharing: [
          { share_type: "private", module: { api_name: "Deals", id: "3" } },
          { share_type: "novel", module: { api_name: "Accounts", id: "4" } },
        ],
      },
    },
  ]);
  expect((await client.roles(options)).value).toEqual([
    { id: "1", name: "CEO", reportingToId: null, shareWithPeers: false },
  ]);
  expect((await client.profiles(options)).value).toEqual([
    { id: "2", name: "Administrator", custom: false, kind: "normal_profile" },
  ]);
  expect((await client.dataSharing(options)).value).toEqual([
    { module: "Deals", access: "private" },
    { module: "Accounts", access: "unknown" },
  ]);
});

it.each([
  { body: {} },
  { body: { users: "none" } },
  { body: { users: [{ full_name: "without id" }] } },
])("does not pass over a reply that breaks the contract (%#)", async (reply) => {
  const { client } = scriptedZoho([reply]);
  await expect(client.users(options)).rejects.toMatchObject({
    code: "unexpected_reply",
    kind: "bad_reply",
    retryable: false,
  });
});

it("FR-017: metadata that is not there is an empty list, not a crash", async () => {
  const zoho = scriptedZoho([{ path: "/crm/v8/settings/fields", status: 204, text: "" }]);
  expect((await zoho.client.fields("Deals", options)).value).toEqual([]);
});
