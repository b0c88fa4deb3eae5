import { z } from "zod";
import { InstantText } from "../wire/scalars.ts";
import { SyncRun } from "./sync-run.ts";

export const ConnectionState = z.enum([
  "not_connected",
  "ok",
  "auth_required",
  "rate_limited",
  "crm_unavailable",
  "database_unavailable",
]);
export type ConnectionState = z.infer<typeof ConnectionState>;

/**
 * fresh: the last closed run is younger than one interval and a bit · late: between that and two
 * intervals · stale: older than two intervals · never: no run has closed yet.
 */
export const Freshness = z.enum(["fresh", "late", "stale", "never"]);
export type Freshness = z.infer<typeof Freshness>;

export const SyncStatus = z.object({
  is_connected: z.boolean().describe("The CRM is connected and its last call succeeded"),
  connection: z.object({
    state: ConnectionState,
    since: InstantText.nullable(),
    message: z.string().describe("One sentence: what is the case, what still works, what to do"),
    next_try_at: InstantText.nullable(),
  }),
  last_sync: InstantText.nullable().describe(
    "CRM time up to which everything is stored, from the last closed run",
  ),
  sync_in_progress: z.boolean(),
  next_sync_in: z.int().nullable().describe("Seconds until the next scheduled run"),
  error_count: z.int().describe("Failed runs since the last successful one"),
  data_freshness: z.int().nullable().describe("Seconds since last_sync; null before the first"),
  freshness: Freshness,
  current_run: SyncRun.nullable(),
  last_run: SyncRun.nullable().describe("The newest finished run"),
  rejected_count: z.int().describe("Records kept raw because they could not be mapped"),
  deal_count: z.int().describe("Live deals in the mirror, before anybody's visibility"),
  sync_interval_minutes: z.int(),
  api_version: z.string(),
  data_version: z.string().describe("Changes whenever stored data changes"),
});
export type SyncStatus = z.infer<typeof SyncStatus>;
