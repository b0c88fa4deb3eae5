import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { coalesce } from "./coalesce.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("runs the first call at once and a burst only once more", async () => {
  const action = vi.fn(async () => {});
  const { call } = coalesce(1000, action);
  for (let times = 0; times < 50; times += 1) call();
  expect(action).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(action).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(action).toHaveBeenCalledTimes(2);
});

it("runs again after a call that came while it ran, however long that took", async () => {
  let finish = () => {};
  const action = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const { call } = coalesce(1000, action);
  call();
  await vi.advanceTimersByTimeAsync(5000);
  call();
  expect(action).toHaveBeenCalledTimes(1);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(action).toHaveBeenCalledTimes(2);
});

it("is quiet once cancelled", async () => {
  const action = vi.fn(async () => {});
  const { call, cancel } = coalesce(1000, action);
  call();
  call();
  cancel();
  await vi.advanceTimersByTimeAsync(5000);
  call();
  expect(action).toHaveBeenCalledTimes(1);
});
