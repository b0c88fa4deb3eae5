import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EventListener } from "../service-client/service-client.tsx";
import { backOffMs } from "./back-off.ts";
import { keepLive, type LiveState } from "./live-stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function aStream() {
  const listeners: EventListener[] = [];
  const states: LiveState[] = [];
  const close = vi.fn();
  const end = keepLive({
    openEvents(listener) {
      listeners.push(listener);
      return close;
    },
    onState: (state) => states.push(state),
    onEvent: () => {},
    onOpen: () => {},
    onLost: () => {},
    random: () => 1,
  });
  return { listeners, states, close, end };
}

it.each([
  [1, 1_000],
  [2, 2_000],
  [5, 16_000],
  [6, 30_000],
  [60, 30_000],
])("waits longer after each failure, up to half a minute (%d)", (failures, longestMs) => {
  expect(backOffMs(failures, 1)).toBe(longestMs);
  expect(backOffMs(failures, 0)).toBe(longestMs / 2);
});

it("tries again with growing waits until it is open, then starts over", async () => {
  const { listeners, states } = aStream();
  listeners[0]?.onLost();
  await vi.advanceTimersByTimeAsync(999);
  expect(listeners).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(listeners).toHaveLength(2);

  listeners[1]?.onLost();
  await vi.advanceTimersByTimeAsync(1999);
  expect(listeners).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  listeners[2]?.onOpen();
  listeners[2]?.onLost();
  await vi.advanceTimersByTimeAsync(1000);
  expect(listeners).toHaveLength(4);
  expect(states).toEqual(["interrupted", "interrupted", "live", "interrupted"]);
});

it("does not come back after its end", async () => {
  const { listeners, states, close, end } = aStream();
  end();
  listeners[0]?.onOpen();
  listeners[0]?.onLost();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(close).toHaveBeenCalledTimes(1);
  expect(listeners).toHaveLength(1);
  expect(states).toEqual([]);
});
