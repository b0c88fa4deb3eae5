import { type Context, Hono } from "hono";
import type { TokenStore } from "../accounts/token-store.ts";
import type { LogVariables } from "../request-log.ts";
import { bearerOf } from "./bearer.ts";
import type { CreditMeter } from "./credits.ts";
import {
  CrmFault,
  invalidMethod,
  invalidToken,
  invalidUrl,
  noToken,
  tooManyRequests,
} from "./crm-fault.ts";
import type { ApiVersion, CrmReply, CrmRequest, CrmRoute } from "./crm-request.ts";
import type { OrgState } from "./org-state.ts";
import { parseJsonBody } from "./request-body.ts";
import { requireScopes } from "./scopes.ts";

export type CrmDeps = {
  org: OrgState;
  tokens: TokenStore;
  credits: CreditMeter;
  routes: CrmRoute[];
  /** Public address of the API, without a path. */
  apiDomain(): string;
};

const versionPattern = ":version{v[678]}";
const everyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The CRM's REST API: finds the route, then token, scope, credits, and the handler. */
export function crmApp(deps: CrmDeps) {
  const app = new Hono<{ Variables: LogVariables }>();
  const addressOf = (route: CrmRoute) =>
    `${route.bulk ? "/crm/bulk" : "/crm"}/${versionPattern}${route.path}`;
  // A path answers its wrong methods itself, before a wider pattern (a module's name) catches it.
  for (const path of new Set(deps.routes.map(addressOf))) {
    const routes = deps.routes.filter((route) => addressOf(route) === path);
    for (const route of routes) {
      app.on(route.method, path, async (c) => answer(c, deps, route, await run(c, deps, route)));
    }
    app.on(everyMethod, path, (c) => faultReply(c, deps, invalidMethod()));
  }
  app.all("/crm/*", (c) => faultReply(c, deps, invalidUrl()));
  return app;
}

async function run(c: Context, deps: CrmDeps, route: CrmRoute): Promise<CrmReply | CrmFault> {
  try {
    const request = await readRequest(c, deps);
    if (route.since !== undefined && request.version < route.since) throw invalidUrl();
    requireScopes(request, route.scopes(request));
    if (route.credits !== null) request.charge(route.credits);
    return await route.handle(request);
  } catch (fault) {
    if (fault instanceof CrmFault) return fault;
    throw fault;
  }
}

async function readRequest(c: Context, deps: CrmDeps): Promise<CrmRequest> {
  const { org, tokens, credits } = deps;
  const bearer = bearerOf(c.req.header("authorization"));
  if (bearer === null) throw noToken();
  const token = tokens.findAccessToken(bearer);
  const user = token === null ? undefined : org.users.get(token.user);
  if (token === null || user === undefined || user.status !== "active") throw invalidToken();
  return {
    org,
    token,
    user,
    version: c.req.param("version") as ApiVersion,
    params: c.req.param(),
    query: new URL(c.req.url).searchParams,
    header: (name) => c.req.header(name),
    body: await readBody(c),
    charge: (amount) => {
      if (!credits.spend(amount)) throw tooManyRequests();
      c.set("credits", (c.get("credits") ?? 0) + amount);
    },
    apiDomain: deps.apiDomain(),
  };
}

async function readBody(c: Context): Promise<unknown> {
  if (c.req.method === "GET" || c.req.method === "DELETE") return undefined;
  const text = await c.req.text();
  if (text === "") return undefined;
  try {
    return parseJsonBody(text);
  } catch {
    throw new CrmFault(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" });
  }
}

function answer(c: Context, deps: CrmDeps, route: CrmRoute, reply: CrmReply | CrmFault): Response {
  if (reply instanceof CrmFault) return faultReply(c, deps, reply, route.wrapFaults);
  tellCredits(c, deps);
  if (reply.bytes !== undefined) {
    const { content, type, fileName } = reply.bytes;
    return new Response(content, {
      status: reply.status,
      headers: {
        "content-type": type,
        "content-disposition": `attachment; filename=${fileName}`,
        "x-content-type-options": "nosniff",
      },
    });
  }
  if (reply.body === undefined) return c.body(null, reply.status as 204);
  return c.json(reply.body, reply.status as 200);
}

// What the caller may not do at all is told plainly; what is wrong with a write is told like its rows.
const neverWrapped = new Set([401, 404, 429]);

function faultReply(c: Context, deps: CrmDeps, fault: CrmFault, wrapper?: string): Response {
  tellCredits(c, deps);
  const wrap =
    wrapper !== undefined && deps.org.behaviour.wrapWriteErrors && !neverWrapped.has(fault.status);
  const body = fault.body();
  return c.json(wrap ? { [wrapper]: [body] } : body, fault.status as 400);
}

function tellCredits(c: Context, deps: CrmDeps): void {
  const remaining = deps.credits.remainingToTell();
  if (remaining !== null) c.header("X-API-CREDITS-REMAINING", String(remaining));
}
