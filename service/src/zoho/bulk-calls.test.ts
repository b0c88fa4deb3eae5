import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { failureOf, refusal, scriptedZoho } from "./scripted-zoho.ts";
import type { BulkReadRequest, CallOptions } from "./zoho-client.ts";

const options: CallOptions = { purpose: "full_sync" };
const request: BulkReadRequest = {
  module: "Deals",
  fields: ["id", "Deal_Name", "Owner"],
  conditions: [],
  position: null,
};
const added = {
  status: 201,
  body: {
    data: [
      {
        status: "success",
        code: "ADDED_SUCCESSFULLY",
        message: "Added successfully.",
        details: { id: "6203459000001900001", operation: "read", state: "ADDED" },
      },
    ],
    info: {},
  },
};

describe("asking for a bulk read", () => {
  it("names fields, conditions and the place to begin, at the bulk address", async () => {
    const zoho = scriptedZoho([added], { apiVersion: "v7" });
    const { value } = await zoho.client.createBulkRead(
      {
        ...request,
        conditions: [
          {
            field: "Modified_Time",
            comparator: "greater_equal",
            value: Temporal.Instant.from("2026-03-01T10:00:00.987Z"),
          },
          { field: "id", comparator: "less_equal", value: "6203459000001847203" },
        ],
        callbackUrl: "https://app.example/bulk",
      },
      options,
    );
    expect(value).toEqual({ jobId: "6203459000001900001" });
    const [sent] = zoho.apiRequests();
    expect(sent).toMatchObject({ method: "POST", path: "/crm/bulk/v7/read" });
    expect(sent?.body).toEqual({
      callback: { url: "https://app.example/bulk", method: "post" },
      query: {
        module: { api_name: "Deals" },
        fields: ["Deal_Name", "Owner"],
        criteria: {
          group_operator: "and",
          group: [
            {
              field: { api_name: "Modified_Time" },
              comparator: "greater_equal",
              value: "2026-03-01T10:00:00+00:00",
            },
            { field: { api_name: "id" }, comparator: "less_equal", value: "6203459000001847203" },
          ],
        },
        page: 1,
      },
      file_type: "csv",
    });
    expect(zoho.client.usage().creditsByPurpose.full_sync).toBe(50);
  });

  it("goes on where the job before ended", async () => {
    const zoho = scriptedZoho([added, added]);
    await zoho.client.createBulkRead({ ...request, position: { pageToken: "t2" } }, options);
    await zoho.client.createBulkRead({ ...request, position: { page: 2 } }, options);
    const queries = zoho.apiRequests().map(({ body }) => (body as { query: object }).query);
    // A page number and a token in one request contradict each other.
    expect(queries[0]).toMatchObject({ page_token: "t2" });
    expect(queries[0]).not.toHaveProperty("page");
    expect(queries[1]).toMatchObject({ page: 2 });
    expect(queries[1]).not.toHaveProperty("page_token");
  });

  it("is not sent again when the reply is lost: each job costs 50 credits", async () => {
    const zoho = scriptedZoho([{ failure: new TypeError("fetch failed") }]);
    const error = await failureOf(zoho.client.createBulkRead(request, options));
    expect(error).toMatchObject({ code: "reply_lost", outcomeUnknown: true });
    expect(zoho.requestCounts().api).toBe(1);
  });

  it.each([
    { name: "a refusal", reply: { status: 400, body: refusal("FIELD_NOT_AVAILABLE") } },
    {
      name: "a wrapped refusal",
      reply: { status: 400, body: { data: [refusal("FIELD_NOT_AVAILABLE")] } },
    },
    {
      name: "one under a success status",
      reply: { status: 201, body: { data: [refusal("FIELD_NOT_AVAILABLE")] } },
    },
  ])("tells $name", async ({ reply }) => {
    const zoho = scriptedZoho([reply]);
    expect(await failureOf(zoho.client.createBulkRead(request, options))).toMatchObject({
      code: "FIELD_NOT_AVAILABLE",
      retryable: false,
    });
  });
});

describe("the state of a job", () => {
  const stateOf = async (job: Record<string, unknown>) => {
    const zoho = scriptedZoho([{ body: { data: [{ id: "1", operation: "read", ...job }] } }]);
    return (await zoho.client.bulkReadState("1", options)).value;
  };
  const result = { page: 1, count: 200_000, per_page: 200_000, download_url: "/x" };

  it.each(["ADDED", "QUEUED", "IN PROGRESS", "SOMETHING NEW"])(
    "%s: not there yet",
    async (state) => {
      expect(await stateOf({ state })).toEqual({ kind: "waiting", stage: state });
    },
  );

  it.each([
    { name: "all of it", more: { more_records: false, next_page_token: null }, next: null },
    {
      name: "more behind a token",
      more: { more_records: true, next_page_token: "t2" },
      next: { pageToken: "t2" },
    },
    { name: "more, before tokens", more: { more_records: true }, next: { page: 2 } },
  ])("completed: $name", async ({ more, next }) => {
    expect(await stateOf({ state: "COMPLETED", result: { ...result, ...more } })).toEqual({
      kind: "completed",
      rows: 200_000,
      next,
    });
  });

  it("failed, with the CRM's reason where it gives one", async () => {
    expect(await stateOf({ state: "FAILURE", result: { error_message: "too wide" } })).toEqual({
      kind: "failed",
      message: "too wide",
    });
    expect(await stateOf({ state: "FAILURE" })).toMatchObject({ kind: "failed" });
  });

  it("does not take a missing count for no rows", async () => {
    await expect(stateOf({ state: "COMPLETED", result: {} })).rejects.toMatchObject({
      code: "unexpected_reply",
    });
  });
});

it("tells JSON in place of the file, and an unknown job", async () => {
  const rows = async (reply: object) => {
    const zoho = scriptedZoho([reply]);
    for await (const _ of zoho.client.bulkReadRows("1", options)) expect.unreachable();
    return zoho;
  };
  const json = { headers: { "content-type": "application/json" } };
  await expect(
    rows({ status: 404, body: refusal("RESOURCE_NOT_FOUND"), ...json }),
  ).rejects.toMatchObject({ kind: "not_found", code: "RESOURCE_NOT_FOUND" });
  await expect(rows({ body: { data: [] }, ...json })).rejects.toMatchObject({
    code: "unexpected_reply",
  });
});
