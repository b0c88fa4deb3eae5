import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { CallReport } from "../src/zoho/api-call.ts";
import { createZohoClient } from "../src/zoho/create-zoho-client.ts";
import { ZohoError } from "../src/zoho/errors.ts";
import { fixedToken } from "../src/zoho/token-source.ts";
import type { CallOptions, ZohoClient } from "../src/zoho/zoho-client.ts";
import { type LoggedRequest, type StandIn, startStandIn } from "./stand-in.ts";
import { newStandInToken } from "./stand-in-token.ts";

/** No request leaves without budget, slot and time limit: the stand-in's log against our own books. */

const WIDTH = 4;
const TIMEOUT_MS = 400;
/** What a loaded machine may add before a timer's turn comes. */
const SLACK_MS = 2_000;
const DEALS = 300;
const HANGING = 3;

let standIn: StandIn;

beforeAll(async () => {
  standIn = await startStandIn({ deals: DEALS });
});

afterAll(async () => {
  await standIn?.stop();
});

/** One attempt as it left this process. */
type Attempt = {
  number: number;
  inFlight: number;
  ms: number;
  /** Null when no reply came: cut, timed out or aborted. */
  status: number | null;
};

/** A client whose every attempt carries a number that the stand-in's log repeats. */
async function watchedClient() {
  const attempts: Attempt[] = [];
  const reports: CallReport[] = [];
  const { accessToken } = await newStandInToken(standIn);
  if (accessToken === null) throw new Error("The stand-in gives a token");
  let open = 0;
  const watchedFetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const attempt: Attempt = { number: attempts.length + 1, inFlight: ++open, ms: 0, status: null };
    attempts.push(attempt);
    url.searchParams.set("attempt", `${attempt.number}`);
    const startedMs = performance.now();
    try {
      const response = await fetch(url, init);
      const text = await response.text();
      attempt.status = response.status;
      const hasBody = text !== "";
      return new Response(hasBody ? text : null, response);
    } finally {
      attempt.ms = performance.now() - startedMs;
      open -= 1;
    }
  };
  const client = createZohoClient({
    apiVersion: "v8",
    tokens: fixedToken({ token: accessToken, apiOrigin: standIn.url }),
    limits: { maxConcurrent: WIDTH, callsPerMinute: 100_000, attemptTimeoutMs: TIMEOUT_MS },
    fetch: watchedFetch,
    onCall: (report) => reports.push(report),
    timing: {
      nowMs: () => Date.now(),
      random: () => Math.random(),
      // Waits between tries are not what is measured here.
      async sleep(_, signal) {
        signal?.throwIfAborted();
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
  });
  return { client, attempts, reports };
}

/** Requests that did not come out of this client are the test's own. */
const numbered = (requests: LoggedRequest[]) =>
  requests.flatMap((request) => {
    const { attempt } = request.query;
    return attempt === undefined ? [] : [{ ...request, attempt: Number(attempt) }];
  });

it("finds every request of a busy, failing hour in our own books, one for one", async () => {
  const { client, attempts, reports } = await watchedClient();
  const page = await client.recordPage(
    {
      module: "Deals",
      fields: ["Deal_Name"],
      position: { page: 1 },
      sortBy: "id",
      sortOrder: "asc",
    },
    { purpose: "full_sync" },
  );
  const ids = page.value.records.map((record) => record.id);
  for (const fault of [
    { effect: { kind: "latency", ms: { from: 5, to: 40 } } },
    { effect: { kind: "status", status: 429 }, path: "/coql", probability: 0.1 },
    { effect: { kind: "status", status: 503 }, path: "/Deals/deleted", probability: 0.1 },
    { effect: { kind: "cut", when: "before" }, path: "/count", probability: 0.15 },
    { effect: { kind: "cut", when: "after" }, method: "PUT", probability: 0.2 },
    { effect: { kind: "truncate" }, path: "/settings", probability: 0.2 },
    { effect: { kind: "html" }, path: "/users", probability: 0.3 },
    { effect: { kind: "hang" }, path: "/org", times: HANGING },
  ]) {
    await standIn.control("POST", "/faults", fault);
  }

  const outcomes = await Promise.allSettled(mixedLoad(client, ids));
  await standIn.control("DELETE", "/faults");
  // The log fills in a call's end when it comes; those that hang stay open over there.
  const log = await vi.waitFor(async () => {
    const requests = numbered(await standIn.requests());
    expect(requests.filter(({ status }) => status === 0)).toHaveLength(HANGING);
    return requests;
  });

  // The hour was as bad as it was meant to be.
  expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(100);
  const faults = new Set(log.flatMap(({ fault }) => fault?.split("+") ?? []));
  expect(faults).toEqual(new Set(["latency", "status", "cut", "truncate", "html"]));
  for (const outcome of outcomes) {
    if (outcome.status === "rejected" && !isOurs(outcome.reason)) throw outcome.reason;
  }

  // Every request that arrived is an attempt of ours, once; every reply in the log is one we got.
  expect(new Set(log.map(({ attempt }) => attempt)).size).toBe(log.length);
  const byNumber = new Map(attempts.map((attempt) => [attempt.number, attempt]));
  for (const request of log) {
    const attempt = byNumber.get(request.attempt);
    expect(attempt, `request ${request.attempt}`).toBeDefined();
    if (attempt !== undefined && attempt.status !== null)
      expect(attempt.status).toBe(request.status);
  }
  // An attempt that never arrived was aborted or cut on its way, never answered.
  const arrived = new Set(log.map(({ attempt }) => attempt));
  expect(attempts.filter(({ number, status }) => !arrived.has(number) && status !== null)).toEqual(
    [],
  );

  // Budget: each attempt has its entry, and none is charged less than the CRM charges.
  expect(tally(reports.map(({ status }) => status))).toEqual(
    tally(attempts.map(({ status }) => status)),
  );
  const { creditsByPurpose, credits24h, calls } = client.usage();
  expect(calls).toBe(attempts.length);
  expect(sum(reports.map(({ credits }) => credits))).toBe(credits24h);
  expect(sum(Object.values(creditsByPurpose))).toBe(credits24h);
  expect(credits24h).toBeGreaterThanOrEqual(sum(log.map(({ credits }) => credits)));

  // Slot: never more at the same time than we may, by our count and by the CRM's. What we gave up
  // on may still be open over there.
  expect(Math.max(...attempts.map(({ inFlight }) => inFlight))).toBe(WIDTH);
  const abandoned = attempts.filter(({ status }) => status === null);
  for (const request of log) {
    const leftOpen = abandoned.filter(({ number }) => number < request.attempt).length;
    expect(request.concurrent).toBeLessThan(WIDTH + leftOpen);
  }

  // Time: even what hangs is over.
  expect(Math.max(...attempts.map(({ ms }) => ms))).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  for (const { attempt } of log.filter(({ status }) => status === 0)) {
    expect(byNumber.get(attempt)?.status).toBeNull();
    expect(byNumber.get(attempt)?.ms).toBeGreaterThan(TIMEOUT_MS / 2);
  }
  expect(client.usage()).toMatchObject({ inFlight: 0, queued: 0 });
});

it("lets no request leave once its purpose has used up its share of the day", async () => {
  await standIn.control("PATCH", "/org", { edition: "free" });
  const { client, attempts } = await watchedClient();
  // 5,000 a day for a free organisation, four fifths of it ours, three twentieths of that for deltas.
  const share = 600;
  await client.org({ purpose: "metadata" });
  const delta: CallOptions = { purpose: "delta" };
  let refusal: unknown = null;
  while (refusal === null && attempts.length < 2_000) {
    refusal = await client.deletedRecords({ module: "Deals", since: null, page: 1 }, delta).then(
      () => null,
      (error: unknown) => error,
    );
    // The day is tight once half of all is spent; others may spend that.
    if (attempts.length % 2 === 0)
      await client.countRecords("Deals", { purpose: "reconcile" }).catch(() => {});
    if (attempts.length % 3 === 0)
      await client.countRecords("Deals", { purpose: "webhook" }).catch(() => {});
  }
  const before = attempts.length;
  expect(refusal).toMatchObject({ kind: "throttled", code: "credit_share_used_up" });
  await expect(
    client.deletedRecords({ module: "Deals", since: null, page: 1 }, delta),
  ).rejects.toThrow();
  expect(attempts).toHaveLength(before);
  expect(client.usage().creditsByPurpose.delta).toBeGreaterThan(share - 2);
});

/** Reads, writes, sorted lists, settings; every seventh is given up on by its caller. */
function mixedLoad(client: ZohoClient, ids: string[]): Promise<unknown>[] {
  const calls: ((options: CallOptions) => Promise<unknown>)[] = [
    (options) => client.countRecords("Deals", options),
    (options) =>
      client.recordsByIds({ module: "Deals", fields: ["Stage"], ids: ids.slice(0, 150) }, options),
    (options) => client.deletedRecords({ module: "Deals", since: null, page: 1 }, options),
    (options) =>
      client.recordPage(
        {
          module: "Deals",
          fields: ["Stage"],
          position: { page: 1 },
          sortBy: "Modified_Time",
          sortOrder: "asc",
          perPage: 20,
        },
        options,
      ),
    (options) =>
      client.updateRecords(
        "Deals",
        ids.slice(20, 32).map((id) => ({ id, Next_Step: "Call" })),
        { trigger: [] },
        options,
      ),
    (options) => client.fields("Deals", options),
    (options) => client.users(options),
    (options) => client.org(options),
    (options) =>
      client.updateRecords(
        "Deals",
        [{ id: ids[0] ?? "", Amount: "no number" }],
        { trigger: [] },
        options,
      ),
  ];
  const purposes = [
    "delta",
    "webhook",
    "full_sync",
    "write_back",
    "reconcile",
    "metadata",
  ] as const;
  return Array.from({ length: 250 }, (_, index) => {
    const call = calls[index % calls.length];
    const purpose = purposes[index % purposes.length] ?? "delta";
    const signal = index % 7 === 3 ? AbortSignal.timeout(30 * (index % 11)) : undefined;
    return Promise.resolve(call?.({ purpose, signal }));
  });
}

/** What a caller may see: our own typed failure, or its own abort. */
function isOurs(reason: unknown): boolean {
  return (
    reason instanceof ZohoError ||
    (reason instanceof DOMException && reason.name === "TimeoutError")
  );
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

function tally(values: (number | null)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[`${value}`] = (counts[`${value}`] ?? 0) + 1;
  return counts;
}
