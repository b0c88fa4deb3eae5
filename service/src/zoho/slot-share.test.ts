import fc from "fast-check";
import { expect, it } from "vitest";
import { type SlotHolder, slotShare } from "./slot-share.ts";

const holder = (name: string, given: Partial<SlotHolder> = {}): SlotHolder => ({
  holder: name,
  held: 0,
  wants: 4,
  sinceMs: 0,
  ...given,
});
const share = (width: number, me: Partial<SlotHolder> & { inUse?: number }, others: SlotHolder[]) =>
  slotShare(width, { ...holder("me"), inUse: 0, ...me }, others);

it("gives who is alone all it wants, up to the width", () => {
  expect(share(18, { wants: 4 }, [])).toBe(4);
  expect(share(3, { wants: 4 }, [])).toBe(3);
});

it("gives only what is free, until the other has given its excess back", () => {
  expect(share(6, { wants: 6 }, [holder("other", { held: 6, wants: 6 })])).toBe(0);
  expect(share(6, { held: 6, wants: 6, inUse: 1 }, [holder("other", { wants: 6 })])).toBe(3);
  expect(share(6, { wants: 6 }, [holder("other", { held: 3, wants: 6 })])).toBe(3);
});

it("keeps what is in use, although it is more than the share", () => {
  expect(share(6, { held: 6, wants: 6, inUse: 5 }, [holder("other", { wants: 6 })])).toBe(5);
});

it("lets one have what the other does not want", () => {
  expect(share(8, { wants: 8 }, [holder("other", { held: 2, wants: 2 })])).toBe(6);
});

it("goes round when there are more replicas than slots", () => {
  const waiting = holder("waiting", { wants: 1, sinceMs: 5 });
  const newer = holder("newer", { held: 1, wants: 1, sinceMs: 4 });
  expect(share(2, { held: 1, wants: 1, sinceMs: 1 }, [newer, waiting])).toBe(0);
  expect(share(2, { held: 0, wants: 1, sinceMs: 5 }, [newer, holder("gone", { wants: 0 })])).toBe(
    1,
  );
});

it("never gives out more than there is, whatever comes in whichever order", () => {
  const step = fc.record({
    who: fc.integer({ min: 0, max: 3 }),
    wants: fc.integer({ min: 0, max: 8 }),
    inUse: fc.double({ min: 0, max: 1, noNaN: true }),
    gone: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 23 }),
      fc.array(step, { maxLength: 60 }),
      (width, steps) => {
        const rows = new Map<string, SlotHolder>();
        for (const [now, { who, wants, inUse, gone }] of steps.entries()) {
          const name = `r${who}`;
          const before = rows.get(name) ?? holder(name, { sinceMs: now });
          if (gone) {
            rows.delete(name);
            continue;
          }
          const others = [...rows.values()].filter((row) => row.holder !== name);
          const held = slotShare(
            width,
            { ...before, wants, inUse: Math.floor(before.held * inUse) },
            others,
          );
          rows.set(name, {
            ...before,
            wants,
            held,
            sinceMs: held > 0 === before.held > 0 ? before.sinceMs : now,
          });
          const sum = [...rows.values()].reduce((total, row) => total + row.held, 0);
          expect(sum).toBeLessThanOrEqual(width);
        }
      },
    ),
  );
});

it("serves everybody in the end, when calls end", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 15 }),
      (width, wants) => {
        const rows = wants.map((wanted, at) => holder(`r${at}`, { wants: wanted }));
        const served = new Set<string>();
        let now = 0;
        for (let round = 0; round < 2 * wants.length + 2; round += 1) {
          for (const [at, row] of rows.entries()) {
            now += 1;
            const others = rows.filter((other) => other !== row);
            const held = slotShare(width, { ...row, inUse: 0 }, others);
            if (held > 0) served.add(row.holder);
            rows[at] = { ...row, held, sinceMs: held > 0 === row.held > 0 ? row.sinceMs : now };
          }
        }
        expect(served.size).toBe(wants.length);
      },
    ),
  );
});
