import type { CrmId, ModuleName, StoredRecord } from "./model.ts";

const DAY_SECONDS = 86_400;
/** A deleted record can be restored for this long; then it is gone for good. */
export const RECYCLE_DAYS = 60;
/** A record gone for good stays on the deleted list for this long. */
export const PERMANENT_DAYS = 120;

export type DeletedRecord = {
  module: ModuleName;
  record: StoredRecord;
  deletedAt: number;
  deletedBy: CrmId;
  /** Set when the bin was emptied or the entry outlived the bin. Epoch seconds. */
  purgedAt: number | null;
};

export type DeletedKind = "recycle" | "permanent" | "gone";

export type RecycleBin = {
  add(entry: DeletedRecord): void;
  take(id: CrmId): DeletedRecord | null;
  get(id: CrmId): DeletedRecord | null;
  all(): Iterable<DeletedRecord>;
};

export function createRecycleBin(): RecycleBin {
  const entries = new Map<CrmId, DeletedRecord>();
  return {
    add: (entry) => entries.set(entry.record.id, entry),
    take(id) {
      const entry = entries.get(id) ?? null;
      entries.delete(id);
      return entry;
    },
    get: (id) => entries.get(id) ?? null,
    all: () => entries.values(),
  };
}

/** What an entry is by now: restorable, only listed, or forgotten. */
export function deletedKind(entry: DeletedRecord, nowSeconds: number): DeletedKind {
  const purgedAt = entry.purgedAt ?? entry.deletedAt + RECYCLE_DAYS * DAY_SECONDS;
  if (nowSeconds < purgedAt) return "recycle";
  return nowSeconds < purgedAt + PERMANENT_DAYS * DAY_SECONDS ? "permanent" : "gone";
}
