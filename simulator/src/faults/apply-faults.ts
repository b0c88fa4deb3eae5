import { setTimeout as wait } from "node:timers/promises";
import type { Context, MiddlewareHandler } from "hono";
import type { TokenStore } from "../accounts/token-store.ts";
import { bearerOf } from "../crm/bearer.ts";
import type { Random } from "../random.ts";
import type { LogVariables } from "../request-log.ts";
import type { FaultEffect, FaultRules } from "./fault-rules.ts";

type Handler = MiddlewareHandler<{ Variables: LogVariables }>;

/** Puts the faults the rules order in the way of a call. */
export function applyFaults(deps: {
  rules: FaultRules;
  random: Random;
  tokens: TokenStore;
  /** Aborted when the stand-in stops, so that nothing hangs on. */
  stopped: AbortSignal;
}): Handler {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const effects = deps.rules.strike(c.req.method, pathname + search);
    if (effects.length > 0) c.set("fault", effects.map((effect) => effect.kind).join("+"));
    for (const effect of effects) {
      const reply = await before(c, effect);
      if (reply !== null) return reply;
    }
    await next();
    for (const effect of effects) {
      if (effect.kind === "cut" && effect.when === "after") {
        // The reply must not be the next handler's: it is never sent.
        c.res = cutConnection(c);
      }
      if (effect.kind === "truncate") c.res = await truncated(c.res);
    }
    return undefined;
  };

  async function before(c: Context, effect: FaultEffect): Promise<Response | null> {
    switch (effect.kind) {
      case "latency":
        await pause(
          typeof effect.ms === "number"
            ? effect.ms
            : deps.random.integer(effect.ms.from, effect.ms.to),
        );
        return null;
      case "status":
        return c.json(
          (effect.body ?? usualBody(effect.status)) as object,
          effect.status as 500,
          effect.headers,
        );
      case "cut":
        return effect.when === "before" ? cutConnection(c) : null;
      case "html":
        return c.html(errorPage, effect.status as 502);
      case "revoke":
        revoke(c, effect.what);
        return null;
      case "hang":
        await pause(HANG_MS);
        return cutConnection(c);
      case "truncate":
        return null;
    }
  }

  async function pause(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: deps.stopped }).catch(() => {});
  }

  function revoke(c: Context, what: "access_token" | "refresh_token"): void {
    const bearer = bearerOf(c.req.header("authorization"));
    const token = bearer === null ? null : deps.tokens.findAccessToken(bearer);
    if (token === null) return;
    deps.tokens.revoke(what === "access_token" ? token.token : (token.refreshToken ?? token.token));
  }
}

/** Longer than any client waits. */
const HANG_MS = 600_000;

/** Ends the connection without an answer, as a network does. */
function cutConnection(c: Context): Response {
  const incoming: unknown = c.env?.incoming;
  if (typeof incoming === "object" && incoming !== null && "socket" in incoming) {
    const { socket } = incoming;
    if (typeof socket === "object" && socket !== null && "destroy" in socket) {
      (socket as { destroy(): void }).destroy();
    }
  }
  return new Response(null, { status: 499 });
}

async function truncated(reply: Response): Promise<Response> {
  const text = await reply.text();
  return new Response(text.slice(0, Math.floor(text.length / 2)), {
    status: reply.status,
    headers: { "content-type": reply.headers.get("content-type") ?? "application/json" },
  });
}

const usualCodes: Record<number, string> = {
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_ERROR",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
};

function usualBody(status: number) {
  return {
    code: usualCodes[status] ?? "INTERNAL_ERROR",
    details: {},
    message: "Internal Server Error",
    status: "error",
  };
}

const errorPage = `<!doctype html>
<html><head><title>Temporarily unavailable</title></head>
<body><h1>We will be back soon</h1></body></html>`;
