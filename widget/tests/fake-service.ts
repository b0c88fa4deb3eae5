import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { extname, join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import type { AuthState, SignedIn } from "@pulse/shared/access/signed-in";
import type { Deal } from "@pulse/shared/deal/deal";
import type { LiveEvent } from "@pulse/shared/live/live-event";
import {
  LivePipelineQuery,
  NO_VALUE,
  type PipelineSummary,
} from "@pulse/shared/pipeline/live-pipeline";
import type { RejectedRecord } from "@pulse/shared/sync/rejected-record";
import type { SyncMode } from "@pulse/shared/sync/sync-run";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import type { Problem } from "@pulse/shared/wire/problem";
import { Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { aPipeline, aRun, aStatus, aViewer } from "./builders.ts";
import { summaryOf, totalsOf } from "./pipeline-sums.ts";
import { sampleDeals, sampleFilterOptions } from "./sample-deals.ts";

/** What the fake answers with; a test changes it between two looks. */
export type FakeState = {
  viewer: SignedIn | null;
  auth: AuthState;
  status: SyncStatus;
  deals: Deal[];
  summary: Partial<PipelineSummary>;
  rejected: RejectedRecord[];
  /** Set: the pipeline answers with this problem. */
  pipelineProblem: Problem | null;
  /** Set: the pipeline waits for it. */
  pipelineHold: Promise<void> | null;
  syncRequests: SyncMode[];
};

/** A full and quiet organisation. */
export function fullState(): FakeState {
  return {
    viewer: aViewer(),
    auth: { signed_in: true, org_connected: true, zoho_host: "accounts.zoho.com" },
    status: aStatus(),
    deals: sampleDeals(612),
    summary: {},
    rejected: [],
    pipelineProblem: null,
    pipelineHold: null,
    syncRequests: [],
  };
}

/**
 * The service as a browser meets it, over real HTTP, with answers under the test's control.
 * It serves the built console, so build that first.
 */
export class FakeService {
  state = fullState();
  #streams = new Set<SSEStreamingApi>();
  #server: Server;
  #port = 0;

  constructor(distFolder: string) {
    this.#server = createAdaptorServer({ fetch: this.#app(distFolder).fetch }) as Server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Comes back on the same port after a stop. */
  async start(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("No port");
    this.#port = address.port;
  }

  /** As a crash would: every connection is cut. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    this.#streams.clear();
  }

  async emit(event: LiveEvent): Promise<void> {
    const message = { event: event.type, data: JSON.stringify(event) };
    await Promise.all([...this.#streams].map((stream) => stream.writeSSE(message)));
  }

  /** Changes the status and tells everybody. */
  async setStatus(parts: Partial<SyncStatus>): Promise<void> {
    this.state.status = { ...this.state.status, ...parts };
    await this.emit({ type: "status", status: this.state.status });
  }

  #app(distFolder: string) {
    const app = new Hono();
    app.use(async (c, next) => {
      await next();
      c.header("content-security-policy", CONTENT_SECURITY_POLICY);
    });
    for (const path of ["/api/zoho/*", "/api/pipeline/*", "/api/events"]) {
      app.use(path, async (_c, next) => (this.state.viewer === null ? signedOut() : await next()));
    }

    app.get("/api/auth/state", (c) => c.json(this.state.auth));
    app.get("/api/auth/me", (c) =>
      this.state.viewer === null ? signedOut() : c.json(this.state.viewer),
    );
    app.post("/api/auth/sign-out", (c) => {
      if (c.req.header("x-pulse-request") !== "1") return c.text("origin check", 403);
      this.state.viewer = null;
      return c.body(null, 204);
    });
    app.get("/api/pipeline/filters", (c) => c.json(sampleFilterOptions()));
    app.get("/api/zoho/status", (c) => c.json(this.state.status));
    app.get("/api/zoho/rejected", (c) =>
      c.json({ records: this.state.rejected, total: this.state.rejected.length }),
    );
    app.post("/api/zoho/sync", async (c) => {
      if (c.req.header("x-pulse-request") !== "1") return c.text("origin check", 403);
      const { mode } = await c.req.json<{ mode: SyncMode }>();
      this.state.syncRequests.push(mode);
      const running = this.state.status.current_run;
      const run =
        running ??
        aRun({
          id: `run-${mode}`,
          mode,
          trigger: "manual",
          state: "queued",
          read: 0,
          finished_at: null,
        });
      return c.json(
        {
          run,
          joined: running !== null,
          message:
            running === null
              ? "The sync has been queued."
              : "A sync is already running; you will see its result.",
        },
        202,
      );
    });
    app.get("/api/zoho/live-pipeline", async (c) => {
      await this.state.pipelineHold;
      const problem = this.state.pipelineProblem;
      if (problem !== null) return Response.json(problem, { status: problem.status });
      const query = LivePipelineQuery.parse(
        Object.fromEntries(
          Object.entries(c.req.queries()).map(([name, values]) => [
            name,
            values.length > 1 ? values : values[0],
          ]),
        ),
      );
      return c.json(this.#page(query));
    });
    app.get("/api/events", (c) =>
      streamSSE(c, async (stream) => {
        this.#streams.add(stream);
        await stream.writeSSE({
          event: "status",
          data: JSON.stringify({ type: "status", status: this.state.status }),
        });
        await new Promise<void>((resolve) => stream.onAbort(resolve));
        this.#streams.delete(stream);
      }),
    );

    app.get("*", async (c) => {
      const path = c.req.path.includes(".") ? c.req.path : "/console.html";
      const file = await readFile(join(distFolder, path)).catch(() => null);
      if (file === null) return c.notFound();
      return c.body(new Uint8Array(file), 200, {
        "content-type": contentTypes[extname(path)] ?? "",
      });
    });
    return app;
  }

  #page(query: LivePipelineQuery) {
    const matching = this.state.deals.filter((deal) => matches(deal, query)).sort(comparing(query));
    const start = Number(query.cursor ?? 0);
    const end = start + query.limit;
    return aPipeline(matching.slice(start, end), {
      summary: { ...summaryOf(this.state.deals), ...this.state.summary },
      total: matching.length,
      selection: totalsOf(matching),
      next_cursor: end < matching.length ? String(end) : null,
      sync_status: this.state.status,
    });
  }
}

/** As strict as the console can be served under: no foreign origin, no inline or evaluated script. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

function signedOut(): Response {
  return Response.json(aProblem({ status: 401, code: "not_signed_in", title: "Not signed in" }), {
    status: 401,
  });
}

export function aProblem(parts: Partial<Problem>): Problem {
  return {
    type: "urn:pipeline-pulse:problem:internal_error",
    title: "Something went wrong on our side",
    status: 500,
    code: "internal_error",
    request_id: "req-7f3a",
    ...parts,
  };
}

function matches(deal: Deal, query: LivePipelineQuery): boolean {
  const needle = query.search?.toLowerCase() ?? "";
  const text = `${deal.opportunity_name} ${deal.account_name} ${deal.owner_name} ${deal.record_id}`;
  const isIn = (wanted: readonly string[] | undefined, value: string | null) =>
    wanted === undefined || wanted.includes(value ?? NO_VALUE);
  return (
    text.toLowerCase().includes(needle) &&
    isIn(query.outcome, deal.outcome) &&
    isIn(query.territory, deal.territory) &&
    isIn(query.service_line, deal.service_line) &&
    isIn(query.stage, deal.stage) &&
    isIn(query.owner, deal.owner_id)
  );
}

/** Unknown values last, whatever the order; ties by id, so that paging is stable. */
function comparing({ sort, order }: LivePipelineQuery): (a: Deal, b: Deal) => number {
  const numeric = sort === "sgd_amount" || sort === "probability";
  const direction = order === "asc" ? 1 : -1;
  return (a, b) => {
    const left = a[sort];
    const right = b[sort];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const difference = numeric
      ? Number(left) - Number(right)
      : String(left).localeCompare(String(right));
    return difference * direction || a.record_id.localeCompare(b.record_id);
  };
}
