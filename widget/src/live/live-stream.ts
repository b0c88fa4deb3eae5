import type { LiveEvent } from "@pulse/shared/live/live-event";
import type { ServiceClient } from "../service-client/service-client.tsx";
import { backOffMs } from "./back-off.ts";

/** `connecting`: the first attempt is under way · `interrupted`: was lost or never came, and is tried again. */
export type LiveState = "connecting" | "live" | "interrupted";

export type LiveStreamPorts = {
  openEvents: ServiceClient["openEvents"];
  onState: (state: LiveState) => void;
  onEvent: (event: LiveEvent) => void;
  /** Each time the stream opens: whatever happened before it was not heard. */
  onOpen: () => void;
  onLost: () => void;
  random: () => number;
};

/**
 * Keeps one event stream open for as long as the page wants it.
 * @returns ends it
 */
export function keepLive(ports: LiveStreamPorts): () => void {
  let failures = 0;
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let close = () => {};

  const attempt = () => {
    close = ports.openEvents({
      onOpen() {
        if (ended) return;
        failures = 0;
        ports.onState("live");
        ports.onOpen();
      },
      onEvent(event) {
        if (!ended) ports.onEvent(event);
      },
      onLost() {
        if (ended) return;
        failures += 1;
        ports.onState("interrupted");
        ports.onLost();
        timer = setTimeout(attempt, backOffMs(failures, ports.random()));
      },
    });
  };
  attempt();

  return () => {
    ended = true;
    clearTimeout(timer);
    close();
  };
}
