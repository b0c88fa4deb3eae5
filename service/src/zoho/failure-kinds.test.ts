import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import {
  failureOf,
  freshToken,
  refusal,
  type ScriptedReply,
  scriptedZoho,
} from "./scripted-zoho.ts";
import type { CallOptions } from "./zoho-client.ts";

/** More of the same kind as each published failure: other codes, other shapes, other places. */

const options: CallOptions = { purpose: "delta" };
const read = (zoho: ReturnType<typeof scriptedZoho>) =>
  zoho.client.recordPage(
    {
      module: "Deals",
      fields: ["Deal_Name"],
      position: { page: 1 },
      sortBy: "id",
      sortOrder: "asc",
      modifiedSince: Temporal.Instant.from("2026-03-01T00:00:00Z"),
    },
    options,
  );
const row = { id: "6203459000001847203" };

it.each([
  { name: "204", reply: { status: 204 }, notModified: false },
  { name: "304", reply: { status: 304 }, notModified: true },
])("FR-002: $name is nothing, and a success", async ({ reply, notModified }) => {
  const { value } = await read(scriptedZoho([reply]));
  expect(value).toMatchObject({ records: [], unidentified: [], moreRecords: false, notModified });
});

it.each([
  { name: "no body", reply: { status: 200, text: "" } },
  { name: "blanks", reply: { status: 200, text: " \n" } },
  { name: "null", reply: { status: 200, text: "null" } },
  { name: "a bare list", reply: { status: 200, text: "[]" } },
  { name: "a page to sign in", reply: { status: 200, text: "<html>Sign in</html>" } },
  { name: "half a reply", reply: { status: 200, text: '{"data":[{"id":"1"' } },
  { name: "an object without rows", reply: { body: {} } },
  { name: "rows that are none", reply: { body: { data: null } } },
  { name: "a refusal", reply: { body: refusal("INVALID_MODULE") } },
  { name: "a refusal as a row", reply: { body: { data: [refusal("INVALID_MODULE")] } } },
])("FR-002, FR-014: HTTP 200 with $name is not an empty success", async ({ reply }) => {
  const error = await failureOf(read(scriptedZoho([{ ...reply, repeat: 4 }])));
  expect(error.message).not.toMatch(/[<>]/);
});

it("keeps the records of a page in which one row is an error", async () => {
  const data = [row, refusal("INVALID_DATA")];
  const { value } = await read(scriptedZoho([{ body: { data, info: {} } }]));
  expect(value.records).toEqual([row]);
  expect(value.unidentified).toHaveLength(1);
});

it.each([
  { info: { more_records: true, next_page_token: "" }, more: true, token: null },
  { info: { more_records: "true", next_page_token: "t2" }, more: true, token: "t2" },
  { info: { more_records: false, next_page_token: null }, more: false, token: null },
  { info: null, more: false, token: null },
])("FR-004: reads $info", async ({ info, more, token }) => {
  const { value } = await read(scriptedZoho([{ body: { data: [row], info } }]));
  expect(value).toMatchObject({
    moreRecords: more,
    nextPageToken: token,
    pageTokenExpiresAt: null,
  });
});

it.each([500, 502, 503, 504, 520, 408])(
  "FR-007: HTTP %d is the CRM's fault and passes",
  async (status) => {
    for (const text of ["<!doctype html><h1>Oops</h1>", "", '{"half":']) {
      const zoho = scriptedZoho([{ status, text, repeat: 3 }], { limits: { maxAttempts: 3 } });
      const error = await failureOf(read(zoho));
      expect(error).toMatchObject({ status, kind: "upstream", retryable: true });
      expect(error.message).not.toMatch(/[<>]/);
      expect(zoho.requestCounts().api).toBe(3);
    }
  },
);

it.each([
  { name: "seconds", headers: { "retry-after": "7" }, atLeast: 7_000 },
  { name: "a part of a second", headers: { "retry-after": "1.5" }, atLeast: 1_500 },
  {
    name: "a date",
    headers: {
      "retry-after": "Mon, 02 Mar 2026 09:30:30 GMT",
      date: "Mon, 02 Mar 2026 09:30:00 GMT",
    },
    atLeast: 30_000,
  },
  { name: "nonsense", headers: { "retry-after": "soon" }, atLeast: 1_000 },
  { name: "less than nothing", headers: { "retry-after": "-5" }, atLeast: 1_000 },
])("FR-008: waits as told by $name", async ({ headers, atLeast }) => {
  for (const refused of [
    { status: 429, body: refusal("TOO_MANY_REQUESTS") },
    { status: 429, body: refusal("RATE_LIMIT_EXCEEDED") },
    { status: 429, text: "<h1>Slow down</h1>" },
  ]) {
    const zoho = scriptedZoho([{ ...refused, headers }, { body: { data: [row], info: {} } }]);
    expect((await read(zoho)).value.records).toEqual([row]);
    expect(zoho.sleeps[0]).toBeGreaterThanOrEqual(atLeast);
    expect(zoho.requestCounts()).toEqual({ api: 2, accounts: 0 });
  }
});

