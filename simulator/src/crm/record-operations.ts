import type { Change, ChangeAction, ChangeSource } from "./change-history.ts";
import { settleDeal } from "./deal-rules.ts";
import type { CrmId, ModuleName, StoredRecord, StoredValue } from "./model.ts";
import type { OrgState } from "./org-state.ts";
import { checkRules, type RowRefusal } from "./record-rules.ts";
import { noteStageVisit } from "./stage-visits.ts";
import { editableBy } from "./visibility.ts";

/** Who makes a change, and from where. */
export type Actor = { user: CrmId; source: ChangeSource };

/** New values by field api name, in the stored form of `model.ts`; null empties a field. */
export type FieldValues = { [apiName: string]: StoredValue };

export type RecordRefusal = {
  kind: "refused";
  /** HTTP status the refusal has when it is the only row of a request. */
  status: number;
  code: string;
  message: string;
  /** As the API gives it, without `json_path`. */
  details: Record<string, unknown>;
};

export type RecordDone = {
  kind: "done";
  record: StoredRecord;
  /** Api names of the fields whose value differs from before. */
  changed: string[];
};

export type RecordOutcome = RecordDone | RecordRefusal;

export type WriteOptions = {
  /** Enforce what the record's layout marks as required. */
  layoutRules?: boolean;
  /** The change is a step of the blueprint, which guards the stage against all others. */
  byTransition?: boolean;
  /** The change locks or unlocks the record. */
  byLock?: boolean;
};

/** Reads one record, whoever asks: visibility is for the caller to apply. */
export function readRecord(org: OrgState, module: ModuleName, id: CrmId): StoredRecord | null {
  return org.records[module].get(id);
}

/**
 * Adds a record the way the CRM does: the actor owns it unless `Owner` says otherwise; a deal gets
 * its default pipeline, the stage's probability and the day's rate when none are given.
 */
export function createRecord(
  org: OrgState,
  module: ModuleName,
  values: FieldValues,
  actor: Actor,
  options: WriteOptions = {},
): RecordOutcome {
  const now = org.clock.nowSeconds();
  const record: StoredRecord = {
    id: "",
    Owner: actor.user,
    ...values,
    Created_By: actor.user,
    Modified_By: actor.user,
    Created_Time: now,
    Modified_Time: now,
  };
  if (record.Owner === null) record.Owner = actor.user;
  fillBlanks(org, module, record);
  if (module === "Deals") settleDeal(org, null, record, values);
  const refusal = checkRules(org, module, null, record, values, options);
  if (refusal !== null) return refused(refusal);

  record.id = org.ids.next();
  org.records[module].put(record);
  const changed = Object.keys(record).filter((field) => field !== "id" && record[field] !== null);
  if (module === "Deals") noteStageVisit(org, null, record, actor.user);
  return commit(org, module, actor, { action: "added", before: null, record, changed });
}

/** Changes only the given fields. A record nobody knows is refused as INVALID_DATA. */
export function updateRecord(
  org: OrgState,
  module: ModuleName,
  id: CrmId,
  values: FieldValues,
  actor: Actor,
  options: WriteOptions & {
    /** Refuse when the record was modified later than this. Epoch seconds. */
    ifUnmodifiedSince?: number;
    action?: ChangeAction;
    /** A merge may leave the stamps alone, see `Behaviour`. */
    keepModifiedTime?: boolean;
  } = {},
): RecordOutcome {
  const before = org.records[module].latest(id);
  if (before === null) return unknownId();
  const denied = denyEdit(org, module, before, actor);
  if (denied !== null) return denied;
  if (
    options.ifUnmodifiedSince !== undefined &&
    Number(before.Modified_Time) > options.ifUnmodifiedSince
  ) {
    return {
      kind: "refused",
      status: 412,
      code: "ALREADY_MODIFIED",
      message: "record updated time has already passed if-unmodified-since time",
      details: { id, modified: before },
    };
  }
  const record: StoredRecord = { ...before, ...values, id };
  if (module === "Deals") settleDeal(org, before, record, values);
  const refusal = checkRules(org, module, before, record, values, options);
  if (refusal !== null) return refused(refusal);

  const changed = Object.keys(record).filter((field) => !sameValue(before[field], record[field]));
  if (changed.length > 0) record.Change_Log_Time__s = org.clock.nowSeconds();
  const isStamped = changed.length > 0 || org.behaviour.noOpUpdateBumpsModifiedTime;
  if (isStamped && !options.keepModifiedTime) {
    record.Modified_Time = org.clock.nowSeconds();
    record.Modified_By = actor.user;
  }
  org.records[module].put(record);
  if (module === "Deals") noteStageVisit(org, before, record, actor.user);
  return commit(org, module, actor, {
    action: options.action ?? "updated",
    before,
    record,
    changed,
  });
}

