import { z } from "zod";
import { InstantText } from "../wire/scalars.ts";

export const SyncMode = z.enum(["full", "delta"]);
export type SyncMode = z.infer<typeof SyncMode>;

export const SyncTrigger = z.enum(["first", "schedule", "manual", "webhook", "recovery"]);
export type SyncTrigger = z.infer<typeof SyncTrigger>;

/** `interrupted`: its process ended; the next one resumes it where it stopped. */
export const RunState = z.enum([
  "queued",
  "running",
  "interrupted",
  "succeeded",
  "completed_with_errors",
  "failed",
  "cancelled",
]);
export type RunState = z.infer<typeof RunState>;

export const SyncRun = z.object({
  id: z.string(),
  mode: SyncMode,
  trigger: SyncTrigger,
  requested_by: z.string().nullable().describe("Name of the person who asked, if one did"),
  state: RunState,
  requested_at: InstantText,
  started_at: InstantText.nullable(),
  finished_at: InstantText.nullable(),
  window_from: InstantText.nullable().describe("Delta: changes since this instant were asked for"),
  expected: z.int().nullable().describe("Deals the CRM counted at the start; null while unknown"),
  read: z.int().describe("Records received; equals applied + unchanged + older + rejected"),
  applied: z.int().describe("Rows that changed in the mirror, new ones included"),
  unchanged: z.int(),
  older: z.int().describe("Received, but the mirror already held something newer"),
  rejected: z.int().describe("Kept raw because they could not be mapped"),
  deleted: z.int().describe("Deals newly known to be deleted or hidden"),
  calls: z.int().describe("CRM calls made"),
  resumed: z.int().describe("How often the run was picked up again after an interruption"),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type SyncRun = z.infer<typeof SyncRun>;

export const SyncRequest = z.object({
  mode: SyncMode.default("delta").describe("delta: what changed since last time; full: everything"),
});
export type SyncRequest = z.infer<typeof SyncRequest>;

export const SyncReply = z.object({
  run: SyncRun,
  joined: z
    .boolean()
    .describe("True when a run was already under way and this request became part of it"),
  message: z.string(),
});
export type SyncReply = z.infer<typeof SyncReply>;
