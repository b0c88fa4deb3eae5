import { compareIds } from "./crm-id.ts";
import type { CrmId, StoredRecord } from "./model.ts";
import { OrderedIndex } from "./ordered-index.ts";

export type TimeField = "Modified_Time" | "Created_Time";

/** How late a change shows to readers; writers see it at once. */
export type StoreTiming = { nowMs(): number; lagMs(): number };

const immediate: StoreTiming = { nowMs: () => 0, lagMs: () => 0 };

/**
 * The records of one module by id and in order. A stored record is never changed in place: an edit
 * puts a new object, so whoever holds the older one holds a true picture of the past.
 */
export class RecordStore {
  readonly #byId = new Map<CrmId, StoredRecord>();
  readonly #idOrder: OrderedIndex<StoredRecord>;
  // Built on first use: sorting a million costs a second that not every run needs to pay.
  readonly #timeOrders = new Map<TimeField, OrderedIndex<StoredRecord>>();
  readonly #byValue = new Map<string, Map<string, Set<CrmId>>>();
  readonly #touched = new Set<CrmId>();
  readonly #timing: StoreTiming;
  // Changes readers do not see yet, oldest first; null removes.
  #pending: { id: CrmId; record: StoredRecord | null; dueMs: number }[] = [];

  /** @param seeded in ascending id order */
  constructor(seeded: Iterable<StoredRecord>, timing: StoreTiming = immediate) {
    this.#timing = timing;
    const sorted: StoredRecord[] = [];
    for (const record of seeded) {
      sorted.push(record);
      this.#byId.set(record.id, record);
    }
    this.#idOrder = new OrderedIndex((a, b) => compareIds(a.id, b.id), sorted);
  }

  get size(): number {
    this.#showDue();
    return this.#byId.size;
  }

  /** As readers see it. */
  get(id: CrmId): StoredRecord | null {
    this.#showDue();
    return this.#byId.get(id) ?? null;
  }

  /** As it was last written, whether readers see that yet or not. */
  latest(id: CrmId): StoredRecord | null {
    const pending = this.#pending.findLast((change) => change.id === id);
    return pending === undefined ? this.get(id) : pending.record;
  }

  values(): IterableIterator<StoredRecord> {
    this.#showDue();
    return this.#byId.values();
  }

  put(record: StoredRecord): void {
    this.#write(record.id, record);
  }

  remove(id: CrmId): void {
    this.#write(id, null);
  }

  /** Ids of records that were created, changed or removed since the seed. */
  touchedIds(): ReadonlySet<CrmId> {
    return this.#touched;
  }

  idOrder(): OrderedIndex<StoredRecord> {
    this.#showDue();
    return this.#idOrder;
  }

  /** By the time field, then by id. */
  timeOrder(field: TimeField): OrderedIndex<StoredRecord> {
    this.#showDue();
    const known = this.#timeOrders.get(field);
    if (known !== undefined) return known;
    const compare = (a: StoredRecord, b: StoredRecord) =>
      secondsOf(a, field) - secondsOf(b, field) || compareIds(a.id, b.id);
    const order = new OrderedIndex(compare, [...this.#byId.values()].sort(compare));
    this.#timeOrders.set(field, order);
    return order;
  }

  /** Ids of the records whose text in this field is the given one, letter case ignored; lowest first. */
  idsWithText(field: string, text: string): CrmId[] {
    let ids = this.#byValue.get(field);
    if (ids === undefined) {
      ids = new Map();
      for (const record of this.#byId.values()) addValue(ids, record, field);
      this.#byValue.set(field, ids);
    }
    return [...(ids.get(text.toLowerCase()) ?? [])].sort(compareIds);
  }

  #write(id: CrmId, record: StoredRecord | null): void {
    this.#touched.add(id);
    const lagMs = this.#timing.lagMs();
    if (lagMs === 0 && this.#pending.length === 0) {
      this.#show(id, record);
      return;
    }
    // Never before an older change of the same store, or readers would see them out of order.
    const dueMs = Math.max(this.#timing.nowMs() + lagMs, this.#pending.at(-1)?.dueMs ?? 0);
    this.#pending.push({ id, record, dueMs });
  }

  #showDue(): void {
    if (this.#pending.length === 0) return;
    const nowMs = this.#timing.nowMs();
    const due = this.#pending.filter((change) => change.dueMs <= nowMs);
    this.#pending = this.#pending.slice(due.length);
    for (const { id, record } of due) this.#show(id, record);
  }

  #show(id: CrmId, record: StoredRecord | null): void {
    const before = this.#byId.get(id);
    if (before !== undefined) this.#unindex(before);
    if (record === null) {
      this.#byId.delete(id);
      return;
    }
    this.#byId.set(id, record);
    this.#idOrder.add(record);
    for (const order of this.#timeOrders.values()) order.add(record);
    for (const [field, ids] of this.#byValue) addValue(ids, record, field);
  }

  #unindex(record: StoredRecord): void {
    this.#idOrder.remove(record);
    for (const order of this.#timeOrders.values()) order.remove(record);
    for (const [field, ids] of this.#byValue) {
      const key = textKey(record, field);
      if (key !== null) ids.get(key)?.delete(record.id);
    }
  }
}

export function secondsOf(record: StoredRecord, field: TimeField): number {
  const value = record[field];
  return typeof value === "number" ? value : 0;
}

function addValue(ids: Map<string, Set<CrmId>>, record: StoredRecord, field: string): void {
  const key = textKey(record, field);
  if (key === null) return;
  const same = ids.get(key);
  if (same === undefined) ids.set(key, new Set([record.id]));
  else same.add(record.id);
}

function textKey(record: StoredRecord, field: string): string | null {
  const value = record[field];
  if (value === null || value === undefined || value === "") return null;
  return String(value).toLowerCase();
}
