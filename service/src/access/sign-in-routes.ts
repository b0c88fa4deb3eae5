import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { describeRoute, validator } from "hono-openapi";
import { z } from "zod";
import type { AppEnv } from "../http.ts";
import { ZohoError } from "../zoho/errors.ts";
import { browserCookies } from "./browser-cookies.ts";
import type { Refusal } from "./check-sign-in.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { newSecret, readSessionCookie, sessionCookieName } from "./credential.ts";
import { failurePageHeaders, renderFailurePage } from "./failure-page.ts";
import {
  pendingCookieName,
  readPending,
  type SignInPurpose,
  writePending,
} from "./pending-sign-in.ts";
import { failurePages, type Trouble } from "./refusal-text.ts";
import { safeReturnPath } from "./return-path.ts";
import type { SignInPorts } from "./sign-in-ports.ts";

/** Also the address to register for the client in Zoho's API console. */
export const callbackPath = "/api/auth/callback";

export type SignInDeps = {
  ports: SignInPorts;
  appBaseUrl: string;
  sessionSecret: string;
  /**
   * Zoho's authorization page. `connect` asks for every scope, offline, with a new consent;
   * `sign_in` only for who somebody is.
   */
  authorizationUrl(request: { flow: SignInPurpose; redirectUri: string; state: string }): string;
  /** Called after the connection is stored; the browser does not wait for what it starts. */
  onConnected(orgId: string): Promise<void>;
  log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
};

const StartQuery = z.object({
  return_to: z.string().optional().describe("Path on this site to come back to, e.g. `/deals`"),
});

const CallbackQuery = z.object({
  code: z.string().min(1).max(4096).optional(),
  state: z.string().max(512).optional(),
  error: z.string().max(512).optional(),
  location: z.string().max(64).optional().describe("Data centre; `accounts-server` says it better"),
  "accounts-server": z.string().max(512).optional().describe("Where the code has to be exchanged"),
});

const toZoho = { 302: { description: "To Zoho's authorization page" } };

/** Browser navigations of signing in; their failures are pages for people. Mounted at `/api/auth`. */
export function signInRoutes(deps: SignInDeps) {
  const cookies = browserCookies(deps.appBaseUrl);
  const redirectUri = `${deps.appBaseUrl}${callbackPath}`;

  function begin(c: Context<AppEnv>, purpose: SignInPurpose, returnTo: string | undefined) {
    const pending = { state: newSecret(), purpose, returnTo: safeReturnPath(returnTo) };
    cookies.setPending(c, writePending(pending, deps.sessionSecret, deps.ports.now()));
    const { state } = pending;
    c.header("cache-control", "no-store");
    return c.redirect(deps.authorizationUrl({ flow: purpose, redirectUri, state }), 302);
  }

  /** The connection stands already: what fails here is tried again by the schedule. */
  function startBehind(orgId: string) {
    deps.onConnected(orgId).catch((error: unknown) => {
      deps.log.error({ err: rootCause(error), org_id: orgId }, "start after connecting failed");
    });
  }

  return new Hono<AppEnv>()
    .get(
      "/sign-in",
      describeRoute({
        tags: ["Sign-in"],
        summary: "Sign in with Zoho (open in a browser)",
        responses: toZoho,
      }),
      validator("query", StartQuery, backToStart),
      (c) => begin(c, "sign_in", c.req.valid("query").return_to),
    )
    .get(
      "/connect",
      describeRoute({
        tags: ["Sign-in"],
        summary: "Connect the organisation, as a CRM administrator (open in a browser)",
        responses: toZoho,
      }),
      validator("query", StartQuery, backToStart),
      (c) => begin(c, "connect", c.req.valid("query").return_to),
    )
    .get(
      "/callback",
      describeRoute({
        tags: ["Sign-in"],
        summary: "Where Zoho sends the browser back to",
        responses: {
          303: { description: "Signed in; on to the page that was asked for" },
          "4XX": { description: "A page that says why not and what to do" },
          "5XX": { description: "A page that says why not and what to do" },
        },
      }),
      validator("query", CallbackQuery, (result, c: Context<AppEnv>) =>
        result.success ? undefined : showFailure(c, "stale"),
      ),
      async (c) => {
        const pending = readPending(
          getCookie(c, pendingCookieName),
          deps.sessionSecret,
          deps.ports.now(),
        );
        cookies.clearPending(c);
        try {
          const outcome = await completeSignIn(deps.ports, {
            query: c.req.valid("query"),
            pending,
            replaced: readSessionCookie(getCookie(c, sessionCookieName) ?? ""),
            redirectUri,
          });
          if (outcome.kind === "refused") {
            deps.log.warn({ reason: outcome.reason }, "sign-in refused");
            return showFailure(c, outcome.reason, outcome.detail);
          }
          if (outcome.connected) startBehind(outcome.orgId);
          cookies.setSession(c, outcome.sessionCookie);
          c.header("cache-control", "no-store");
          // The address holds the code; the next page has no need to hear of it.
          c.header("referrer-policy", "no-referrer");
          return c.redirect(outcome.returnTo, 303);
        } catch (error) {
          return showTrouble(c, error, deps.log);
        }
      },
    );
}

/** An odd `return_to` is no reason to keep somebody out. */
function backToStart(result: { success: boolean }, c: Context<AppEnv>) {
  return result.success ? undefined : c.redirect(c.req.path, 302);
}

function showTrouble(c: Context<AppEnv>, error: unknown, log: SignInDeps["log"]) {
  if (!(error instanceof ZohoError)) {
    log.error({ err: rootCause(error) }, "sign-in failed");
    return showFailure(c, "internal");
  }
  log.warn({ code: error.code, kind: error.kind, status: error.status }, "sign-in failed at Zoho");
  const detail = `${error.advice} Code: ${error.code}`;
  if (error.code === "host_not_allowed") return showFailure(c, "foreign_server", detail);
  if (error.code === "no_refresh_token") return showFailure(c, "no_refresh_token");
  if (error.kind === "throttled") return showFailure(c, "zoho_busy");
  if (error.retryable) return showFailure(c, "zoho_down");
  return showFailure(c, "zoho_refused", detail);
}

/** A failed statement's own error repeats its parameters; the driver's beneath it does not. */
function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootCause(error.cause) : error;
}

function showFailure(c: Context<AppEnv>, reason: Refusal | Trouble, detail?: string) {
  const page = failurePages[reason];
  const details = detail === undefined ? [] : [detail];
  for (const [name, value] of Object.entries(failurePageHeaders)) c.header(name, value);
  c.header("cache-control", "no-store");
  c.header("referrer-policy", "no-referrer");
  return c.html(renderFailurePage(page, { details, requestId: c.var.requestId }), page.status);
}
