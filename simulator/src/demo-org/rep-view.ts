import type { CrmId, Field, Pipeline, StoredRecord, User } from "../crm/model.ts";
import type { Day } from "./calendar.ts";

/** What a virtual rep knows of the CRM. All of it is read when asked, so it is never stale. */
export type RepView = {
  /** A deal somewhere along the ids: 0 is the oldest, 1 the newest. Null when there is none. */
  dealAt(fraction: number): StoredRecord | null;
  accountAt(fraction: number): StoredRecord | null;
  user(id: CrmId): User | null;
  /** Active people who sell. */
  sellers(): readonly User[];
  stageField: Field;
  pipelines: readonly Pipeline[];
  /** Digits behind the point and units per home unit; null for a currency without a rate. */
  currency(iso: string, day: Day): { decimals: number; rate: number } | null;
};
