import { expect, it } from "vitest";
import { type CallWeight, createCallSlots } from "./call-slots.ts";
import { virtualTiming } from "./scripted-zoho.ts";

function slotsFor(maxConcurrent: number, maxHeavy: number) {
  const clock = virtualTiming();
  const slots = createCallSlots({ maxConcurrent, maxHeavy }, clock.timing);
  const finish: (() => void)[] = [];
  const started: string[] = [];
  const run = (name: string, weight: CallWeight = "light", signal?: AbortSignal) =>
    slots.run(
      weight,
      () => {
        started.push(name);
        return new Promise<void>((resolve) => finish.push(resolve));
      },
      signal,
    );
  /** Lets everything that can happen now happen. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { slots, run, started, finish, settle, ...clock };
}

it("starts what waits in order, one for each that ends", async () => {
  const { run, started, finish, settle, slots } = slotsFor(2, 2);
  for (const name of ["a", "b", "c", "d"]) void run(name);
  await settle();
  expect(started).toEqual(["a", "b"]);
  expect(slots.queued()).toBe(2);
  finish[0]?.();
  await settle();
  expect(started).toEqual(["a", "b", "c"]);
});

it("lets a light call pass heavy ones that wait for their own limit", async () => {
  const { run, started, settle } = slotsFor(4, 1);
  void run("heavy 1", "heavy");
  void run("heavy 2", "heavy");
  void run("light", "light");
  await settle();
  expect(started).toEqual(["heavy 1", "light"]);
});

it("forgets a call whose caller left the queue", async () => {
  const { run, started, finish, settle, slots } = slotsFor(1, 1);
  const abort = new AbortController();
  void run("a");
  const left = run("b", "light", abort.signal);
  void run("c");
  abort.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  expect(slots.queued()).toBe(1);
  finish[0]?.();
  await settle();
  expect(started).toEqual(["a", "c"]);
});

it("gives the place back when the call fails", async () => {
  const { slots } = slotsFor(1, 1);
  await expect(slots.run("light", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(slots.run("light", async () => "yes")).resolves.toBe("yes");
  expect(slots.inFlight()).toBe(0);
});

it("is half as wide after too many, and one wider each minute", async () => {
  const { run, started, finish, settle, slots, goOn } = slotsFor(4, 4);
  slots.narrow();
  slots.narrow();
  for (let i = 0; i < 12; i += 1) void run(String(i));
  await settle();
  expect(started).toHaveLength(2);

  goOn(60_000);
  finish[0]?.();
  await settle();
  expect(slots.inFlight()).toBe(3);

  goOn(60_000);
  finish[1]?.();
  await settle();
  expect(slots.inFlight()).toBe(4);

  for (let sign = 0; sign < 5; sign += 1) {
    slots.narrow();
    goOn(6_000);
  }
  while (slots.inFlight() > 1) {
    finish.shift()?.();
    await settle();
    if (finish.length === 0) break;
  }
  expect(slots.inFlight()).toBeGreaterThanOrEqual(1);
});
