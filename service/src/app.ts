import { randomUUID } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { matchedRoutes } from "hono/route";
import { secureHeaders } from "hono/secure-headers";
import { describeRoute, openAPIRouteHandler } from "hono-openapi";
import type { RequireViewer } from "./access/require-viewer.ts";
import { isDatabaseUnreachable } from "./db/database-fault.ts";
import { type AppEnv, describeProblem, problem } from "./http.ts";
import { describeZohoFailure } from "./zoho/describe-failure.ts";

export type AppDeps = {
  requireViewer: RequireViewer;
  /** Routes that check for themselves who is asking: sign-in, webhook. */
  openRoutes: { path: string; routes: Hono<AppEnv> }[];
  /** Routes for signed-in people and API tokens. */
  viewerRoutes: { path: string; routes: Hono<AppEnv> }[];
  docs: Hono<AppEnv>;
  console: Hono<AppEnv>;
  /** Null when everything needed to serve is there; else what is missing. */
  missing(): Promise<string | null>;
  /** False until the database has been reached and has its tables. */
  isStarted(): boolean;
  log: { info(facts: object, message: string): void; error(facts: object, message: string): void };
};

/** Everything the service answers to. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(nameRequest, logRequest(deps.log), secureHeaders(headers));

  app.get(
    "/healthz",
    describeRoute({
      summary: "Whether the process lives",
      tags: ["Health"],
      security: [],
      responses: { 200: { description: "It does" } },
    }),
    (c) => c.json({ status: "ok" }, 200),
  );
  app.get(
    "/readyz",
    describeRoute({
      summary: "Whether requests can be served",
      tags: ["Health"],
      security: [],
      responses: {
        200: { description: "They can" },
        503: describeProblem("What is missing; it is being tried for"),
      },
    }),
    async (c) => {
      const missing = await deps.missing();
      return missing === null
        ? c.json({ status: "ready" }, 200)
        : problem(c, 503, "not_ready", missing);
    },
  );
  app.get("/api/openapi.json", openAPIRouteHandler(app, { documentation }));
  app.route("/api/docs", deps.docs);
  app.use("/api/*", async (c, next) => {
    if (!deps.isStarted()) return databaseUnavailable(c);
    await next();
    return undefined;
  });
  for (const { path, routes } of deps.openRoutes) app.route(path, routes);
  // From here on nothing under /api is told to strangers, not even what there is.
  app.use("/api/*", deps.requireViewer);
  for (const { path, routes } of deps.viewerRoutes) app.route(path, routes);
  app.all("/api/*", (c) => problem(c, 404, "not_found", "See /api/docs for what there is."));
  app.route("/", deps.console);

  app.notFound((c) => problem(c, 404, "not_found"));
  app.onError((error, c) => {
    // A body that is no JSON; the field validation never gets to see it.
    if (error instanceof HTTPException && error.status < 500) {
      return problem(c, error.status, "invalid_request", error.message);
    }
    const failure = describeZohoFailure(error);
    // Zoho's own network faults look like the database's beneath their surface.
    if (failure === null && isDatabaseUnreachable(error)) return databaseUnavailable(c);
    deps.log.error({ error, requestId: c.var.requestId, code: failure?.code }, "request failed");
    if (failure) return problem(c, failure.retryable ? 503 : 502, failure.code, failure.message);
    return problem(c, 500, "internal_error", "Nothing was half done. Tell support the request id.");
  });
  return app;
}

function databaseUnavailable(c: Context<AppEnv>) {
  return problem(
    c,
    503,
    "database_unavailable",
    "Our database does not answer. Nothing is lost; ask again in a moment.",
  );
}

const documentation = {
  openapi: "3.1.0",
  info: {
    title: "Pipeline Pulse",
    version: "0.1.0",
    description:
      "Every amount is decimal text with its currency named; every count says what it leaves out. " +
      "Scripts authenticate with `Authorization: Bearer <API token>`.",
  },
  tags: ["Pipeline", "Sync", "Live", "Sign-in", "Administration"].map((name) => ({ name })),
  components: {
    securitySchemes: {
      api_token: { type: "http" as const, scheme: "bearer" },
      session: { type: "apiKey" as const, in: "cookie" as const, name: "pulse_session" },
    },
  },
  security: [{ api_token: [] }, { session: [] }],
};

/** Scripts and styles from here only; inline styles are what charts set on their elements. */
const headers = {
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'self'"],
  },
  referrerPolicy: "same-origin",
};

const nameRequest: MiddlewareHandler<AppEnv> = async (c, next) => {
  const requestId = randomUUID();
  c.set("requestId", requestId);
  c.header("x-request-id", requestId);
  await next();
};

/** One line per request, with the route's pattern and never its query, which may hold a code. */
function logRequest(log: AppDeps["log"]): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    log.info(
      {
        requestId: c.var.requestId,
        method: c.req.method,
        route: routeOf(c),
        status: c.res.status,
        ms: Math.round(performance.now() - startedAt),
      },
      "request",
    );
  };
}

/** What answers alone is bound to a method; what stands before it is for all of them. */
function routeOf(c: Context<AppEnv>): string | undefined {
  const matched = matchedRoutes(c);
  return (matched.find(({ method }) => method !== "ALL") ?? matched.at(-1))?.path;
}
