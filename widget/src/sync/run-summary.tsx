import type { SyncRun } from "@pulse/shared/sync/sync-run";
import { InstantTime } from "../ui/instant-time.tsx";
import { modeText, outcomeText, runStateText, triggerText } from "./run-text.ts";

/** One finished run, readable without knowing how a sync works. */
export function RunSummary({ run, now }: { run: SyncRun; now: Date }) {
  return (
    <div>
      <h2 className="font-semibold">
        {modeText(run)}: {runStateText(run)}
      </h2>
      <p className="mt-0.5 text-ink-muted">
        {run.finished_at !== null && (
          <>
            Ended <InstantTime instant={run.finished_at} now={now} />,{" "}
          </>
        )}
        {triggerText(run)}
      </p>
      <p className="mt-2">{outcomeText(run)}</p>
      {run.error !== null && <p className="mt-2 text-red-ink">{run.error.message}</p>}
    </div>
  );
}
