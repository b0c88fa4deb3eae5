import { Problem } from "@pulse/shared/wire/problem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pair, startPair, webhookToken } from "./pair.ts";
import { type PulseClient, pulseClient, signIn } from "./pulse-client.ts";
import { until } from "./running.ts";

const isRep = ({ label }: { label: string }) => label.includes("Sales Rep EMEA");

let pair: Pair;
let pulse: PulseClient;
let stranger: PulseClient;
let channelId: string | null = null;

beforeAll(async () => {
  pair = await startPair({ deals: 600 });
  stranger = pulseClient(pair.serviceUrl, null);
  // Holds nothing: it only listens for the channel that the service makes.
  pair.link.hold(({ path, body }) => {
    if (path.endsWith("/actions/watch")) channelId = /"channel_id":"?(\d+)/.exec(body)?.[1] ?? null;
    return false;
  });
});
afterAll(() => pair.stop());

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.request_id).toBe(response.headers.get("x-request-id"));
  return problem;
}

const jsonBody = (body: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body,
});

describe("before an organisation is connected", () => {
  it("says that none is, and lets nobody in", async () => {
    expect(await (await stranger.request("/api/auth/state")).json()).toMatchObject({
      signed_in: false,
      org_connected: false,
    });
    for (const path of ["/api/zoho/status", "/api/zoho/live-pipeline", "/api/events"]) {
      const response = await stranger.request(path);
      expect([path, response.status]).toEqual([path, 401]);
      expect((await problemOf(response)).code).toBe("not_signed_in");
    }
    const sync = await stranger.request("/api/zoho/sync", jsonBody('{"mode":"full"}'));
    expect(sync.status).toBe(401);
  });
});

describe("with a connected organisation", () => {
  beforeAll(async () => {
    pulse = await pair.connect();
    await pulse.untilSynced();
    await until(pulse.status, (status) => status.current_run === null);
  });

  it("refuses strangers, and a full sync to people who are no administrators", async () => {
    const rep = await signIn(pair.serviceUrl, isRep);
    const full = await rep.request("/api/zoho/sync", jsonBody('{"mode":"full"}'));
    expect(full.status).toBe(403);
    expect((await problemOf(full)).code).toBe("forbidden");
    expect((await rep.request("/api/zoho/rejected")).status).toBe(403);
    expect((await rep.sync("delta")).run.mode).toBe("delta");
    const wrong = pulseClient(pair.serviceUrl, "pp_1_wrong");
    expect((await wrong.request("/api/zoho/status")).status).toBe(401);
  });

  it("shows people exactly the deals that the CRM shows them", async () => {
    for (const role of ["Sales Rep EMEA", "Sales Manager India", "Finance"]) {
      const isUser = ({ label }: { label: string }) => label.includes(role);
      const [viewer, crm] = await Promise.all([
        signIn(pair.serviceUrl, isUser),
        pair.crmAs(isUser),
      ]);
      const [deals, records, { summary }] = await Promise.all([
        // Small pages, so that there are several.
        viewer.allDeals("limit=37&sort=sgd_amount"),
        crm.all("Deals", ["Deal_Name"]),
        viewer.pipeline(),
      ]);
      const ids = deals.map(({ record_id }) => record_id).toSorted();
      expect(ids.length, role).toBeGreaterThan(0);
      expect(ids, role).toEqual(records.map(({ id }) => id).toSorted());
      expect(summary.deal_count, role).toBe(records.length);
      if (role === "Sales Rep EMEA") expect(ids.length).toBeLessThan(200);
    }
  });

  it.each([
    ["unknown parameter", "/api/zoho/live-pipeline?colour=red", "(body)"],
    ["value outside an enumeration", "/api/zoho/live-pipeline?sort=colour", "sort"],
    ["unknown outcome", "/api/zoho/live-pipeline?outcome=maybe", "outcome"],
    ["limit below one", "/api/zoho/live-pipeline?limit=0", "limit"],
    ["limit above the most", "/api/zoho/live-pipeline?limit=501", "limit"],
    ["limit that is no number", "/api/zoho/live-pipeline?limit=many", "limit"],
    ["cursor that is none", "/api/zoho/live-pipeline?cursor=%22%27%3B--", "cursor"],
  ])("refuses this and names it: %s", async (_, path, field) => {
    const response = await pulse.request(path);
    expect(response.status).toBe(400);
    const problem = await problemOf(response);
    expect(problem.code).toBe("invalid_request");
    expect(JSON.stringify(problem.errors)).toContain(field === "(body)" ? "colour" : field);
  });

  it("refuses a cursor that belongs to another order", async () => {
    const { next_cursor } = await pulse.pipeline("limit=5&sort=sgd_amount");
    const response = await pulse.request(
      `/api/zoho/live-pipeline?limit=5&sort=stage&cursor=${encodeURIComponent(next_cursor ?? "")}`,
    );
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toMatchObject([{ field: "cursor" }]);
  });

  it("refuses a cursor that somebody made up", async () => {
    for (const [sort, value] of [
      ["sgd_amount", "1e9999999"],
      ["modified_time", "yesterday"],
      ["closing_date", "2026-02-31"],
      ["stage", "99999999999999"],
      ["opportunity_name", "\u0000"],
    ]) {
      const cursor = Buffer.from(JSON.stringify([sort, "desc", value, "1"])).toString("base64url");
      const response = await pulse.request(`/api/zoho/live-pipeline?sort=${sort}&cursor=${cursor}`);
      expect([value, response.status]).toEqual([value, 400]);
      expect((await problemOf(response)).errors).toMatchObject([{ field: "cursor" }]);
    }
  });

  it("finds nothing for what no deal can hold, and takes signs as they are", async () => {
    for (const query of ["search=%00", "territory=%00", "owner=%27%20or%201=1", "search=%25"]) {
      const { total } = await pulse.pipeline(query);
      expect([query, total]).toEqual([query, 0]);
    }
    const { total, summary } = await pulse.pipeline("stage=%F0%9F%9A%80");
    expect(total).toBe(0);
    expect(summary.deal_count).toBeGreaterThan(0);
  });

  it.each([
    ["{not json", 400],
    ['{"mode":"sideways"}', 400],
    ["[]", 400],
  ])("refuses the body %s", async (body, status) => {
    const response = await pulse.request("/api/zoho/sync", jsonBody(body));
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe("invalid_request");
  });

  it("answers an unknown address of the API with a problem, to whoever may ask", async () => {
    const response = await pulse.request("/api/zoho/nothing-here");
    expect(response.status).toBe(404);
    expect((await problemOf(response)).code).toBe("not_found");
    expect((await stranger.request("/api/zoho/nothing-here")).status).toBe(401);
  });

  it("answers an unchanged poll with 304, and a changed one with the new state", async () => {
    const path = "/api/zoho/live-pipeline?limit=1";
    const first = await pulse.request(path);
    const tag = first.headers.get("etag") ?? "";
    const poll = (etag: string) => pulse.request(path, { headers: { "if-none-match": etag } });
    const unchanged = await poll(tag);
    expect(unchanged.status).toBe(304);
    expect(await unchanged.text()).toBe("");

    const crm = await pair.crmAs();
    const [deal] = (await pulse.pipeline("outcome=open&limit=1")).deals;
    await crm.update(deal?.record_id ?? "", { Amount: 123.45 });
    await until(
      () => pulse.deal(deal?.record_id ?? ""),
      (now) => now?.amount === "123.45",
    );
    const changed = await poll(tag);
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(tag);
    // Somebody else's pages are none of ours, whatever tag they carry.
    const rep = await signIn(pair.serviceUrl, isRep);
    const now = changed.headers.get("etag") ?? "";
    const theirs = await rep.request(path, { headers: { "if-none-match": now } });
    expect(theirs.status).toBe(200);
  });

  describe("notifications", () => {
    const post = (body: string) => stranger.request("/api/zoho/webhook", jsonBody(body));
    const notice = (change: Record<string, unknown> = {}) =>
      JSON.stringify({
        server_time: 1_790_000_000_000,
        module: "Deals",
        operation: "update",
        ids: ["5725767000000000001"],
        channel_id: channelId,
        token: webhookToken,
        ...change,
      });

    it("takes its own channel's, with its token, also twice", async () => {
      expect(channelId).toMatch(/^\d+$/);
      expect((await post(notice())).status).toBe(200);
      expect((await post(notice())).status).toBe(200);
      expect((await post(notice({ module: "Leads" }))).status).toBe(200);
    });

    it.each([
      ["a wrong token", () => notice({ token: "wrong" }), 401, "unknown_sender"],
      ["no token", () => notice({ token: null }), 401, "unknown_sender"],
      ["an unknown channel", () => notice({ channel_id: "42" }), 401, "unknown_sender"],
      ["what is not JSON", () => "token=x&ids=1", 400, "invalid_request"],
      ["ids that are none", () => notice({ ids: ["1; drop table"] }), 400, "invalid_request"],
      ["two megabytes", () => notice({ padding: "x".repeat(2_000_000) }), 413, "too_large"],
    ])("refuses %s", async (_, body, status, code) => {
      const response = await post(body());
      expect(response.status).toBe(status);
      expect((await problemOf(response)).code).toBe(code);
    });
  });
});

