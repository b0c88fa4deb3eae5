import { z } from "zod";
import { SyncStatus } from "../sync/sync-status.ts";

/**
 * What `GET /api/events` pushes. Events say that something changed, never what: the browser asks
 * again, and the answer obeys what its user may see.
 */
export const LiveEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("status"), status: SyncStatus }),
  z.object({ type: z.literal("deals-changed"), data_version: z.string() }),
  z.object({ type: z.literal("signed-out") }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;
