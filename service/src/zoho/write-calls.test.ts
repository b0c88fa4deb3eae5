import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { failureOf, refusal, type ScriptedReply, scriptedZoho } from "./scripted-zoho.ts";
import type { CallOptions, RawRecord } from "./zoho-client.ts";

const writeBack: CallOptions = { purpose: "write_back" };
const id = "6203459000001847203";

describe("published failures", () => {
  const put = (zoho: ReturnType<typeof scriptedZoho>, rows: RawRecord[] = [{ id }]) =>
    zoho.client.updateRecords("Deals", rows, { trigger: [] }, writeBack);
  const item = (code: string, details: Record<string, unknown> = {}) => ({
    data: [refusal(code, details)],
  });

  it.each([200, 202, 400])(
    "FR-015, FR-060: an error item under HTTP %d is a failure",
    async (status) => {
      const body = {
        data: [
          {
            ...refusal("INVALID_DATA", {
              expected_data_type: "date",
              api_name: "PO_Date",
              json_path: "$.data[0].PO_Date",
            }),
            extra: 1,
          },
        ],
      };
      const { value } = await put(scriptedZoho([{ method: "PUT", status, body }]));
      expect(value).toMatchObject([
        {
          kind: "refused",
          index: 0,
          id,
          error: {
            code: "INVALID_DATA",
            field: "PO_Date",
            expectedType: "date",
            jsonPath: "$.data[0].PO_Date",
            retryable: false,
          },
        },
      ]);
    },
  );

  it.each([
    { status: 200, body: { data: [] } },
    { status: 200, body: {} },
    { status: 204, text: "" },
    { status: 200, text: "" },
    { status: 200, body: { data: [{ code: "SUCCESS", details: { id: "1" }, status: "success" }] } },
    { status: 200, body: { data: [{ code: "MAYBE" }] } },
  ])("FR-061: an answer without a result for the row is not a success (%#)", async (reply) => {
    const { value } = await put(scriptedZoho([{ method: "PUT", ...reply }]));
    expect(value).toMatchObject([{ kind: "unknown", id, error: { outcomeUnknown: true } }]);
  });

  it("FR-063: a stage held by a Blueprint is said so and not tried again", async () => {
    const zoho = scriptedZoho([
      { method: "PUT", status: 400, body: item("RECORD_IN_BLUEPRINT", { api_name: "Stage", id }) },
    ]);
    const { value } = await put(zoho);
    expect(value).toMatchObject([
      {
        kind: "refused",
        error: { code: "RECORD_IN_BLUEPRINT", field: "Stage", kind: "locked", retryable: false },
      },
    ]);
    const [result] = value;
    expect(result?.kind === "refused" && result.error.message).toContain("Blueprint");
    expect(zoho.requestCounts().api).toBe(1);
  });

  it("FR-065, FR-066, FR-073: sends exactly the given keys, null as null, the trigger always", async () => {
    const success = { code: "SUCCESS", status: "success", details: { id } };
    const zoho = scriptedZoho([{ method: "PUT", body: { data: [success] } }]);
    await put(zoho, [{ id, PO_Date: null }]);
    expect(zoho.requests[0]?.body).toEqual({ data: [{ id, PO_Date: null }], trigger: [] });
  });
});

