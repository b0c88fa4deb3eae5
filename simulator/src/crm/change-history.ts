import type { CrmId, ModuleName, StoredValue } from "./model.ts";

/** Where a change came from, in the words of the timeline. */
export type ChangeSource =
  | "crm_ui"
  | "crm_api"
  | "crm_mobile"
  | "mass_update"
  | "workflow"
  | "blueprint"
  | "findandmerge"
  | "import"
  | "system";

export type ChangeAction =
  | "added"
  | "updated"
  | "deleted"
  | "restored"
  | "find_and_merge_duplicate"
  | "transition_executed";

/** One accepted change of one record: what the timeline shows and what tests hold us to. */
export type Change = {
  id: CrmId;
  module: ModuleName;
  recordId: CrmId;
  /** Milliseconds since the epoch. */
  atMs: number;
  by: CrmId;
  source: ChangeSource;
  action: ChangeAction;
  fields: { field: string; old: StoredValue; new: StoredValue }[];
};

export type ChangeHistory = {
  add(change: Change): void;
  /** Oldest first. */
  of(module: ModuleName, recordId: CrmId): readonly Change[];
  all(): readonly Change[];
};

export function createChangeHistory(): ChangeHistory {
  const all: Change[] = [];
  const byRecord = new Map<string, Change[]>();
  return {
    add(change) {
      all.push(change);
      const key = `${change.module}/${change.recordId}`;
      const known = byRecord.get(key);
      if (known === undefined) byRecord.set(key, [change]);
      else known.push(change);
    },
    of: (module, recordId) => byRecord.get(`${module}/${recordId}`) ?? [],
    all: () => all,
  };
}
