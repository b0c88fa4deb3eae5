import {
  CircleDashed,
  CloudOff,
  DatabaseZap,
  Gauge,
  Link2,
  type LucideIcon,
  PlugZap,
  ServerOff,
  Unlink,
} from "lucide-react";
import { connectUrl } from "../access/auth-links.ts";
import { buttonClass } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { InstantTime } from "../ui/instant-time.tsx";
import { PopPanel } from "../ui/pop-panel.tsx";
import { toneInk, toneTint } from "../ui/tone.ts";
import { useNow } from "../ui/use-now.ts";
import { type ConnectionView, connectionView } from "./connection-view.ts";
import { useHeardStatus } from "./use-heard-status.ts";

const icons: Record<ConnectionView["state"], LucideIcon> = {
  checking: CircleDashed,
  ok: Link2,
  not_connected: Unlink,
  auth_required: PlugZap,
  rate_limited: Gauge,
  crm_unavailable: CloudOff,
  database_unavailable: DatabaseZap,
  service_unreachable: ServerOff,
};

/** The way to the CRM in one word; the details open beneath it. */
export function ConnectionStatus({ canConnect }: { canConnect: boolean }) {
  const { status, heardAt, unreachable, refusal } = useHeardStatus();
  const now = useNow(30_000);
  const view = connectionView(status, { unreachable, refusal, heardAt, now });
  const Icon = icons[view.state];
  const needsConnecting = view.state === "not_connected" || view.state === "auth_required";

  return (
    <PopPanel
      label="Connection"
      className="w-80 p-4"
      trigger={
        <button
          type="button"
          className={classNames(
            "inline-flex h-7 items-center gap-1.5 rounded-full px-2.5 font-medium",
            toneTint[view.tone],
            toneInk[view.tone],
          )}
        >
          <span className="sr-only">Connection: </span>
          <Icon aria-hidden className="size-3.5 shrink-0" />
          {view.word}
          {view.since !== null && (
            <span className="hidden font-normal md:inline">
              since <InstantTime instant={view.since} now={now} />
            </span>
          )}
        </button>
      }
    >
      <h2 className={classNames("font-semibold", toneInk[view.tone])}>{view.word}</h2>
      <p className="mt-1 text-ink">{view.message}</p>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-ink-muted">
        {view.since !== null && (
          <>
            <dt>Since</dt>
            <dd className="text-ink">
              <InstantTime instant={view.since} now={now} />
            </dd>
          </>
        )}
        {view.nextTryAt !== null && (
          <>
            <dt>Next try</dt>
            <dd className="text-ink">
              <InstantTime instant={view.nextTryAt} now={now} />
            </dd>
          </>
        )}
        {status !== null && (
          <>
            <dt>CRM API</dt>
            <dd className="text-ink">{status.api_version}</dd>
          </>
        )}
      </dl>
      {needsConnecting &&
        (canConnect ? (
          <a href={connectUrl()} className={buttonClass("primary", "mt-3 w-full")}>
            Connect Zoho CRM
          </a>
        ) : (
          <p className="mt-3 text-ink-muted">A CRM administrator can connect it again.</p>
        ))}
    </PopPanel>
  );
}
