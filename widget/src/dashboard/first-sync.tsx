import { SyncProgress } from "../sync/sync-progress.tsx";
import { nextSync } from "../sync/sync-view.ts";
import { useHeardStatus } from "../sync/use-heard-status.ts";
import { useNow } from "../ui/use-now.ts";
import { PipelineTiles } from "./pipeline-tiles.tsx";

/** Before the first sync has finished any total would be wrong, so there is none. */
export function FirstSync() {
  const { status, heardAt } = useHeardStatus();
  const now = useNow(5_000);
  const run = status?.current_run ?? null;
  const next = status === null || heardAt === null ? null : nextSync({ status, heardAt }, now);
  return (
    <>
      <PipelineTiles
        summary={{ unavailable: "after the first sync" }}
        dimmed={false}
        onShow={() => {}}
      />
      <section
        aria-label="First sync"
        className="grid min-h-96 place-items-center rounded-lg border border-line bg-panel px-6 py-12 shadow-panel"
      >
        <div className="w-full max-w-lg space-y-5">
          <h2 className="text-center font-semibold text-lg">
            {run === null ? "Waiting for the first sync" : "Reading your deals from the CRM"}
          </h2>
          {run !== null && heardAt !== null && <SyncProgress run={run} heardAt={heardAt} />}
          {run === null && status !== null && heardAt !== null && (
            <p className="text-center">
              {status.last_run?.error?.message ?? "It has not started yet"}
              {next === null ? "" : `; ${next}`}
            </p>
          )}
          <p className="text-center text-ink-muted">
            Totals of half the deals would be wrong numbers, so they appear when all deals are here.
            You can leave this page: the sync goes on, and after an interruption it continues where
            it stopped.
          </p>
        </div>
      </section>
    </>
  );
}
