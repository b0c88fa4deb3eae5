import { Problem } from "@pulse/shared/wire/problem";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { resolver } from "hono-openapi";

/** Who is asking, once a session or an API token has been checked. */
export type Viewer = {
  orgId: string;
  userId: string;
  name: string;
  isAdministrator: boolean;
  /** The id of the session or token, for audit and for ending it. */
  credentialId: string;
};

export type AppEnv = {
  Variables: {
    requestId: string;
    /** Set by `requireViewer`; routes behind it may read it without a check. */
    viewer: Viewer;
  };
};

const titles: Record<string, string> = {
  invalid_request: "The request is not valid",
  not_signed_in: "Not signed in",
  forbidden: "Not allowed",
  bad_origin: "The request did not come from our own pages",
  not_found: "Not found",
  not_connected: "No Zoho CRM organisation is connected",
  internal_error: "Something went wrong on our side",
};

/** An RFC 9457 reply. `code` is stable; `detail` says what happened, what is safe, what to do. */
export function problem(
  c: Context<AppEnv>,
  status: ContentfulStatusCode,
  code: string,
  detail?: string,
  errors?: Problem["errors"],
) {
  const body: Problem = {
    type: `urn:pipeline-pulse:problem:${code}`,
    title: titles[code] ?? code.replaceAll("_", " "),
    status,
    code,
    request_id: c.var.requestId,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
  return c.json(body, status, { "content-type": "application/problem+json" });
}

type InvalidInput = {
  success: boolean;
  error?: readonly { message: string; path?: readonly unknown[] | undefined }[];
};

/** Validation hook of every route: one entry per faulty field, named as the caller wrote it. */
export function rejectInvalid(result: InvalidInput, c: Context<AppEnv>) {
  if (result.success) return undefined;
  const errors = (result.error ?? []).map((issue) => ({
    field: (issue.path ?? []).map(pathSegment).join(".") || "(body)",
    message: issue.message,
  }));
  return problem(c, 400, "invalid_request", "Nothing was changed. See `errors`.", errors);
}

function pathSegment(segment: unknown): string {
  return typeof segment === "object" && segment !== null && "key" in segment
    ? String(segment.key)
    : String(segment);
}

/** Administrators by CRM profile only; everybody else gets 403 with the reason. */
export const requireAdministrator = createMiddleware<AppEnv>(async (c, next) => {
  if (!c.var.viewer.isAdministrator) {
    return problem(c, 403, "forbidden", "This needs a CRM administrator profile.");
  }
  await next();
  return undefined;
});

/** A problem reply in the OpenAPI document. */
export function describeProblem(description: string) {
  return { description, content: { "application/problem+json": { schema: resolver(Problem) } } };
}
