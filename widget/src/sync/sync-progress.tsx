import type { SyncRun } from "@pulse/shared/sync/sync-run";
import { useEffect, useState } from "react";
import { countText } from "../ui/money.ts";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { addSample, type ReadSample, readRate } from "./read-rate.ts";
import { modeText, progressText } from "./run-text.ts";

/** A run's progress as it is: read of expected, and the measured pace. No guess of the time left. */
export function SyncProgress({ run, heardAt }: { run: SyncRun; heardAt: Date }) {
  const rate = useReadRate(run, heardAt);
  const text = progressText(run);
  return (
    <div className="w-full min-w-0">
      <p className="flex flex-wrap gap-x-2 text-xs">
        <span className="font-medium text-ink">{modeText(run)}</span>
        <span className="text-ink-muted">{text}</span>
        {run.state === "running" && (
          <span className="ml-auto text-ink-muted">
            {rate === null ? "measuring pace" : `${countText(Math.round(rate))} rows/s`}
          </span>
        )}
      </p>
      <div className="mt-1">
        <ProgressBar
          label={modeText(run)}
          value={run.read}
          of={run.state === "queued" ? null : run.expected}
          text={text}
        />
      </div>
    </div>
  );
}

function useReadRate(run: SyncRun, heardAt: Date): number | null {
  const [samples, setSamples] = useState<ReadSample[]>([]);
  const atMs = heardAt.getTime();
  useEffect(() => {
    setSamples((before) => addSample(before, { runId: run.id, read: run.read, atMs }));
  }, [run.id, run.read, atMs]);
  return readRate(samples);
}
