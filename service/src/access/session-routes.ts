import { AuthState, SignedIn } from "@pulse/shared/access/signed-in";
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { describeRoute, resolver } from "hono-openapi";
import { type AppEnv, describeProblem, problem } from "../http.ts";
import { browserCookies } from "./browser-cookies.ts";
import { readSessionCookie, sessionCookieName } from "./credential.ts";
import type { ReadDealScope } from "./deal-scope.ts";
import { findViewer } from "./find-viewer.ts";
import { profileReply } from "./profile-reply.ts";
import {
  isOwnRequest,
  presentedBy,
  type RequireViewer,
  refuseForeignWrite,
} from "./require-viewer.ts";
import type { SessionPorts } from "./session-ports.ts";

export type SessionDeps = {
  ports: SessionPorts;
  requireViewer: RequireViewer;
  dealScope: ReadDealScope;
  appBaseUrl: string;
  /** Host of the accounts server people are sent to. */
  zohoHost: string;
  reportingCurrency: string;
  crmUrlOf(zgid: string): string;
};

const json = (schema: Parameters<typeof resolver>[0]) => ({
  "application/json": { schema: resolver(schema) },
});

/** Who is signed in, and signing out. Mounted at `/api/auth`. */
export function sessionRoutes(deps: SessionDeps) {
  const cookies = browserCookies(deps.appBaseUrl);
  return new Hono<AppEnv>()
    .get(
      "/state",
      describeRoute({
        tags: ["Sign-in"],
        summary: "Whether this browser is signed in and an organisation is connected",
        responses: { 200: { description: "For anybody", content: json(AuthState) } },
      }),
      async (c) => {
        const [found, orgIds] = await Promise.all([
          findViewer(deps.ports, presentedBy(c)),
          deps.ports.connectedOrgIds(),
        ]);
        const state: AuthState = {
          signed_in: found !== null,
          org_connected: orgIds.length > 0,
          zoho_host: deps.zohoHost,
        };
        return c.json(state, 200, { "cache-control": "no-store" });
      },
    )
    .get(
      "/me",
      describeRoute({
        tags: ["Sign-in"],
        summary: "Who is signed in, and what they may see",
        responses: {
          200: { description: "The viewer", content: json(SignedIn) },
          401: describeProblem("Not signed in"),
        },
      }),
      deps.requireViewer,
      async (c) => {
        const [profile, scope] = await Promise.all([
          deps.ports.readProfile(c.var.viewer),
          deps.dealScope(c.var.viewer),
        ]);
        if (profile === null) return problem(c, 401, "not_signed_in", "Sign in with Zoho again.");
        const reply = profileReply(profile, {
          scope,
          reportingCurrency: deps.reportingCurrency,
          crmUrl: deps.crmUrlOf(profile.org.zgid),
        });
        return c.json(reply, 200, { "cache-control": "no-store" });
      },
    )
    .post(
      "/sign-out",
      describeRoute({
        tags: ["Sign-in"],
        summary: "End this browser's session, here and on the server",
        responses: {
          204: { description: "Signed out, also when nobody was signed in" },
          403: describeProblem("Sent from another site"),
        },
      }),
      async (c) => {
        if (!isOwnRequest(c, deps.appBaseUrl)) return refuseForeignWrite(c);
        const credential = readSessionCookie(getCookie(c, sessionCookieName) ?? "");
        if (credential !== null) await deps.ports.endSession(credential);
        cookies.clearSession(c);
        return c.body(null, 204);
      },
    );
}
