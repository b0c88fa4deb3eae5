import { compareIds } from "./crm-id.ts";
import type { CrmId, StoredRecord } from "./model.ts";
import { OrderedIndex } from "./ordered-index.ts";

export type TimeField = "Modified_Time" | "Created_Time";

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

  /** @param seeded in ascending id order */
  constructor(seeded: Iterable<StoredRecord>) {
    const sorted: StoredRecord[] = [];
    for (const record of seeded) {
      sorted.push(record);
      this.#byId.set(record.id, record);
    }
    this.#idOrder = new OrderedIndex((a, b) => compareIds(a.id, b.id), sorted);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: CrmId): StoredRecord | null {
    return this.#byId.get(id) ?? null;
  }

  values(): IterableIterator<StoredRecord> {
    return this.#byId.values();
  }

  put(record: StoredRecord): void {
    const before = this.#byId.get(record.id);
    if (before !== undefined) this.#unindex(before);
    this.#byId.set(record.id, record);
    this.#touched.add(record.id);
    this.#idOrder.add(record);
    for (const order of this.#timeOrders.values()) order.add(record);
    for (const [field, ids] of this.#byValue) addValue(ids, record, field);
  }

  remove(id: CrmId): StoredRecord | null {
    const record = this.#byId.get(id);
    if (record === undefined) return null;
    this.#unindex(record);
    this.#byId.delete(id);
    this.#touched.add(id);
    return record;
  }

  /** Ids of records that were created, changed or removed since the seed. */
  touchedIds(): ReadonlySet<CrmId> {
    return this.#touched;
  }

  idOrder(): OrderedIndex<StoredRecord> {
    return this.#idOrder;
  }

  /** By the time field, then by id. */
  timeOrder(field: TimeField): OrderedIndex<StoredRecord> {
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
