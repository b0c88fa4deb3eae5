import { ApiTokenId, ApiTokenList } from "@pulse/shared/access/api-token";
import { ApiTokenReply, ApiTokenRequest } from "@pulse/shared/access/signed-in";
import { Hono } from "hono";
import { describeRoute, resolver, validator } from "hono-openapi";
import { z } from "zod";
import {
  type AppEnv,
  describeProblem,
  problem,
  rejectInvalid,
  requireAdministrator,
} from "../http.ts";
import { type ApiTokenPorts, type ListedApiToken, newApiToken } from "./api-token.ts";
import { credentialId } from "./credential.ts";
import type { RequireViewer } from "./require-viewer.ts";

const json = (schema: Parameters<typeof resolver>[0]) => ({
  "application/json": { schema: resolver(schema) },
});
const refusals = {
  401: describeProblem("Not signed in"),
  403: describeProblem("Not an administrator"),
};

/** API tokens of the organisation, for administrators. Mounted at `/api/admin/api-tokens`. */
export function apiTokenRoutes(deps: { ports: ApiTokenPorts; requireViewer: RequireViewer }) {
  return new Hono<AppEnv>()
    .post(
      "/",
      describeRoute({
        tags: ["Administration"],
        summary: "Make an API token that acts as you",
        responses: {
          201: { description: "The token, shown this once", content: json(ApiTokenReply) },
          ...refusals,
        },
      }),
      deps.requireViewer,
      requireAdministrator,
      validator("json", ApiTokenRequest, rejectInvalid),
      async (c) => {
        const { orgId, userId } = c.var.viewer;
        const { name } = c.req.valid("json");
        const { text, token } = newApiToken({ orgId, userId, name, now: deps.ports.now() });
        await deps.ports.saveApiToken(token, userId);
        return c.json({ token: text, name }, 201, { "cache-control": "no-store" });
      },
    )
    .get(
      "/",
      describeRoute({
        tags: ["Administration"],
        summary: "API tokens of the organisation, without their secrets",
        responses: {
          200: { description: "Newest first", content: json(ApiTokenList) },
          ...refusals,
        },
      }),
      deps.requireViewer,
      requireAdministrator,
      async (c) => {
        const listed = await deps.ports.listApiTokens(c.var.viewer.orgId);
        const reply: ApiTokenList = { tokens: listed.map(tokenReply) };
        return c.json(reply, 200, { "cache-control": "no-store" });
      },
    )
    .delete(
      "/:id",
      describeRoute({
        tags: ["Administration"],
        summary: "Revoke an API token",
        responses: {
          204: { description: "It opens nothing any more" },
          404: describeProblem("No such token"),
          ...refusals,
        },
      }),
      deps.requireViewer,
      requireAdministrator,
      validator("param", z.object({ id: ApiTokenId }), rejectInvalid),
      async (c) => {
        const { orgId, userId } = c.var.viewer;
        const revoked = await deps.ports.revokeApiToken(orgId, c.req.valid("param").id, userId);
        if (!revoked) return problem(c, 404, "not_found", "There is no such API token.");
        return c.body(null, 204);
      },
    );
}

function tokenReply(listed: ListedApiToken): ApiTokenList["tokens"][number] {
  return {
    id: credentialId(listed.secretHash),
    name: listed.name,
    user_id: listed.userId,
    user_name: listed.userName,
    created_at: listed.createdAt.toString(),
    last_used_at: listed.lastUsedAt?.toString() ?? null,
  };
}
