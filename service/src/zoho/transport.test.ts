import { afterEach, expect, it, vi } from "vitest";
import { ZohoError } from "./errors.ts";
import { freshToken, refusal, scriptedZoho } from "./scripted-zoho.ts";
import type { CallOptions } from "./zoho-client.ts";

const options: CallOptions = { purpose: "delta" };
const count = { body: { count: 1 } };

afterEach(() => {
  vi.useRealTimers();
});

it("pauses after five failures in a row and lets one call ask again", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const zoho = scriptedZoho(
    [
      { status: 503, repeat: 5 },
      { ...count, repeat: 2 },
    ],
    {
      limits: { maxAttempts: 1 },
    },
  );
  const ask = () => zoho.client.countRecords("Deals", options);
  for (let i = 0; i < 5; i += 1) await expect(ask()).rejects.toMatchObject({ status: 503 });
  await expect(ask()).rejects.toMatchObject({ code: "crm_unavailable", kind: "unreachable" });
  expect(zoho.requests).toHaveLength(5);
  vi.setSystemTime(Date.now() + 15_001);
  expect((await ask()).value).toBe(1);
  expect((await ask()).value).toBe(1);
});

it("does not count a refusal as an outage", async () => {
  const zoho = scriptedZoho([{ status: 400, body: refusal("INVALID_MODULE"), repeat: 20 }, count]);
  for (let i = 0; i < 20; i += 1) {
    await expect(zoho.client.countRecords("Deals", options)).rejects.toMatchObject({
      code: "INVALID_MODULE",
    });
  }
  expect((await zoho.client.countRecords("Deals", options)).value).toBe(1);
});

it("stops while it waits when the caller aborts", async () => {
  const zoho = scriptedZoho([{ status: 503, repeat: 4 }]);
  const abort = new AbortController();
  zoho.timing.sleep = async () => {
    abort.abort(new Error("enough"));
    abort.signal.throwIfAborted();
  };
  const call = zoho.client.countRecords("Deals", { ...options, signal: abort.signal });
  await expect(call).rejects.toThrow("enough");
  expect(zoho.requests).toHaveLength(1);
});

it("asks nothing for a caller who has left already", async () => {
  const zoho = scriptedZoho([count]);
  const signal = AbortSignal.abort(new Error("left"));
  await expect(zoho.client.countRecords("Deals", { ...options, signal })).rejects.toThrow("left");
  expect(zoho.requests).toEqual([]);
});

it.each([
  ["no credits left", { "x-api-credits-remaining": "0" }],
  ["a long Retry-After", { "retry-after": "3600" }],
])("gives its place back instead of waiting for long: %s", async (_, headers) => {
  const zoho = scriptedZoho([{ status: 429, headers, body: refusal("TOO_MANY_REQUESTS") }]);
  const call = zoho.client.countRecords("Deals", options);
  await expect(call).rejects.toMatchObject({ kind: "throttled", retryable: true });
  expect(zoho.sleeps).toEqual([]);
  expect(zoho.requests).toHaveLength(1);
});

it("measures a Retry-After date by the server's own clock", async () => {
  const headers = {
    date: "Sun, 01 Mar 2026 10:00:00 GMT",
    "retry-after": "Sun, 01 Mar 2026 10:00:30 GMT",
  };
  const zoho = scriptedZoho([{ status: 429, headers, body: refusal("TOO_MANY_REQUESTS") }, count]);
  await zoho.client.countRecords("Deals", options);
  expect(zoho.sleeps).toEqual([30_000]);
});

it.each([
  { text: "<html>login</html>" },
  { text: '{"count": 1' },
  { text: "[1]" },
  { text: "null" },
])("reads again when the answer is no reply of the CRM's (%#)", async (reply) => {
  const zoho = scriptedZoho([reply, count]);
  expect((await zoho.client.countRecords("Deals", options)).value).toBe(1);
});

it("does not hide an unreadable answer that stays", async () => {
  const zoho = scriptedZoho([{ text: "<html>login</html>", repeat: 4 }]);
  const error = await zoho.client.countRecords("Deals", options).catch((reason) => reason);
  expect(error).toBeInstanceOf(ZohoError);
  expect(error).toMatchObject({ kind: "bad_reply", code: "unreadable_reply", status: 200 });
  expect(String(error)).not.toContain("<html>");
});

it("believes an error object even under a success status", async () => {
  const zoho = scriptedZoho([{ status: 200, body: refusal("INVALID_MODULE") }]);
  await expect(zoho.client.countRecords("Deals", options)).rejects.toMatchObject({
    code: "INVALID_MODULE",
  });
});

it("reads an error wrapped in a list as well as a bare one", async () => {
  const zoho = scriptedZoho([
    { status: 400, body: { data: [refusal("REQUIRED_PARAM_MISSING", { param_name: "fields" })] } },
  ]);
  await expect(zoho.client.countRecords("Deals", options)).rejects.toMatchObject({
    code: "REQUIRED_PARAM_MISSING",
    field: "fields",
    details: { param_name: "fields" },
  });
});

it("keeps the CRM's words without their markup", async () => {
  const body = { ...refusal("INVALID_DATA"), message: "<b>bad</b>\n value" };
  const zoho = scriptedZoho([{ status: 400, body }]);
  await expect(zoho.client.countRecords("Deals", options)).rejects.toMatchObject({
    zohoMessage: "bad value",
  });
});

it.each([
  ["health", 1],
  ["sign_in", 2],
  ["delta", 4],
] as const)("tries for %s %d times", async (purpose, attempts) => {
  const zoho = scriptedZoho([{ status: 503, repeat: 9 }]);
  await expect(zoho.client.countRecords("Deals", { purpose })).rejects.toMatchObject({
    status: 503,
  });
  expect(zoho.requests).toHaveLength(attempts);
});

it("reports every attempt that left, and charges it to its purpose", async () => {
  const zoho = scriptedZoho([
    { status: 401, body: refusal("INVALID_TOKEN") },
    { from: "accounts", body: freshToken },
    { status: 503 },
    { failure: new TypeError("fetch failed") },
    { headers: { "x-api-credits-remaining": "1234" }, body: { count: 5 } },
  ]);
  await zoho.client.countRecords("Deals", { purpose: "reconcile" });
  expect(zoho.reports.map(({ purpose, status }) => [purpose, status])).toEqual([
    ["reconcile", 401],
    ["reconcile", 503],
    ["reconcile", null],
    ["reconcile", 200],
  ]);
  expect(zoho.client.usage()).toMatchObject({
    calls24h: 4,
    credits24h: 4,
    creditsRemaining: 1234,
    creditsByPurpose: { reconcile: 4, delta: 0 },
  });
});

it("carries no token in an error, whatever went wrong", async () => {
  for (const reply of [
    { failure: new TypeError("fetch failed") },
    { status: 401, body: refusal("INVALID_TOKEN") },
    { status: 500, text: "" },
  ]) {
    const zoho = scriptedZoho([{ ...reply, repeat: 9 }]);
    const error: unknown = await zoho.client
      .countRecords("Deals", options)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ZohoError);
    expect(JSON.stringify(error) + String(error)).not.toMatch(/tok-|ref-1|secret-1/);
  }
});
