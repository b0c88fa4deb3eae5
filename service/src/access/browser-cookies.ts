import type { Context } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { sessionCookieName } from "./credential.ts";
import { pendingCookieName, pendingLife } from "./pending-sign-in.ts";
import { sessionLife } from "./session.ts";

const localHosts = new Set(["localhost", "127.0.0.1"]);
const pendingPath = "/api/auth";

/**
 * The two cookies. `Lax` on both: Zoho sends the browser back to us by a link, which `Strict` would
 * answer without them.
 */
export function browserCookies(appBaseUrl: string) {
  const secure = !localHosts.has(new URL(appBaseUrl).hostname);
  const common = { httpOnly: true, sameSite: "Lax", secure } as const;
  return {
    setSession: (c: Context, value: string) =>
      setCookie(c, sessionCookieName, value, {
        ...common,
        path: "/",
        maxAge: sessionLife.total("seconds"),
      }),
    clearSession: (c: Context) => deleteCookie(c, sessionCookieName, { ...common, path: "/" }),
    setPending: (c: Context, value: string) =>
      setCookie(c, pendingCookieName, value, {
        ...common,
        path: pendingPath,
        maxAge: pendingLife.total("seconds"),
      }),
    clearPending: (c: Context) =>
      deleteCookie(c, pendingCookieName, { ...common, path: pendingPath }),
  };
}
