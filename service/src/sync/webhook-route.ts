import { timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { describeRoute } from "hono-openapi";
import { type AppEnv, describeProblem, problem } from "../http.ts";
import { type Notification, parseNotification } from "./notification.ts";

export type WebhookPorts = {
  /** Null for a channel that is not ours. */
  orgOfChannel(channelId: string): Promise<string | null>;
  accept(orgId: string, notification: Notification): Promise<void>;
  /** For a notification that names no deals: something changed, nobody says what. */
  requestDelta(orgId: string): Promise<void>;
  token: string;
  log(event: string, facts: Record<string, unknown>): void;
};

const MAX_BYTES = 1_000_000;

/**
 * Where the CRM posts its notifications. Authentic or 401; stored before 200; everything else later.
 * A database that cannot store it answers 5xx through the app's error handler, never a false 200.
 */
export function webhookRoute(ports: WebhookPorts) {
  return new Hono<AppEnv>().post(
    "/zoho/webhook",
    describeRoute({
      summary: "Notifications from Zoho CRM",
      description:
        "Carries the channel's token in its body. Values in it are hints; the deals are read again.",
      tags: ["Sync"],
      responses: {
        200: { description: "Stored, or about a module that does not concern us" },
        400: describeProblem("Not a notification"),
        401: describeProblem("Unknown channel or wrong token"),
        413: describeProblem("More than 1 MB"),
      },
    }),
    bodyLimit({
      maxSize: MAX_BYTES,
      onError: (c) => {
        // The rest of the body stays unread, so nothing else can come over this connection.
        c.header("connection", "close");
        return problem(c, 413, "too_large", "A notification has at most 1 MB.");
      },
    }),
    async (c) => {
      const notification = parseNotification(await c.req.text());
      if (notification === null)
        return problem(c, 400, "invalid_request", "This is no CRM notification.");
      const orgId = isSecret(notification.token, ports.token)
        ? await ports.orgOfChannel(notification.channelId)
        : null;
      if (orgId === null) {
        ports.log("webhook_refused", { channelId: notification.channelId });
        return problem(c, 401, "unknown_sender", "Neither stored nor acted upon.");
      }
      if (notification.module === "Deals") {
        if (notification.dealIds.length === 0) await ports.requestDelta(orgId);
        else await ports.accept(orgId, notification);
      }
      return c.json({ status: "accepted" }, 200);
    },
  );
}

/** Compares in a time that does not depend on where the texts differ. */
function isSecret(given: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
