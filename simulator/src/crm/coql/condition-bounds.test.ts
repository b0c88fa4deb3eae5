import fc from "fast-check";
import { expect, it } from "vitest";
import type { Field, StoredRecord } from "../model.ts";
import { RecordStore } from "../record-store.ts";
import { candidatesOf, countInRange, selectRecords } from "../select-records.ts";
import type { Column } from "./columns.ts";
import { type CheckedCondition, compileCondition } from "./condition.ts";
import { boundsOf, isExactRange } from "./condition-bounds.ts";

const column = (api_name: string, data_type: Field["data_type"]): Column => ({
  text: api_name,
  field: { api_name, data_type } as Field,
  read: (record) => record[api_name] ?? null,
  write: () => null,
  joins: [],
  modules: [],
});
const id = column("id", "bigint");
const modified = column("Modified_Time", "datetime");
const amount = column("Amount", "integer");

// Few values, so that records share times and conditions meet each other.
const small = fc.integer({ min: 1, max: 12 });
const operator = fc.constantFrom("=", "!=", ">", ">=", "<", "<=" as const);
const testOf = (of: Column, value: (n: number) => string | number) =>
  fc.oneof(
    fc.record({ operator, n: small }).map(
      ({ operator: chosen, n }): CheckedCondition => ({
        kind: "test",
        column: of,
        test: { kind: "compare", operator: chosen, value: value(n) },
      }),
    ),
    fc.record({ a: small, b: small, negated: fc.boolean() }).map(
      ({ a, b, negated }): CheckedCondition => ({
        kind: "test",
        column: of,
        test: { kind: "between", negated, from: value(a), to: value(b) },
      }),
    ),
    fc.record({ ns: fc.array(small, { maxLength: 3 }), negated: fc.boolean() }).map(
      ({ ns, negated }): CheckedCondition => ({
        kind: "test",
        column: of,
        test: { kind: "in", negated, values: ns.map(value) },
      }),
    ),
  );
const leaf = fc.oneof(
  testOf(id, String),
  testOf(modified, (n) => n),
  testOf(amount, (n) => n),
);
const { condition } = fc.letrec<{ condition: CheckedCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom("both" as const, "either" as const),
      left: tie("condition"),
      right: tie("condition"),
    }),
  ),
}));
const records = fc
  .uniqueArray(small, { minLength: 0, maxLength: 12 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((n) =>
        fc.record({ id: fc.constant(String(n)), Modified_Time: small, Amount: small }),
      ),
    ),
  )
  .map((list: StoredRecord[]) => list.sort((a, b) => Number(a.id) - Number(b.id)));

it("never looks past a record that satisfies the condition", () => {
  fc.assert(
    fc.property(records, condition, (list, where) => {
      const store = new RecordStore(list);
      const matches = compileCondition(where);
      const expected = list.filter(matches).map((record) => record.id);
      const found = [...candidatesOf(store, boundsOf(where))].filter(matches);
      expect(new Set(found.map((record) => record.id))).toEqual(new Set(expected));
    }),
  );
});

it("walks any order to the same rows as sorting all", () => {
  const order = fc.record({
    key: fc.constantFrom("id" as const, "Modified_Time" as const),
    descending: fc.boolean(),
  });
  fc.assert(
    fc.property(records, condition, order, (list, where, { key, descending }) => {
      const store = new RecordStore(list);
      const filter = compileCondition(where);
      const page = selectRecords(store, {
        filter,
        bounds: boundsOf(where),
        order: { kind: "key", key, descending },
        skip: 1,
        take: 3,
      });
      const sign = descending ? -1 : 1;
      const sorted = list
        .filter(filter)
        .sort(
          (a, b) =>
            sign *
            ((key === "id" ? 0 : Number(a[key]) - Number(b[key])) || Number(a.id) - Number(b.id)),
        );
      expect(page).toEqual(sorted.slice(1, 4));
    }),
  );
});

it("counts by the index alone only where that is exact", () => {
  fc.assert(
    fc.property(records, condition, (list, where) => {
      const key = isExactRange(where);
      if (key === null) return;
      const counted = countInRange(new RecordStore(list), key, boundsOf(where)[key]);
      expect(counted).toBe(list.filter(compileCondition(where)).length);
    }),
  );
});
