import { expect, it } from "vitest";
import type { StoredRecord } from "./model.ts";
import { RecordStore } from "./record-store.ts";

const record = (id: string, time: number, name = "n"): StoredRecord => ({
  id,
  Modified_Time: time,
  Deal_Name: name,
});
const idsByTime = (store: RecordStore) =>
  [...store.timeOrder("Modified_Time").from(() => 0)].map((entry) => entry.id);

it("keeps every order right under edits, whether built before or after them", () => {
  const store = new RecordStore([record("1", 30), record("2", 10), record("3", 20)]);
  expect(idsByTime(store)).toEqual(["2", "3", "1"]);
  store.put(record("2", 40));
  store.put(record("4", 20));
  store.remove("1");
  expect(idsByTime(store)).toEqual(["3", "4", "2"]);
  expect([...store.idOrder().from(() => 0)].map((entry) => entry.id)).toEqual(["2", "3", "4"]);
  expect(store.touchedIds()).toEqual(new Set(["1", "2", "4"]));
});

it("finds text without regard to letter case, and forgets what was overwritten", () => {
  const store = new RecordStore([record("1", 1, "Alpha"), record("2", 1, "beta")]);
  expect(store.idsWithText("Deal_Name", "ALPHA")).toEqual(["1"]);
  store.put(record("1", 2, "Beta"));
  expect(store.idsWithText("Deal_Name", "alpha")).toEqual([]);
  expect(store.idsWithText("Deal_Name", "beta")).toEqual(["1", "2"]);
});

it("shows lagging changes in the order they were made", () => {
  let nowMs = 0;
  let lagMs = 100;
  const store = new RecordStore([record("1", 1)], { nowMs: () => nowMs, lagMs: () => lagMs });
  store.put(record("1", 2));
  nowMs = 50;
  lagMs = 0;
  store.put(record("1", 3));
  expect(store.get("1")?.Modified_Time).toBe(1);
  expect(store.latest("1")?.Modified_Time).toBe(3);
  nowMs = 100;
  expect(store.get("1")?.Modified_Time).toBe(3);
  store.remove("1");
  expect(store.latest("1")).toBeNull();
  expect(store.size).toBe(0);
});
