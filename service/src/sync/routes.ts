import { RejectedRecords } from "@pulse/shared/sync/rejected-record";
import { SyncReply, SyncRequest } from "@pulse/shared/sync/sync-run";
import { SyncStatus } from "@pulse/shared/sync/sync-status";
import { Hono } from "hono";
import { describeRoute, resolver, validator } from "hono-openapi";
import {
  type AppEnv,
  describeProblem,
  problem,
  rejectInvalid,
  requireAdministrator,
} from "../http.ts";
import type { SyncRunRecord } from "./sync-run-record.ts";
import { describeRun } from "./sync-status.ts";

export type SyncRoutePorts = {
  status(orgId: string): Promise<SyncStatus | null>;
  request(
    orgId: string,
    request: { mode: "full" | "delta"; trigger: "manual"; requestedBy: string },
  ): Promise<{ run: SyncRunRecord; joined: boolean }>;
  rejected(orgId: string): Promise<RejectedRecords>;
};

export function syncRoutes(ports: SyncRoutePorts) {
  return new Hono<AppEnv>()
    .get(
      "/zoho/status",
      describeRoute({
        summary: "State of the connection and of the sync",
        tags: ["Sync"],
        responses: {
          200: {
            description: "How fresh the data is, what runs, what failed, what comes next",
            content: { "application/json": { schema: resolver(SyncStatus) } },
          },
          401: describeProblem("Not signed in"),
        },
      }),
      async (c) => {
        const status = await ports.status(c.var.viewer.orgId);
        if (status === null) return problem(c, 409, "not_connected");
        return c.json(status, 200);
      },
    )
    .post(
      "/zoho/sync",
      describeRoute({
        summary: "Sync now",
        description:
          "One run per organisation at a time. A request that the run under way answers as well joins it. " +
          "A full sync needs a CRM administrator.",
        tags: ["Sync"],
        responses: {
          202: {
            description: "The run that answers the request",
            content: { "application/json": { schema: resolver(SyncReply) } },
          },
          400: describeProblem("The request is not valid"),
          401: describeProblem("Not signed in"),
          403: describeProblem("A full sync needs an administrator"),
        },
      }),
      validator("json", SyncRequest, rejectInvalid),
      async (c) => {
        const { viewer } = c.var;
        const { mode } = c.req.valid("json");
        if (mode === "full" && !viewer.isAdministrator) {
          return problem(c, 403, "forbidden", "A full sync needs a CRM administrator profile.");
        }
        const { run, joined } = await ports.request(viewer.orgId, {
          mode,
          trigger: "manual",
          requestedBy: viewer.name,
        });
        return c.json({ run: describeRun(run), joined, message: explain(run, joined, mode) }, 202);
      },
    )
    .get(
      "/zoho/rejected",
      describeRoute({
        summary: "CRM records that could not be read as deals",
        tags: ["Sync"],
        responses: {
          200: {
            description: "Kept as they came until a later read succeeds; the newest 200",
            content: { "application/json": { schema: resolver(RejectedRecords) } },
          },
          401: describeProblem("Not signed in"),
          403: describeProblem("Needs an administrator"),
        },
      }),
      requireAdministrator,
      async (c) => c.json(await ports.rejected(c.var.viewer.orgId), 200),
    );
}

function explain(run: SyncRunRecord, joined: boolean, mode: "full" | "delta"): string {
  if (joined && run.state === "queued")
    return `A ${run.mode} sync is already waiting; your request joined it.`;
  if (joined) {
    return `A ${run.mode} sync is already running; your request joined it and it will look for changes once more.`;
  }
  return mode === "full"
    ? "The full sync starts as soon as no other run is active."
    : "The sync has been started.";
}
