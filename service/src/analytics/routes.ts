import { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import { LivePipeline, LivePipelineQuery } from "@pulse/shared/pipeline/live-pipeline";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import { Hono } from "hono";
import { describeRoute, resolver, validator } from "hono-openapi";
import { type AppEnv, describeProblem, problem, rejectInvalid } from "../http.ts";
import type { DealScope } from "./deal-query.ts";
import { entityTag, matchesTag } from "./entity-tag.ts";
import { type LivePipelinePorts, readLivePipeline } from "./live-pipeline.ts";

export type PipelineRoutePorts = LivePipelinePorts & {
  scopeOf(viewer: { orgId: string; userId: string }): Promise<DealScope>;
  status(orgId: string): Promise<SyncStatus | null>;
  filterOptions(orgId: string, scope: DealScope): Promise<FilterOptions>;
};

export function pipelineRoutes(ports: PipelineRoutePorts) {
  return new Hono<AppEnv>()
    .get(
      "/zoho/live-pipeline",
      describeRoute({
        summary: "Totals of the pipeline and a page of its deals",
        description:
          "The summary is over all deals the caller may see; filters narrow `deals`, `total` and " +
          "`selection`. Amounts are decimal text. Send `If-None-Match` to be told when nothing has changed.",
        tags: ["Pipeline"],
        responses: {
          200: {
            description: "Totals and deals",
            content: { "application/json": { schema: resolver(LivePipeline) } },
          },
          304: { description: "Nothing has changed since the reply with that ETag" },
          400: describeProblem("A parameter is not valid"),
          401: describeProblem("Not signed in"),
        },
      }),
      validator("query", LivePipelineQuery, rejectInvalid),
      async (c) => {
        const { viewer } = c.var;
        const status = await ports.status(viewer.orgId);
        if (status === null) return problem(c, 409, "not_connected");
        const tag = entityTag([
          status.data_version,
          status.last_sync,
          status.connection.state,
          status.current_run?.id,
          status.current_run?.state,
          status.last_run?.id,
          viewer.userId,
          c.req.url,
        ]);
        c.header("etag", tag);
        c.header("cache-control", "private, no-cache");
        if (matchesTag(c.req.header("if-none-match"), tag)) return c.body(null, 304);

        const query = c.req.valid("query");
        const scope = await ports.scopeOf(viewer);
        const reply = await readLivePipeline(ports, viewer.orgId, scope, query, status);
        if (reply === null) {
          return problem(c, 400, "invalid_request", "Start again without a cursor.", [
            { field: "cursor", message: "belongs to another order, or is no cursor" },
          ]);
        }
        return c.json(reply, 200);
      },
    )
    .get(
      "/pipeline/filters",
      describeRoute({
        summary: "What the deals can be filtered by",
        tags: ["Pipeline"],
        responses: {
          200: {
            description: "Values that occur among the deals the caller may see",
            content: { "application/json": { schema: resolver(FilterOptions) } },
          },
          401: describeProblem("Not signed in"),
        },
      }),
      async (c) => {
        const { viewer } = c.var;
        const scope = await ports.scopeOf(viewer);
        return c.json(await ports.filterOptions(viewer.orgId, scope), 200);
      },
    );
}
