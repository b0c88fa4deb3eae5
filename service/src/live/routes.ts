import type { LiveEvent } from "@pulse/shared/live/live-event";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { streamSSE } from "hono/streaming";
import { describeRoute } from "hono-openapi";
import { type AppEnv, describeProblem } from "../http.ts";

export type LiveRoutePorts = {
  listen(orgId: string, listener: (event: LiveEvent) => void): () => void;
  status(orgId: string): Promise<SyncStatus | null>;
  /** Whether the credential that opened the stream is still good. */
  isStillSignedIn(presented: {
    authorization: string | undefined;
    sessionCookie: string | undefined;
  }): Promise<boolean>;
};

/** Proxies cut connections that are silent for a minute. */
const HEARTBEAT_MS = 20_000;

export function liveRoutes(ports: LiveRoutePorts) {
  return new Hono<AppEnv>().get(
    "/events",
    describeRoute({
      summary: "Server-sent events",
      description:
        "`status` carries the sync status, `deals-changed` says that stored deals changed (ask again to see " +
        "what you may see), `signed-out` that the stream ends because the session did.",
      tags: ["Live"],
      responses: {
        200: { description: "An endless stream", content: { "text/event-stream": {} } },
        401: describeProblem("Not signed in"),
      },
    }),
    (c) => {
      // Keeps buffering proxies from holding events back.
      c.header("x-accel-buffering", "no");
      const { viewer } = c.var;
      const presented = {
        authorization: c.req.header("authorization"),
        sessionCookie: getCookie(c, "pulse_session"),
      };
      return streamSSE(c, async (stream) => {
        const send = (event: LiveEvent) =>
          stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
        const stop = ports.listen(viewer.orgId, (event) => void send(event));
        stream.onAbort(stop);
        try {
          await stream.writeSSE({ data: "", event: "hello", retry: 2_000 });
          // A database that does not answer ends no stream: a later event or check will tell.
          const status = await ports.status(viewer.orgId).catch(() => null);
          if (status) await send({ type: "status", status });
          while (!stream.aborted) {
            await stream.sleep(HEARTBEAT_MS);
            if (!(await ports.isStillSignedIn(presented).catch(() => true))) {
              await send({ type: "signed-out" });
              return;
            }
            await stream.write(": still here\n\n");
          }
        } finally {
          stop();
        }
      });
    },
  );
}
