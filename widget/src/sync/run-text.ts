import type { SyncRun, SyncTrigger } from "@pulse/shared/sync/sync-run";
import { counted, countText } from "../ui/money.ts";

export function modeText(run: SyncRun): string {
  return run.mode === "full" ? "Full sync" : "Delta sync";
}

const triggers: Record<SyncTrigger, string> = {
  first: "first load",
  schedule: "on schedule",
  manual: "by hand",
  webhook: "after a CRM notification",
  recovery: "after an outage",
};

export function triggerText(run: SyncRun): string {
  return run.requested_by === null ? triggers[run.trigger] : `asked for by ${run.requested_by}`;
}

/** `1,240 of 2,000 deals read`; says that the end is unknown rather than guess it. */
export function progressText(run: SyncRun): string {
  if (run.state === "queued") return "waiting to start";
  if (run.expected === null) return `${counted(run.read, "deal")} read, total unknown`;
  return `${countText(run.read)} of ${counted(run.expected, "deal")} read`;
}

/** What a finished run did: `12 changed, 588 unchanged, 1 deleted, 2 could not be read · 4 CRM calls`. */
export function outcomeText(run: SyncRun): string {
  const parts = [
    `${countText(run.applied)} changed`,
    `${countText(run.unchanged + run.older)} unchanged`,
  ];
  if (run.deleted > 0) parts.push(`${countText(run.deleted)} deleted`);
  if (run.rejected > 0) parts.push(`${countText(run.rejected)} could not be read`);
  return `${parts.join(", ")} · ${counted(run.calls, "CRM call")}`;
}

export function runStateText(run: SyncRun): string {
  switch (run.state) {
    case "queued":
      return "Queued";
    case "running":
      return run.resumed > 0 ? "Running, picked up again after an interruption" : "Running";
    case "interrupted":
      return "Interrupted, will be resumed";
    case "succeeded":
      return "Succeeded";
    case "completed_with_errors":
      return `Completed with ${counted(run.rejected, "unreadable record")}`;
    case "failed":
      return "Failed";
    case "cancelled":
      return "Cancelled";
  }
}