describe("the documents", () => {
  it("describe every route in OpenAPI 3.1, with references that lead somewhere", async () => {
    const response = await stranger.request("/api/openapi.json");
    expect(response.status).toBe(200);
    const document = (await response.json()) as OpenApi;
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: "Pipeline Pulse", version: expect.any(String) });
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.toSorted()).toEqual([
      "DELETE /api/admin/api-tokens/{id}",
      "GET /api/admin/api-tokens",
      "GET /api/auth/callback",
      "GET /api/auth/connect",
      "GET /api/auth/me",
      "GET /api/auth/sign-in",
      "GET /api/auth/state",
      "GET /api/events",
      "GET /api/pipeline/filters",
      "GET /api/zoho/live-pipeline",
      "GET /api/zoho/rejected",
      "GET /api/zoho/status",
      "GET /healthz",
      "GET /readyz",
      "POST /api/admin/api-tokens",
      "POST /api/auth/sign-out",
      "POST /api/zoho/sync",
      "POST /api/zoho/webhook",
    ]);
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const operation of Object.values(methods)) {
        expect(Object.keys(operation.responses ?? {}), path).not.toEqual([]);
        for (const reply of Object.values(operation.responses ?? {})) {
          expect(reply.description, path).toEqual(expect.any(String));
        }
        const named = (operation.parameters ?? []).filter((one) => one.in === "path");
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(
          named.map(({ name }) => name),
          path,
        ).toEqual(inPath);
      }
    }
    for (const [, pointer = ""] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split("/")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it("can be read as a page without anything from elsewhere", async () => {
    const page = await stranger.request("/api/docs");
    expect(page.status).toBe(200);
    const html = await page.text();
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = ""]) => source);
    expect(sources.length).toBeGreaterThan(1);
    for (const source of sources) {
      expect(source).toMatch(/^\/api\/docs\//);
      expect([source, (await stranger.request(source)).status]).toEqual([source, 200]);
    }
  });
});

type OpenApi = {
  openapi: string;
  info: unknown;
  paths: Record<
    string,
    Record<
      string,
      {
        parameters?: { in: string; name: string }[];
        responses?: Record<string, { description?: string }>;
      }
    >
  >;
};
