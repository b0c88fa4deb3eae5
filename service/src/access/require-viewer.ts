import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { type AppEnv, problem } from "../http.ts";
import { sessionCookieName } from "./credential.ts";
import { type FoundViewer, findViewer, type Presented, type ViewerPorts } from "./find-viewer.ts";
import { isOwnWrite } from "./write-origin.ts";

export function presentedBy(c: Context<AppEnv>): Presented {
  return {
    authorization: c.req.header("authorization"),
    sessionCookie: getCookie(c, sessionCookieName),
  };
}

/** Checks a write that carries our cookie; see `isOwnWrite`. */
export function isOwnRequest(c: Context<AppEnv>, appBaseUrl: string): boolean {
  return isOwnWrite(
    {
      method: c.req.method,
      origin: c.req.header("origin"),
      pulseRequest: c.req.header("x-pulse-request"),
    },
    new URL(appBaseUrl).origin,
  );
}

export function refuseForeignWrite(c: Context<AppEnv>) {
  return problem(
    c,
    403,
    "bad_origin",
    "Nothing was changed. Writes with a session cookie come from our own pages and carry `X-Pulse-Request: 1`; scripts use an API token.",
  );
}

/** Sets `c.var.viewer`, or answers 401 `not_signed_in`, or 403 `bad_origin` to a foreign write. */
export function createRequireViewer(deps: { ports: ViewerPorts; appBaseUrl: string }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const found: FoundViewer | null = await findViewer(deps.ports, presentedBy(c));
    if (found === null) {
      return problem(c, 401, "not_signed_in", "Sign in with Zoho, or send a valid API token.");
    }
    if (found.by === "session" && !isOwnRequest(c, deps.appBaseUrl)) return refuseForeignWrite(c);
    c.set("viewer", found.viewer);
    await next();
    return undefined;
  });
}

export type RequireViewer = ReturnType<typeof createRequireViewer>;
