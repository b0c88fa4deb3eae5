import { expect, it } from "vitest";
import { virtualTiming } from "./scripted-zoho.ts";
import { createSharedSlots, SLOT_TERM_MS, type SlotStore, type SlotWish } from "./shared-slots.ts";

/** A store that gives what the test says, and counts how often it is asked. */
function slotsOf(give: (wish: SlotWish) => { slots: number; heavy: number } | Error) {
  const clock = virtualTiming();
  const asked: SlotWish[] = [];
  let released = 0;
  const store: SlotStore = {
    async claim(wish) {
      asked.push(wish);
      const given = give(wish);
      if (given instanceof Error) throw given;
      return given;
    },
    async release() {
      released += 1;
    },
    narrow: async () => {},
  };
  const own = { maxConcurrent: 4, maxHeavy: 2 };
  const slots = createSharedSlots({ store, own, timing: clock.timing });
  return { slots, asked, released: () => released, ...clock };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const all = () => ({ slots: 4, heavy: 2 });

it("asks once for a thousand calls when it is alone", async () => {
  const { slots, asked } = slotsOf(all);
  let open = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 1_000 }, () =>
      slots.run("light", async () => {
        most = Math.max(most, ++open);
        await settle();
        open -= 1;
      }),
    ),
  );
  expect(asked).toHaveLength(1);
  expect(most).toBe(4);
});

it("starts nothing once its term is over and the store does not answer", async () => {
  let isDown = false;
  const { slots, goOn } = slotsOf(() => (isDown ? new Error("no database") : all()));
  await slots.run("light", async () => {});
  isDown = true;
  goOn(SLOT_TERM_MS);
  await expect(slots.run("light", async () => {})).rejects.toThrow("no database");
});

it("lets what waits go on when a beat brings more", async () => {
  let width = 1;
  const { slots } = slotsOf(() => ({ slots: width, heavy: width }));
  const first = await slots.acquire("light");
  let isSecondIn = false;
  const second = slots.acquire("light").then(() => {
    isSecondIn = true;
  });
  await settle();
  expect(isSecondIn).toBe(false);
  width = 2;
  await slots.beat();
  await second;
  expect(slots.inFlight()).toBe(2);
  first();
});

it("tells the store what is open, and starts no more while it asks", async () => {
  const answer = Promise.withResolvers<void>();
  let isSlow = false;
  const asked: SlotWish[] = [];
  const store: SlotStore = {
    async claim(wish) {
      asked.push(wish);
      if (isSlow) await answer.promise;
      // Shrunk to what was open when it asked.
      return isSlow ? { slots: wish.inUse, heavy: wish.inUse } : all();
    },
    release: async () => {},
    narrow: async () => {},
  };
  const own = { maxConcurrent: 4, maxHeavy: 4 };
  const slots = createSharedSlots({ store, own, timing: virtualTiming().timing });
  await slots.acquire("light");
  isSlow = true;
  const beat = slots.beat();
  await settle();
  let isIn = false;
  void slots.acquire("light").then(() => {
    isIn = true;
  });
  await settle();
  expect(isIn).toBe(false);
  answer.resolve();
  await beat;
  await settle();
  expect(asked.at(-1)).toMatchObject({ inUse: 1 });
  expect(slots.inFlight()).toBe(1);
});

it("gives everything back once nobody calls any more, and costs nothing then", async () => {
  const { slots, asked, released } = slotsOf(all);
  await slots.run("heavy", async () => {});
  await slots.beat();
  expect(released()).toBe(0);
  await slots.beat();
  expect(released()).toBe(1);
  expect(slots.isIdle()).toBe(true);
  await slots.beat();
  expect(released()).toBe(1);
  expect(asked).toHaveLength(2);
});

it("wants no more than was needed since it last asked", async () => {
  const { slots, asked } = slotsOf(all);
  await Promise.all([1, 2].map(() => slots.run("light", settle)));
  await slots.beat();
  expect(asked.map(({ wants }) => wants)).toEqual([4, 2]);
});

it("rejects who gives up waiting", async () => {
  const { slots } = slotsOf(() => ({ slots: 0, heavy: 0 }));
  const abort = new AbortController();
  const waiting = slots.acquire("light", abort.signal);
  abort.abort(new Error("left"));
  await expect(waiting).rejects.toThrow("left");
  expect(slots.queued()).toBe(0);
});
