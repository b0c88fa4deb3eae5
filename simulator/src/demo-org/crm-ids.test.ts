import fc from "fast-check";
import { expect, it } from "vitest";
import { SECONDS_PER_DAY } from "./calendar.ts";
import {
  creationSecond,
  indexOfTail,
  ORG_AGE_DAYS,
  type RecordModule,
  recordIdOfTail,
  recordTail,
  tailOfRecordId,
} from "./crm-ids.ts";

const ORG_START = 19_000;
const anyModule = fc.constantFrom<RecordModule>("Deals", "Accounts", "Contacts");
const anyDay = fc.integer({ min: ORG_START + 1, max: ORG_START + ORG_AGE_DAYS });
const anyRecord = fc.tuple(anyModule, fc.nat(2_000_000), anyDay);

it("finds the way from an id back to the record's index", () => {
  fc.assert(
    fc.property(anyRecord, ([module, index, day]) => {
      const id = recordIdOfTail(recordTail(module, index, day, ORG_START));
      expect(id).toMatch(/^5725767\d{12}$/);
      const tail = tailOfRecordId(id);
      expect(tail === null ? null : indexOfTail(module, tail)).toBe(index);
    }),
  );
});

it("gives two records two ids, and the later one the larger", () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (first, second) => {
      fc.pre(first[0] !== second[0] || first[1] !== second[1]);
      const createdAt = ([, index, day]: typeof first) =>
        day * SECONDS_PER_DAY + creationSecond(index);
      const idOf = ([module, index, day]: typeof first) =>
        recordIdOfTail(recordTail(module, index, day, ORG_START));
      expect(idOf(first)).not.toBe(idOf(second));
      fc.pre(createdAt(first) < createdAt(second));
      expect(idOf(first) < idOf(second)).toBe(true);
    }),
  );
});

it("does not take another module's id, or somebody else's, for its own", () => {
  const accountTail = recordTail("Accounts", 12, ORG_START + 5, ORG_START);
  expect(indexOfTail("Deals", accountTail)).toBeNull();
  expect(tailOfRecordId("4150868000000123456")).toBeNull();
  expect(tailOfRecordId("57257670000")).toBeNull();
  expect(tailOfRecordId("")).toBeNull();
});

it("refuses more records than the ids can tell apart", () => {
  expect(() => recordTail("Accounts", 16_000_000, ORG_START + 1, ORG_START)).toThrow(RangeError);
});
