import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/**
 * What the CRM posts when records change. Only the channel and the ids matter; everything else may
 * be missing, and values it carries may be older than the record.
 */
const Payload = z.looseObject({
  channel_id: z.union([z.string(), z.int()]).transform(String),
  token: z.string().nullish(),
  module: z.string().default("Deals"),
  operation: z.string().default("update"),
  ids: z
    .array(z.string().regex(/^\d{1,19}$/))
    .max(1000)
    .default([]),
  server_time: z.int().nonnegative().nullish(),
  affected_fields: z.unknown().optional(),
});

export type Notification = {
  channelId: string;
  token: string | null;
  module: string;
  operation: string;
  dealIds: string[];
  sentAt: Temporal.Instant | null;
  /** Equal for a notification that is delivered twice. */
  eventId: string;
};

/** @returns null for text that is no notification */
export function parseNotification(body: string): Notification | null {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = Payload.safeParse(content);
  if (!parsed.success) return null;
  const { channel_id, token, module, operation, ids, server_time, affected_fields } = parsed.data;
  const identity = [
    channel_id,
    module,
    operation,
    [...ids].sort(),
    server_time ?? null,
    affected_fields ?? null,
  ];
  return {
    channelId: channel_id,
    token: token ?? null,
    module,
    operation,
    dealIds: [...new Set(ids)],
    sentAt: server_time == null ? null : Temporal.Instant.fromEpochMilliseconds(server_time),
    eventId: createHash("sha256").update(JSON.stringify(identity)).digest("hex"),
  };
}
