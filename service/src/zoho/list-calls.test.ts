import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { failureOf, refusal, type ScriptedReply, scriptedZoho } from "./scripted-zoho.ts";
import type { CallOptions, RecordPageRequest } from "./zoho-client.ts";

const options: CallOptions = { purpose: "delta" };
const id = "6203459000001847203";
const firstPage: RecordPageRequest = {
  module: "Deals",
  fields: ["Deal_Name"],
  position: { page: 1 },
  sortBy: "id",
  sortOrder: "desc",
};
const onePage: ScriptedReply = {
  body: { data: [{ id }], info: { more_records: false, page: 1, per_page: 200, count: 1 } },
};

describe("published failures: reading", () => {
  it("FR-002: 304 is an empty page that says it is unchanged", async () => {
    const zoho = scriptedZoho([{ status: 304, text: "" }]);
    const since = Temporal.Instant.from("2026-03-01T00:00:00Z");
    const page = await zoho.client.recordPage({ ...firstPage, modifiedSince: since }, options);
    expect(page.value).toMatchObject({ records: [], moreRecords: false, notModified: true });
    expect(zoho.requests[0]?.headers.get("if-modified-since")).toBe("2026-03-01T00:00:00+00:00");
  });

  it("FR-004: the page token and its expiry reach the caller", async () => {
    const info = {
      per_page: 200,
      count: 1,
      page: 1,
      sort_by: "id",
      sort_order: "desc",
      more_records: true,
      next_page_token: "t1",
      page_token_expiry: "2026-03-03T09:00:00+08:00",
    };
    const zoho = scriptedZoho([{ body: { data: [{ id }], info } }]);
    const { value } = await zoho.client.recordPage(firstPage, options);
    expect(value.records).toEqual([{ id }]);
    expect(value).toMatchObject({ moreRecords: true, nextPageToken: "t1", notModified: false });
    expect(value.pageTokenExpiresAt?.toString()).toBe("2026-03-03T01:00:00Z");
  });

  it("FR-005: more than 50 fields are read in slices and joined by id", async () => {
    const fields = ["Deal_Name", "Territory", "Modified_Time"].concat(
      Array.from({ length: 70 }, (_, i) => `Field_${i}`),
    );
    const zoho = scriptedZoho([
      {
        body: {
          data: [
            { id, Deal_Name: "North" },
            { id: "6203459000001847219", Deal_Name: "South" },
          ],
          info: { more_records: false },
        },
      },
      {
        body: {
          data: [
            { id: "6203459000001847219", Territory: "EMEA" },
            { id, Territory: "APAC" },
          ],
          info: { more_records: false },
        },
      },
    ]);
    const { value } = await zoho.client.recordPage({ ...firstPage, fields }, options);
    const asked = zoho.requests.map((request) => request.query.get("fields")?.split(",") ?? []);
    expect(asked.map((names) => names.length)).toEqual([50, 24]);
    expect(new Set(asked.flat())).toEqual(new Set(fields));
    expect(value.records).toEqual([
      { id, Deal_Name: "North", Territory: "APAC" },
      { id: "6203459000001847219", Deal_Name: "South", Territory: "EMEA" },
    ]);
  });

  const badGateway: ScriptedReply = {
    status: 502,
    headers: { "content-type": "text/html" },
    text: "<!doctype html><title>oops</title><h1>Bad gateway</h1>",
  };

  it("FR-007: an HTML error page becomes a typed error after the attempts", async () => {
    const zoho = scriptedZoho([{ ...badGateway, repeat: 3 }], { limits: { maxAttempts: 3 } });
    const error = await failureOf(zoho.client.recordPage(firstPage, options));
    expect(error).toMatchObject({ status: 502, retryable: true, kind: "upstream" });
    expect(error.message).not.toMatch(/<h1>|<!doctype/i);
    expect(zoho.requestCounts()).toEqual({ api: 3, accounts: 0 });
  });

  it("FR-007: and no error when the second attempt is answered", async () => {
    const zoho = scriptedZoho([badGateway, onePage], { limits: { maxAttempts: 3 } });
    const { value } = await zoho.client.recordPage(firstPage, options);
    expect(value.records).toEqual([{ id }]);
  });

  it("FR-008: Retry-After is honoured, and without it the wait grows", async () => {
    const zoho = scriptedZoho([
      { status: 429, headers: { "retry-after": "7" }, body: refusal("TOO_MANY_REQUESTS") },
      { status: 429, body: refusal("TOO_MANY_REQUESTS") },
      onePage,
    ]);
    const { value } = await zoho.client.recordPage(firstPage, options);
    expect(value.records).toEqual([{ id }]);
    expect(zoho.sleeps).toHaveLength(2);
    expect(zoho.sleeps[0]).toBeGreaterThanOrEqual(7000);
    expect(zoho.sleeps[1]).toBeGreaterThanOrEqual(1000);
    expect(zoho.requestCounts()).toEqual({ api: 3, accounts: 0 });
  });
});

it("lists hidden records too: those in approval and converted ones", async () => {
  const zoho = scriptedZoho([onePage]);
  await zoho.client.recordPage({ ...firstPage, position: { pageToken: "t1" } }, options);
  const query = Object.fromEntries(zoho.requests[0]?.query ?? []);
  expect(query).toMatchObject({ approved: "both", converted: "both", page_token: "t1" });
  expect(query).not.toHaveProperty("page");
});

describe("deleted records", () => {
  it("come of both kinds, with the CRM's times", async () => {
    const zoho = scriptedZoho([
      {
        body: {
          data: [
            {
              id,
              type: "recycle",
              deleted_time: "2026-01-31T11:00:00+01:00",
              deleted_by: { id: "7", name: "S" },
            },
            {
              id: "2",
              type: "permanent",
              display_name: null,
              deleted_by: null,
              deleted_time: "2026-01-31T11:00:00+01:00",
            },
          ],
          info: { more_records: true },
        },
      },
    ]);
    const { value } = await zoho.client.deletedRecords(
      { module: "Deals", since: Temporal.Instant.from("2026-01-01T00:00:00Z"), page: 2 },
      options,
    );
    expect(value.moreRecords).toBe(true);
    expect(value.records).toMatchObject([
      { id, kind: "recycled", deletedById: "7" },
      { id: "2", kind: "permanent", deletedById: null },
    ]);
    expect(value.records[0]?.deletedAt?.toString()).toBe("2026-01-31T10:00:00Z");
    expect(Object.fromEntries(zoho.requests[0]?.query ?? [])).toEqual({
      type: "all",
      page: "2",
      per_page: "200",
    });
    expect(zoho.client.usage().creditsByPurpose.delta).toBe(2);
  });

  it.each([204, 304])("are none under HTTP %d", async (status) => {
    const zoho = scriptedZoho([{ status }]);
    const request = { module: "Deals" as const, since: null, page: 1 };
    expect((await zoho.client.deletedRecords(request, options)).value).toEqual({
      records: [],
      moreRecords: false,
    });
  });
});