describe("results per row", () => {
  const rows = ["11", "22", "33"].map((rowId) => ({ id: rowId, Stage: "x" }));
  const write = async (replies: ScriptedReply[]) => {
    const zoho = scriptedZoho(replies);
    const { value } = await zoho.client.updateRecords("Deals", rows, { trigger: [] }, writeBack);
    return value;
  };
  const success = (rowId: string) => ({
    code: "SUCCESS",
    status: "success",
    message: "record updated",
    details: {
      id: rowId,
      Modified_Time: "2026-03-02T18:00:00+08:00",
      Modified_By: { id: "77", name: "Sam" },
    },
  });

  it("are all read, not only the first", async () => {
    const results = await write([
      {
        status: 207,
        body: { data: [success("11"), refusal("RECORD_LOCKED", { id: "22" }), success("33")] },
      },
    ]);
    expect(results.map((result) => result.kind)).toEqual(["written", "refused", "written"]);
    expect(results[0]).toMatchObject({ index: 0, id: "11", modifiedById: "77" });
    expect(results[2]).toMatchObject({ index: 2, id: "33" });
    const [first] = results;
    expect(first?.kind === "written" && first.modifiedAt?.toString()).toBe("2026-03-02T10:00:00Z");
  });

  it("are matched by id when they come in another order", async () => {
    const results = await write([
      {
        status: 207,
        body: { data: [success("33"), refusal("NOT_APPROVED", { id: "11" }), success("22")] },
      },
    ]);
    expect(results.map((result) => [result.kind, result.id])).toEqual([
      ["refused", "11"],
      ["written", "22"],
      ["written", "33"],
    ]);
  });

  it("are matched by the path of the error, and what is not mentioned is unknown", async () => {
    const results = await write([
      {
        status: 207,
        body: { data: [refusal("INVALID_DATA", { json_path: "$.data[1].Stage" }), success("33")] },
      },
    ]);
    expect(results.map((result) => result.kind)).toEqual(["unknown", "refused", "written"]);
  });

  it("do not take the id of the other duplicate for the row's own", async () => {
    const results = await write([
      {
        status: 207,
        body: { data: [success("11"), refusal("DUPLICATE_DATA", { id: "99" }), success("33")] },
      },
    ]);
    expect(results[1]).toMatchObject({
      kind: "refused",
      id: "22",
      error: { code: "DUPLICATE_DATA" },
    });
  });

  it("name the first of several faults of a row and keep the rest", async () => {
    const errors = [
      refusal("INVALID_DATA", { api_name: "PO_Date", expected_data_type: "date" }),
      refusal("INVALID_DATA", { api_name: "Amount" }),
    ];
    const results = await write([
      {
        status: 207,
        body: {
          data: [success("11"), refusal("MULTIPLE_OR_MULTI_ERRORS", { errors }), success("33")],
        },
      },
    ]);
    expect(results[1]).toMatchObject({
      kind: "refused",
      error: { field: "PO_Date", expectedType: "date", details: { errors } },
    });
  });

  it("say that a record is gone when its id is refused", async () => {
    const gone = refusal("INVALID_DATA", { api_name: "id", json_path: "$.data[0].id" });
    const results = await write([
      { status: 207, body: { data: [gone, success("22"), success("33")] } },
    ]);
    expect(results[0]).toMatchObject({ kind: "refused", error: { kind: "not_found" } });
  });

  it("do not exist when the request as a whole is refused", async () => {
    const zoho = scriptedZoho([
      { status: 400, body: refusal("LIMIT_EXCEEDED", { api_name: "data", maximum_length: 100 }) },
      { status: 400, body: { data: [refusal("INVALID_MODULE")] } },
    ]);
    const update = () => zoho.client.updateRecords("Deals", rows, { trigger: [] }, writeBack);
    expect(await failureOf(update())).toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect(await failureOf(update())).toMatchObject({ code: "INVALID_MODULE" });
  });

  it("tell a record changed meanwhile as a conflict", async () => {
    const zoho = scriptedZoho([
      { status: 412, body: { data: [refusal("ALREADY_MODIFIED", { id: "11" })] } },
    ]);
    const ifUnmodifiedSince = Temporal.Instant.from("2026-03-01T00:00:00Z");
    const { value } = await zoho.client.updateRecords(
      "Deals",
      [{ id: "11" }],
      { trigger: ["workflow"], ifUnmodifiedSince },
      writeBack,
    );
    expect(value).toMatchObject([{ kind: "refused", error: { kind: "conflict" } }]);
    expect(zoho.requests[0]?.headers.get("if-unmodified-since")).toBe("2026-03-01T00:00:00+00:00");
  });

  it("are unknown after a reply that may hide a success, and the write is not sent again", async () => {
    for (const reply of [
      { status: 500, body: refusal("INTERNAL_ERROR") },
      { status: 503, text: "<html></html>" },
      { status: 200, text: '{"data":[{"code":"SUCC' },
      { failure: new TypeError("fetch failed", { cause: { code: "ECONNRESET" } }) },
    ]) {
      const zoho = scriptedZoho([reply]);
      const { value } = await zoho.client.updateRecords("Deals", rows, { trigger: [] }, writeBack);
      expect(value.map((result) => result.kind)).toEqual(["unknown", "unknown", "unknown"]);
      expect(zoho.requestCounts().api).toBe(1);
    }
  });

  it("come after another try when the first surely did not arrive", async () => {
    for (const reply of [
      { status: 429, body: refusal("TOO_MANY_REQUESTS") },
      { failure: new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }) },
    ]) {
      const zoho = scriptedZoho([reply, { body: { data: rows.map((row) => success(row.id)) } }]);
      const { value } = await zoho.client.updateRecords("Deals", rows, { trigger: [] }, writeBack);
      expect(value.every((result) => result.kind === "written")).toBe(true);
      expect(zoho.requestCounts().api).toBe(2);
    }
  });

  it("of new records are found by place", async () => {
    const zoho = scriptedZoho([
      {
        status: 207,
        body: {
          data: [
            success("500"),
            refusal("MANDATORY_NOT_FOUND", { api_name: "Stage", json_path: "$.data[1].Stage" }),
          ],
        },
      },
    ]);
    const { value } = await zoho.client.insertRecords(
      "Deals",
      [{ Deal_Name: "a" }, { Deal_Name: "b" }],
      { trigger: [] },
      writeBack,
    );
    expect(value).toMatchObject([
      { kind: "written", id: "500" },
      { kind: "refused", id: null, error: { field: "Stage" } },
    ]);
  });

  it("cannot be had for more than 100 rows at once", async () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ id: String(i + 1) }));
    await expect(
      scriptedZoho([]).client.updateRecords("Deals", many, { trigger: [] }, writeBack),
    ).rejects.toThrow("100");
  });
});
