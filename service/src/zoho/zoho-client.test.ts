import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { createZohoClient } from "./create-zoho-client.ts";
import {
  failureOf,
  freshToken,
  refusal,
  type ScriptedReply,
  scriptedZoho,
} from "./scripted-zoho.ts";
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

describe("tokens", () => {
  it("FR-014: a call rejected twice never becomes an empty success", async () => {
    const zoho = scriptedZoho([
      { status: 401, body: refusal("INVALID_TOKEN"), repeat: 2 },
      { from: "accounts", body: freshToken },
    ]);
    const changed = zoho.client.changedRecords(
      {
        module: "Deals",
        fields: ["Deal_Name"],
        after: { modifiedAt: Temporal.Instant.from("2026-03-01T00:00:00Z"), id: null },
        limit: 200,
      },
      options,
    );
    expect(await failureOf(changed)).toMatchObject({ code: "INVALID_TOKEN", kind: "auth" });
  });

  it("FR-102: AUTHENTICATION_FAILURE costs one refresh and one retry, then is told", async () => {
    const zoho = scriptedZoho([
      { status: 401, body: refusal("AUTHENTICATION_FAILURE"), repeat: 5 },
      { from: "accounts", body: freshToken, repeat: 5 },
    ]);
    const error = await failureOf(zoho.client.recordPage(firstPage, options));
    expect(error).toMatchObject({ code: "AUTHENTICATION_FAILURE", retryable: false });
    expect(zoho.requestCounts()).toEqual({ api: 2, accounts: 1 });
    expect(zoho.apiRequests().map((request) => request.headers.get("authorization"))).toEqual([
      "Zoho-oauthtoken tok-A",
      "Zoho-oauthtoken tok-B",
    ]);
  });

  it("FR-111: a missing scope is not a bad token", async () => {
    const zoho = scriptedZoho([
      {
        path: "/crm/v8/settings/fields",
        status: 401,
        body: refusal("OAUTH_SCOPE_MISMATCH"),
        repeat: 3,
      },
    ]);
    const error = await failureOf(zoho.client.fields("Deals", { purpose: "metadata" }));
    expect(error).toMatchObject({ code: "OAUTH_SCOPE_MISMATCH", kind: "scope", retryable: false });
    expect(error.message).toContain("scope");
    expect(error.advice).toContain("scope");
    expect(zoho.requestCounts()).toEqual({ api: 1, accounts: 0 });
  });

  it("serves many calls whose token died with a single refresh", async () => {
    const zoho = scriptedZoho([
      { status: 401, body: refusal("INVALID_TOKEN"), repeat: 4 },
      { from: "accounts", body: freshToken, repeat: 4 },
      { ...onePage, repeat: 4 },
    ]);
    await Promise.all([1, 2, 3, 4].map(() => zoho.client.recordPage(firstPage, options)));
    expect(zoho.requestCounts()).toEqual({ api: 8, accounts: 1 });
  });

  it("calls the API host that the token reply named", async () => {
    const zoho = scriptedZoho([{ body: { count: 3 } }], {
      token: { apiDomain: "https://www.zohoapis.in" },
    });
    const seen: string[] = [];
    expect((await zoho.client.countRecords("Deals", options)).value).toBe(3);
    for (const report of zoho.reports) seen.push(`${report.method} ${report.path}`);
    expect(seen).toEqual(["GET /crm/v8/Deals/actions/count"]);
  });
});

it("FR-009: never more calls at once than allowed; the rest wait and all complete", async () => {
  let inFlight = 0;
  let most = 0;
  const { tokens, timing } = scriptedZoho([]);
  const client = createZohoClient({
    apiVersion: "v8",
    tokens,
    limits: { maxConcurrent: 5, callsPerMinute: 1_000 },
    timing,
    fetch: async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return Response.json({ count: 1 });
    },
  });
  const counts = await Promise.all(
    Array.from({ length: 40 }, () => client.countRecords("Deals", options)),
  );
  expect(counts).toHaveLength(40);
  expect(most).toBe(5);
  expect(client.usage()).toMatchObject({ inFlight: 0, queued: 0, calls24h: 40, credits24h: 40 });
});

it("keeps to its purposes' shares once it knows the organisation's allowance", async () => {
  const org = { zgid: "1", license_details: { paid_type: "free", users_license_purchased: 3 } };
  const zoho = scriptedZoho([{ path: "/crm/v8/org", body: { org: [org] } }], {
    limits: { callsPerMinute: 100_000 },
  });
  const sync: CallOptions = { purpose: "full_sync" };
  const range = { module: "Deals" as const, fields: [], afterId: null, untilId: "9", limit: 2_000 };
  for (let calls = 0; calls < 700; calls += 1) await zoho.client.recordsInIdRange(range, sync);
  await zoho.client.org({ purpose: "metadata" });
  expect(await failureOf(zoho.client.recordsInIdRange(range, sync))).toMatchObject({
    code: "credit_share_used_up",
    kind: "throttled",
  });
  const write = zoho.client.updateRecords("Deals", [{ id }], { trigger: [] }, options);
  await expect(write).resolves.toBeDefined();
});
