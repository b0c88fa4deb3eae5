import type { Context, MiddlewareHandler } from "hono";
import type { TokenStore } from "../accounts/token-store.ts";
import type { LogVariables } from "../request-log.ts";
import { bearerOf } from "./bearer.ts";
import { CONCURRENT_HEAVY_CALLS, concurrentCalls } from "./credits.ts";
import { tooManyRequests } from "./crm-fault.ts";
import type { OrgState } from "./org-state.ts";
import { isObject, parseJsonBody } from "./request-body.ts";

/** Rows above which a write counts as heavy. */
const HEAVY_ROWS = 10;

/**
 * Refuses a call when its application has too many open: the edition's number of all calls, ten
 * heavy ones. Comes before anything that takes time, so that slow calls count while they wait.
 */
export function limitConcurrency(deps: {
  org: OrgState;
  tokens: TokenStore;
}): MiddlewareHandler<{ Variables: LogVariables }> {
  const open = new Map<string, { all: number; heavy: number }>();
  return async (c, next) => {
    const token = deps.tokens.findAccessToken(bearerOf(c.req.header("authorization")) ?? "");
    // Without a token the call ends at the door.
    if (token === null) return next();
    c.set("clientId", token.clientId);
    c.set("userId", token.user);
    const calls = open.get(token.clientId) ?? { all: 0, heavy: 0 };
    open.set(token.clientId, calls);
    c.set("concurrent", calls.all);
    const isHeavy = await isHeavyCall(c);
    const isRefused =
      calls.all >= concurrentCalls[deps.org.info.edition] ||
      (isHeavy && calls.heavy >= CONCURRENT_HEAVY_CALLS);
    if (isRefused) return c.json(tooManyRequests().body(), 429);
    calls.all++;
    if (isHeavy) calls.heavy++;
    try {
      return await next();
    } finally {
      calls.all--;
      if (isHeavy) calls.heavy--;
    }
  };
}

/** COQL, search, sorted lists, and writes of more than ten records. Fact sheet, section 7. */
async function isHeavyCall(c: Context): Promise<boolean> {
  const { pathname, searchParams } = new URL(c.req.url);
  const [, , , first = "", second = ""] = pathname.split("/");
  if (first === "coql" || second === "search") return true;
  if (c.req.method === "GET") return searchParams.has("sort_by") || searchParams.has("cvid");
  const isWrite =
    (second === "" || second === "upsert") && first !== "" && c.req.method !== "DELETE";
  return isWrite && countRows(await c.req.text()) > HEAVY_ROWS;
}

function countRows(text: string): number {
  try {
    const body = parseJsonBody(text);
    return isObject(body) && Array.isArray(body.data) ? body.data.length : 0;
  } catch {
    return 0;
  }
}
