import { LiveEvent } from "@pulse/shared/live/live-event";
import type { EventListener } from "./service-client.tsx";

const EVENT_NAMES: LiveEvent["type"][] = ["status", "deals-changed", "signed-out"];

/**
 * One connection to the event stream. An EventSource retries by itself after some faults and gives
 * up after others; here the first fault ends it, and the back-off has one owner, `live/`.
 */
export function openEventSource(path: string, listener: EventListener): () => void {
  const source = new EventSource(path);
  source.onopen = () => listener.onOpen();
  source.onerror = () => {
    source.close();
    listener.onLost();
  };
  for (const name of EVENT_NAMES) {
    source.addEventListener(name, (message: MessageEvent<string>) => {
      const event = readEvent(message.data);
      if (event !== null) listener.onEvent(event);
    });
  }
  return () => source.close();
}

/** @returns null for an event this page is too old or too new to understand; polling covers it */
export function readEvent(text: string): LiveEvent | null {
  try {
    return LiveEvent.parse(JSON.parse(text));
  } catch (error) {
    console.error("An event could not be read", error);
    return null;
  }
}
