import { Radio, WifiOff } from "lucide-react";
import { useLiveState } from "../live/live-updates.tsx";

/** Whether changes arrive by themselves. Without the stream the page still polls. */
export function LiveBadge() {
  const state = useLiveState();
  if (state === "connecting") return null;
  if (state === "live") {
    return (
      <span
        className="inline-flex items-center gap-1.5 text-ink-muted"
        title="Changes appear as they happen"
      >
        <Radio aria-hidden className="size-3.5 text-green-ink" />
        Live
      </span>
    );
  }
  return (
    <span
      role="status"
      className="inline-flex items-center gap-1.5 text-amber-ink"
      title="Reconnecting; meanwhile the page asks every 5 minutes"
    >
      <WifiOff aria-hidden className="size-3.5" />
      Live updates interrupted
    </span>
  );
}
