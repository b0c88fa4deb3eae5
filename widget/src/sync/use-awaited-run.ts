import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import { useEffect, useState } from "react";
import { showToast } from "../ui/toast.ts";
import { modeText, outcomeText, runStateText } from "./run-text.ts";

/**
 * Tells the person who asked for a run how it ended. Scheduled runs end without a word: their
 * result is in the indicator.
 *
 * @returns call it with the id of the run to wait for
 */
export function useAwaitedRun(status: SyncStatus | null): (runId: string) => void {
  const [awaitedId, setAwaitedId] = useState<string | null>(null);
  const ended = status?.last_run ?? null;

  useEffect(() => {
    if (ended === null || ended.id !== awaitedId) return;
    setAwaitedId(null);
    const mode = modeText(ended);
    if (ended.state === "succeeded") {
      void showToast("success", `${mode} finished`, outcomeText(ended));
    } else if (ended.state === "completed_with_errors") {
      void showToast("warning", `${mode}: ${runStateText(ended)}`, outcomeText(ended));
    } else {
      void showToast(
        "error",
        `${mode}: ${runStateText(ended)}`,
        ended.error?.message ?? outcomeText(ended),
      );
    }
  }, [ended, awaitedId]);

  return setAwaitedId;
}