const deadToken: ScriptedReply[] = [
  { status: 401, body: refusal("INVALID_TOKEN") },
  { status: 401, body: refusal("AUTHENTICATION_FAILURE") },
  { status: 401, body: { data: [refusal("INVALID_TOKEN")] } },
  { status: 400, body: refusal("INVALID_TOKEN") },
  { status: 401, body: { error: "invalid_token" } },
  { status: 401, text: "<html>Unauthorized</html>" },
  { status: 401, text: "" },
];

it.each(deadToken)(
  "FR-102: one new token and one more try, however it is said (%#)",
  async (refused) => {
    const granted = { from: "accounts" as const, body: freshToken };
    const lucky = scriptedZoho([refused, granted, { body: { data: [row], info: {} } }]);
    expect((await read(lucky)).value.records).toEqual([row]);

    const unlucky = scriptedZoho([
      { ...refused, repeat: 9 },
      { ...granted, repeat: 9 },
    ]);
    expect(await failureOf(read(unlucky))).toMatchObject({ kind: "auth", retryable: false });
    expect(unlucky.requestCounts()).toEqual({ api: 2, accounts: 1 });
  },
);

it.each([
  { status: 401, body: refusal("OAUTH_SCOPE_MISMATCH") },
  { status: 403, body: refusal("OAUTH_SCOPE_MISMATCH") },
  { status: 403, body: { data: [refusal("OAUTH_SCOPE_MISMATCH")] } },
  { status: 200, body: refusal("OAUTH_SCOPE_MISMATCH") },
])("FR-111: a missing scope makes no new token (%#)", async (reply) => {
  const zoho = scriptedZoho([{ ...reply, repeat: 4 }]);
  const error = await failureOf(read(zoho));
  expect(error).toMatchObject({ kind: "scope", code: "OAUTH_SCOPE_MISMATCH", retryable: false });
  expect(zoho.requestCounts()).toEqual({ api: 1, accounts: 0 });
});

const now = "2026-03-02T10:05:00Z";
const refresh = (reply: ScriptedReply) => {
  const zoho = scriptedZoho([{ from: "accounts", ...reply }], {
    now,
    token: { apiDomain: "https://www.zohoapis.in" },
  });
  return { zoho, done: zoho.tokens.current() };
};

it.each([
  { name: "null", body: { ...freshToken, refresh_token: null, api_domain: null } },
  { name: "empty", body: { ...freshToken, refresh_token: "", api_domain: "" } },
  { name: "absent", body: { access_token: "tok-B", expires_in: 3600 } },
])("FR-104, FR-106: what is $name in the answer stays as it was", async ({ body }) => {
  const { zoho, done } = refresh({ body });
  await done;
  expect(zoho.stored()).toMatchObject({
    accessToken: "tok-B",
    refreshToken: "ref-1",
    apiDomain: "https://www.zohoapis.in",
  });
});

it.each([
  { name: "seconds", life: { expires_in: 3600 } },
  { name: "seconds as text", life: { expires_in: "3600" } },
  { name: "milliseconds beside seconds", life: { expires_in: 3_600_000, expires_in_sec: 3600 } },
  { name: "milliseconds alone", life: { expires_in: 3_600_000 } },
  { name: "nothing", life: {} },
])("FR-107: an hour given in $name is an hour", async ({ life }) => {
  const { zoho, done } = refresh({ body: { access_token: "tok-B", ...life } });
  await done;
  expect(zoho.stored()?.expiresAt?.toString()).toBe("2026-03-02T11:05:00Z");
});

it.each([
  { status: 400, body: { error: "access_denied", status: "failure" } },
  { status: 200, body: { error: "Access Denied", status: "failure" } },
  { status: 429, body: { error: "too_many_requests" } },
  { status: 429, text: "" },
])("FR-110: told to wait in other words, it waits (%#)", async (reply) => {
  const { zoho, done } = refresh(reply);
  expect(await failureOf(done)).toMatchObject({ kind: "throttled", retryable: true });
  zoho.goOn(30_000);
  expect(await failureOf(zoho.tokens.current())).toMatchObject({ kind: "throttled" });
  expect(zoho.requestCounts().accounts).toBe(1);
});

it.each([
  { name: "a general error", reply: { status: 400, body: { error: "general_error" } } },
  { name: "HTTP 500", reply: { status: 500, text: "" } },
  { name: "a page", reply: { status: 200, text: "<html></html>" } },
])("a fault of the accounts server ($name) asks nobody to connect again", async ({ reply }) => {
  const { done } = refresh(reply);
  expect(await failureOf(done)).toMatchObject({ kind: "upstream", retryable: true });
});

it.each(["invalid_client", "invalid_client_secret", "invalid_code", "invalid_grant"])(
  "FR-112: %s is final, and the data center in use is named",
  async (error) => {
    for (const status of [200, 400, 401]) {
      const { zoho, done } = refresh({ status, body: { error } });
      const failure = await failureOf(done);
      expect(failure).toMatchObject({ code: error, kind: "auth", retryable: false });
      expect(`${failure.message} ${failure.advice}`).toMatch(/accounts\.zoho\.com/);
      expect(failure.advice).toMatch(/data center/);
      expect(zoho.requestCounts().accounts).toBe(1);
    }
  },
);
