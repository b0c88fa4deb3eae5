import type { Change } from "../crm/change-history.ts";
import type {
  CrmId,
  Currency,
  Field,
  Layout,
  ModuleName,
  OrgInfo,
  Pipeline,
  SharingDefault,
  StageVisit,
  StoredRecord,
  User,
} from "../crm/model.ts";
import { moduleNames, type OrgState, type OrgVariable, type RecordLock } from "../crm/org-state.ts";
import type { DeletedRecord } from "../crm/recycle-bin.ts";

/** How an organisation differs from its seed. Small however many deals the seed has. */
export type OrgSnapshot = {
  lastId: CrmId;
  info: OrgInfo;
  sharing: Partial<Record<ModuleName, SharingDefault>>;
  users: User[];
  currencies: Currency[];
  fields: Record<ModuleName, Field[]>;
  hiddenFields: [CrmId, string[]][];
  records: Record<ModuleName, { present: StoredRecord[]; absent: CrmId[] }>;
  recycleBin: DeletedRecord[];
  history: Change[];
  laterVisits: [CrmId, StageVisit[]][];
  layouts: Layout[];
  pipelines: Pipeline[];
  blueprintStages: string[];
  locks: [CrmId, RecordLock][];
  variables: OrgVariable[];
};

export function saveOrg(org: OrgState): OrgSnapshot {
  return {
    lastId: org.ids.last(),
    info: org.info,
    sharing: org.sharing,
    users: [...org.users.values()],
    currencies: org.currencies,
    fields: byModule((name) => [...org.fields[name].values()]),
    hiddenFields: [...org.hiddenFields].map(([profile, fields]) => [profile, [...fields]]),
    records: byModule((name) => savedRecords(org, name)),
    recycleBin: [...org.recycleBin.all()],
    history: [...org.history.all()],
    laterVisits: [...org.laterVisits],
    layouts: org.layouts,
    pipelines: org.pipelines,
    blueprintStages: [...org.blueprintStages],
    locks: [...org.locks],
    variables: [...org.variables.values()],
  };
}

/** Brings a freshly seeded organisation to where it was. */
export function restoreOrg(org: OrgState, saved: OrgSnapshot): void {
  org.ids.raiseTo(saved.lastId);
  Object.assign(org.info, saved.info);
  Object.assign(org.sharing, saved.sharing);
  for (const user of saved.users) org.users.set(user.id, user);
  org.currencies.splice(0, org.currencies.length, ...saved.currencies);
  for (const [profile, fields] of saved.hiddenFields)
    org.hiddenFields.set(profile, new Set(fields));
  for (const name of moduleNames) {
    org.fields[name].clear();
    for (const field of saved.fields[name]) org.fields[name].set(field.api_name, field);
    for (const record of saved.records[name].present) org.records[name].put(record);
    for (const id of saved.records[name].absent) org.records[name].remove(id);
  }
  for (const entry of saved.recycleBin) org.recycleBin.add(entry);
  for (const change of saved.history) org.history.add(change);
  org.layouts.splice(0, org.layouts.length, ...saved.layouts);
  org.pipelines.splice(0, org.pipelines.length, ...saved.pipelines);
  for (const stage of saved.blueprintStages) org.blueprintStages.add(stage);
  for (const [id, lock] of saved.locks) org.locks.set(id, lock);
  for (const variable of saved.variables) org.variables.set(variable.id, variable);
  for (const [deal, visits] of saved.laterVisits) org.laterVisits.set(deal, visits);
}

function savedRecords(org: OrgState, name: ModuleName) {
  const present: StoredRecord[] = [];
  const absent: CrmId[] = [];
  for (const id of org.records[name].touchedIds()) {
    const record = org.records[name].latest(id);
    if (record === null) absent.push(id);
    else present.push(record);
  }
  return { present, absent };
}

function byModule<T>(make: (name: ModuleName) => T): Record<ModuleName, T> {
  return { Deals: make("Deals"), Accounts: make("Accounts"), Contacts: make("Contacts") };
}
