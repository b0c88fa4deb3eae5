import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  Clock,
  type LucideIcon,
  RefreshCw,
} from "lucide-react";
import { classNames } from "../ui/class-names.ts";
import { PopPanel } from "../ui/pop-panel.tsx";
import { type Tone, toneInk } from "../ui/tone.ts";
import { useNow } from "../ui/use-now.ts";
import { RunSummary } from "./run-summary.tsx";
import { SyncProgress } from "./sync-progress.tsx";
import { idleSyncView } from "./sync-view.ts";
import { useHeardStatus } from "./use-heard-status.ts";

const icons: Record<Tone, LucideIcon> = {
  good: CircleCheck,
  busy: RefreshCw,
  attention: Clock,
  bad: CircleAlert,
  neutral: CircleDashed,
};

/** How old the data is, and what is being done about it. The age counts on between polls. */
export function SyncIndicator() {
  const { status, heardAt, unreachable } = useHeardStatus();
  const now = useNow(5_000);
  if (status === null || heardAt === null) return null;

  if (status.current_run !== null && !unreachable) {
    return (
      <section aria-label="Sync" className="min-w-0 md:w-96">
        <SyncProgress run={status.current_run} heardAt={heardAt} />
      </section>
    );
  }

  const view = idleSyncView({ status, heardAt }, unreachable, now);
  const Icon = icons[view.tone];
  return (
    <section aria-label="Sync" className="-mx-1.5 min-w-0">
      <PopPanel
        label="Last sync"
        className="w-96 p-4"
        trigger={
          <button
            type="button"
            className="flex min-h-7 flex-wrap items-center gap-x-2 rounded-md px-1.5 text-left hover:bg-hover"
          >
            <span
              className={classNames(
                "inline-flex items-center gap-1.5 font-medium",
                toneInk[view.tone],
              )}
            >
              <Icon aria-hidden className="size-3.5 shrink-0" />
              {view.headline}
            </span>
            {view.detail !== null && <span className="text-ink-muted">{view.detail}</span>}
          </button>
        }
      >
        {status.last_run === null ? (
          <p>No sync has run yet.</p>
        ) : (
          <RunSummary run={status.last_run} now={now} />
        )}
      </PopPanel>
    </section>
  );
}
