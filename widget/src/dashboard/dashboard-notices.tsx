import { connectUrl } from "../access/auth-links.ts";
import { useViewer } from "../access/viewer.tsx";
import { ServiceUnreachable } from "../service-client/service-error.ts";
import { connectionView } from "../sync/connection-view.ts";
import { useSyncStatus } from "../sync/sync-status-query.ts";
import { agedFreshness, nextSync } from "../sync/sync-view.ts";
import { useHeardStatus } from "../sync/use-heard-status.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { clockText } from "../ui/instant.ts";
import { InstantTime } from "../ui/instant-time.tsx";
import { Notice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";
import { PIPELINE_RETRY_MS } from "./pipeline-query.ts";

/**
 * What stands between the viewer and true numbers, the root cause only: a page full of consequences
 * helps nobody.
 */
export function DashboardNotices({
  error,
  hasNumbers,
  onRetry,
}: {
  error: Error | null;
  /** Numbers of an earlier read are still on the page. */
  hasNumbers: boolean;
  onRetry: () => void;
}) {
  const { status, heardAt, unreachable, refusal } = useHeardStatus();
  const { refetch } = useSyncStatus();
  const { user } = useViewer();
  const now = useNow(15_000);
  const view = connectionView(status, { unreachable, refusal, heardAt, now });

  if (unreachable) {
    return (
      <Notice
        tone="bad"
        title={view.word}
        action={<Button onClick={() => void refetch()}>Try now</Button>}
      >
        {view.message}
      </Notice>
    );
  }
  if (error !== null && hasNumbers && !(error instanceof ServiceUnreachable)) {
    return (
      <Notice tone="bad" title="Refresh failed" action={<Button onClick={onRetry}>Try now</Button>}>
        {error.message} The numbers below are from the last successful read; the page tries again
        every {PIPELINE_RETRY_MS / 1000} seconds.
      </Notice>
    );
  }
  if (view.state !== "ok" && view.state !== "checking") {
    const needsPerson = view.state === "not_connected" || view.state === "auth_required";
    return (
      <Notice
        tone={view.tone === "neutral" ? "attention" : view.tone}
        title={view.word}
        action={
          needsPerson &&
          user.is_administrator && (
            <a href={connectUrl()} className={buttonClass("primary")}>
              Connect Zoho CRM
            </a>
          )
        }
      >
        {view.message}
        {view.nextTryAt !== null && (
          <>
            {" "}
            Next try <InstantTime instant={view.nextTryAt} now={now} />.
          </>
        )}
      </Notice>
    );
  }
  if (status === null || heardAt === null) return null;
  if (status.error_count > 0 && status.last_run?.error) {
    return (
      <Notice tone="bad" title="Last sync failed">
        {status.last_run.error.message} The numbers below stay
        {status.last_sync !== null && ` as of ${clockText(status.last_sync, now)}`};{" "}
        {nextSync({ status, heardAt }, now) ?? "no next sync is planned"}.
      </Notice>
    );
  }
  if (agedFreshness({ status, heardAt }, now) === "stale" && status.last_sync !== null) {
    return (
      <Notice tone="attention" title={`Data as of ${clockText(status.last_sync, now)}`}>
        No sync has finished for more than two intervals of {status.sync_interval_minutes} minutes.
        The numbers below stay; {nextSync({ status, heardAt }, now) ?? "no next sync is planned"}.
      </Notice>
    );
  }
  return null;
}
