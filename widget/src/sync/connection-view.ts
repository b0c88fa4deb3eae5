import { ConnectionState, type SyncStatus } from "@pulse/shared/sync/sync-status";
import type { InstantText } from "@pulse/shared/wire/scalars";
import { clockText } from "../ui/instant.ts";
import type { Tone } from "../ui/tone.ts";

export type ConnectionView = {
  state: ConnectionState | "service_unreachable" | "checking";
  tone: Tone;
  word: string;
  since: InstantText | null;
  message: string;
  nextTryAt: InstantText | null;
};

const faces: Record<ConnectionState, { tone: Tone; word: string }> = {
  not_connected: { tone: "neutral", word: "Not connected" },
  ok: { tone: "good", word: "Connected" },
  auth_required: { tone: "bad", word: "Sign-in to Zoho needed" },
  rate_limited: { tone: "attention", word: "Rate limited" },
  crm_unavailable: { tone: "bad", word: "CRM unavailable" },
  database_unavailable: { tone: "bad", word: "Database unavailable" },
};

/**
 * What to say about the connection.
 * @param status the last one heard, however old; null before the first
 * @param unreachable the newest attempt to ask got no answer
 * @param refusal the newest answer was a problem; its code may be a connection state
 * @param heardAt when `status` was heard
 */
export function connectionView(
  status: SyncStatus | null,
  {
    unreachable,
    refusal = null,
    heardAt,
    now,
  }: {
    unreachable: boolean;
    refusal?: { code: string; message: string } | null;
    heardAt: Date | null;
    now: Date;
  },
): ConnectionView {
  if (unreachable) {
    return {
      state: "service_unreachable",
      tone: "bad",
      word: "Service unreachable",
      since: heardAt?.toISOString() ?? null,
      message:
        "Pipeline Pulse does not answer. What is on this page stays and may be out of date; the page tries again every few seconds and recovers by itself.",
      nextTryAt: null,
    };
  }
  const refusedAs = ConnectionState.safeParse(refusal?.code).data;
  if (refusal !== null && refusedAs !== undefined) {
    return {
      state: refusedAs,
      ...faces[refusedAs],
      since: null,
      message: refusal.message,
      nextTryAt: null,
    };
  }
  if (status === null) {
    return {
      state: "checking",
      tone: "neutral",
      word: "Checking",
      since: null,
      message: "Asking the service how the connection to the CRM is.",
      nextTryAt: null,
    };
  }
  const { state, since, message, next_try_at } = status.connection;
  const { tone, word } = faces[state];
  return {
    state,
    tone,
    word:
      state === "rate_limited" && next_try_at !== null
        ? `${word} until ${clockText(next_try_at, now)}`
        : word,
    since,
    message,
    nextTryAt: next_try_at,
  };
}