/** Moves a record to the recycle bin. */
export function deleteRecord(
  org: OrgState,
  module: ModuleName,
  id: CrmId,
  actor: Actor,
): RecordOutcome {
  const record = org.records[module].latest(id);
  if (record === null) return unknownId();
  const denied = denyEdit(org, module, record, actor);
  if (denied !== null) return denied;
  if (record.Locked__s === true) {
    return {
      kind: "refused",
      status: 400,
      code: "RECORD_LOCKED",
      message: "record is locked",
      details: { id, action: "record_locking" },
    };
  }
  org.records[module].remove(id);
  org.recycleBin.add({
    module,
    record,
    deletedAt: org.clock.nowSeconds(),
    deletedBy: actor.user,
    purgedAt: null,
  });
  return commit(org, module, actor, { action: "deleted", before: record, record, changed: [] });
}

/** Brings a record back from the recycle bin under its old id. */
export function restoreRecord(org: OrgState, id: CrmId, actor: Actor): RecordOutcome {
  const entry = org.recycleBin.take(id);
  if (entry === null) return unknownId();
  const record = org.behaviour.restoreBumpsModifiedTime
    ? { ...entry.record, Modified_Time: org.clock.nowSeconds(), Modified_By: actor.user }
    : entry.record;
  org.records[entry.module].put(record);
  return commit(org, entry.module, actor, {
    action: "restored",
    before: null,
    record,
    changed: [],
  });
}

/** What an untouched field of a new record holds: a box is unticked, the record is not a draft. */
function fillBlanks(org: OrgState, module: ModuleName, record: StoredRecord): void {
  for (const field of org.fields[module].values()) {
    if (field.data_type === "boolean") record[field.api_name] ??= false;
  }
  if (org.fields[module].has("Record_Status__s")) record.Record_Status__s ??= "Available";
}

function commit(
  org: OrgState,
  module: ModuleName,
  actor: Actor,
  done: {
    action: ChangeAction;
    before: StoredRecord | null;
    record: StoredRecord;
    changed: string[];
  },
): RecordDone {
  const { action, before, record, changed } = done;
  const change: Change = {
    id: org.ids.next(),
    module,
    recordId: record.id,
    atMs: org.clock.nowMs(),
    by: actor.user,
    source: actor.source,
    action,
    fields: changed.map((field) => ({
      field,
      old: before?.[field] ?? null,
      new: record[field] ?? null,
    })),
  };
  org.history.add(change);
  org.announce({
    module,
    operation: operationOf[action],
    action,
    before,
    record,
    changed,
    by: actor.user,
    source: actor.source,
    atMs: change.atMs,
  });
  return { kind: "done", record, changed };
}

const operationOf = {
  added: "create",
  updated: "edit",
  transition_executed: "edit",
  find_and_merge_duplicate: "edit",
  deleted: "delete",
  restored: "restore",
} as const satisfies Record<ChangeAction, string>;

function denyEdit(
  org: OrgState,
  module: ModuleName,
  record: StoredRecord,
  actor: Actor,
): RecordRefusal | null {
  const user = org.users.get(actor.user);
  if (user === undefined) throw new Error(`no user ${actor.user} in this organisation`);
  if (editableBy(org, user, module)(record)) return null;
  return {
    kind: "refused",
    status: 403,
    code: "NO_PERMISSION",
    message: "permission denied",
    details: { permissions: [`Crm_Implied_Edit_${module}`] },
  };
}

function unknownId(): RecordRefusal {
  return {
    kind: "refused",
    status: 400,
    code: "INVALID_DATA",
    message: "the id given seems to be invalid",
    details: { api_name: "id" },
  };
}

function refused(refusal: RowRefusal): RecordRefusal {
  return { kind: "refused", status: 400, ...refusal };
}

function sameValue(a: StoredValue | undefined, b: StoredValue | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => value === b[i]);
  }
  return (a ?? null) === (b ?? null);
}
