import type { Freshness, SyncStatus } from "@pulse/shared/sync/sync-status";
import { clockText, durationText } from "../ui/instant.ts";
import type { Tone } from "../ui/tone.ts";

/** A status ages from the moment it was heard; the server's own clock is never compared with ours. */
export type HeardStatus = { status: SyncStatus; heardAt: Date };

export type SyncView = {
  tone: Tone;
  headline: string;
  detail: string | null;
  /** Numbers on the page are older than they should be. */
  isStale: boolean;
};

/** Seconds since the data was true in the CRM, counted on between polls; null before the first sync. */
export function dataAgeSeconds({ status, heardAt }: HeardStatus, now: Date): number | null {
  if (status.data_freshness === null) return null;
  return status.data_freshness + elapsedSeconds(heardAt, now);
}

/** The service's verdict when it was heard, or a worse one that time has brought since. */
export function agedFreshness(heard: HeardStatus, now: Date): Freshness {
  const { freshness, sync_interval_minutes } = heard.status;
  const age = dataAgeSeconds(heard, now);
  if (freshness === "never" || freshness === "stale" || age === null) return freshness;
  const intervalSeconds = sync_interval_minutes * 60;
  if (age > 2 * intervalSeconds) return "stale";
  if (age > intervalSeconds + GRACE_SECONDS) return "late";
  return freshness;
}

/** A scheduled run needs a little time of its own before its absence means anything. */
const GRACE_SECONDS = 120;

/** What to say while no run is under way. A failing sync is never called fresh. */
export function idleSyncView(heard: HeardStatus, unreachable: boolean, now: Date): SyncView {
  const { status } = heard;
  const age = dataAgeSeconds(heard, now);
  const freshness = agedFreshness(heard, now);
  const asOf =
    status.last_sync === null || age === null
      ? "no data yet"
      : `data as of ${clockText(status.last_sync, now)}, ${durationText(age)} old`;
  const isStale = freshness === "stale";

  if (unreachable) return { tone: "bad", headline: sentence(asOf), detail: null, isStale: true };
  if (status.error_count > 0) {
    return {
      tone: "bad",
      headline: "Last sync failed",
      detail: `${asOf} · ${nextTry(heard, now)}`,
      isStale,
    };
  }
  if (freshness === "never") {
    return {
      tone: "neutral",
      headline: "No sync yet",
      detail: nextSync(heard, now),
      isStale: false,
    };
  }
  if (freshness === "fresh" && status.connection.state === "ok") {
    return {
      tone: "good",
      headline: `Synced ${durationText(age ?? 0)} ago`,
      detail: nextSync(heard, now),
      isStale: false,
    };
  }
  return {
    tone: isStale ? "bad" : "attention",
    headline: sentence(asOf),
    detail: status.connection.state === "ok" ? nextSync(heard, now) : nextTry(heard, now),
    isStale,
  };
}

/** `next sync in 12 min`, or null when none is planned. */
export function nextSync({ status, heardAt }: HeardStatus, now: Date): string | null {
  if (status.next_sync_in === null) return null;
  const seconds = status.next_sync_in - elapsedSeconds(heardAt, now);
  return seconds <= 0 ? "next sync due now" : `next sync in ${durationText(seconds)}`;
}

function nextTry(heard: HeardStatus, now: Date): string {
  const at = heard.status.connection.next_try_at;
  if (at !== null) return `next try ${clockText(at, now)}`;
  return nextSync(heard, now) ?? "no next try planned";
}

function elapsedSeconds(since: Date, now: Date): number {
  return Math.max(0, (now.getTime() - since.getTime()) / 1000);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
