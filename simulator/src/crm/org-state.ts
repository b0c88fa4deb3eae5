import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Behaviour } from "./behaviour.ts";
import {
  type ChangeAction,
  type ChangeHistory,
  type ChangeSource,
  createChangeHistory,
} from "./change-history.ts";
import { compareIds, createIdSequence, type IdSequence } from "./crm-id.ts";
import type {
  CrmId,
  Currency,
  Field,
  Layout,
  ModuleName,
  OrgInfo,
  OrgSeed,
  Pipeline,
  Profile,
  Role,
  SharingDefault,
  StageVisit,
  StoredRecord,
  User,
} from "./model.ts";
import { RecordStore } from "./record-store.ts";
import { createRecycleBin, type RecycleBin } from "./recycle-bin.ts";
import { createDealHistory } from "./stage-visits.ts";

export const moduleNames = ["Deals", "Accounts", "Contacts"] as const satisfies ModuleName[];

export type RecordChange = {
  module: ModuleName;
  operation: "create" | "edit" | "delete" | "restore";
  action: ChangeAction;
  /** Null for a created record. */
  before: StoredRecord | null;
  /** For a deleted record, as it was. */
  record: StoredRecord;
  /** Api names of the fields whose value differs. */
  changed: string[];
  by: CrmId;
  source: ChangeSource;
  atMs: number;
};

export type RecordLock = { id: CrmId; by: CrmId; reason: string | null; at: number };

export type OrgVariable = {
  id: CrmId;
  api_name: string;
  name: string;
  type: string;
  description: string | null;
  value: string | null;
};

/** The whole organisation while it runs. Routes, virtual reps and control all work on this. */
export type OrgState = {
  info: OrgInfo;
  clock: Clock;
  random: Random;
  behaviour: Behaviour;
  ids: IdSequence;
  users: Map<CrmId, User>;
  roles: Map<CrmId, Role>;
  profiles: Map<CrmId, Profile>;
  currencies: Currency[];
  fields: Record<ModuleName, Map<string, Field>>;
  layouts: Layout[];
  pipelines: Pipeline[];
  sharing: Partial<Record<ModuleName, SharingDefault>>;
  records: Record<ModuleName, RecordStore>;
  recycleBin: RecycleBin;
  history: ChangeHistory;
  /** Visits of the seeded past, oldest first. */
  seededVisits(dealId: CrmId): StageVisit[];
  /** Visits since the start, by deal, oldest first. */
  laterVisits: Map<CrmId, StageVisit[]>;
  /** Rows of the module `DealHistory`. */
  dealHistory(): RecordStore;
  /** Api names of fields a profile may not see, as `Module.Field`. */
  hiddenFields: Map<CrmId, Set<string>>;
  /** Stages a blueprint guards: a deal in one of them leaves it by a transition only. */
  blueprintStages: Set<string>;
  /** By record id. */
  locks: Map<CrmId, RecordLock>;
  variables: Map<CrmId, OrgVariable>;
  /** Called after each accepted change, in order. */
  onChange(listener: (change: RecordChange) => void): void;
  announce(change: RecordChange): void;
};

export function createOrgState(
  seed: OrgSeed,
  deps: { clock: Clock; random: Random; behaviour: Behaviour },
): OrgState {
  // Settings can be edited while running, and a seed may be shared by several organisations.
  const settings = structuredClone({
    info: seed.info,
    currencies: seed.currencies,
    fields: seed.fields,
    layouts: seed.layouts,
    pipelines: seed.pipelines,
    sharing: seed.sharing,
  });
  const timing = {
    nowMs: deps.clock.nowMs,
    lagMs: () => deps.behaviour.visibilityLagMs,
  };
  const records = {
    Deals: new RecordStore(seed.deals, timing),
    Accounts: new RecordStore(seed.accounts, timing),
    Contacts: new RecordStore(seed.contacts, timing),
  };
  const listeners: ((change: RecordChange) => void)[] = [];
  const org: Omit<OrgState, "dealHistory"> = {
    ...deps,
    info: settings.info,
    ids: createIdSequence(highestId(seed, records)),
    users: byId(seed.users),
    roles: byId(seed.roles),
    profiles: byId(seed.profiles),
    currencies: settings.currencies,
    fields: {
      Deals: byName(settings.fields.Deals),
      Accounts: byName(settings.fields.Accounts),
      Contacts: byName(settings.fields.Contacts),
    },
    layouts: settings.layouts,
    pipelines: settings.pipelines,
    sharing: settings.sharing,
    records,
    recycleBin: createRecycleBin(),
    history: createChangeHistory(),
    seededVisits: (dealId) => seed.stageHistory(dealId),
    laterVisits: new Map(),
    hiddenFields: new Map(),
    blueprintStages: new Set(),
    locks: new Map(),
    variables: new Map(),
    onChange: (listener) => listeners.push(listener),
    announce: (change) => {
      for (const listener of listeners) listener(change);
    },
  };
  const state = org as OrgState;
  state.dealHistory = createDealHistory(state);
  return state;
}

function highestId(seed: OrgSeed, records: Record<ModuleName, RecordStore>): CrmId {
  let highest = "4000000000000000000".slice(0, seed.info.id.length);
  const consider = (id: CrmId) => {
    if (compareIds(id, highest) > 0) highest = id;
  };
  for (const list of [seed.users, seed.roles, seed.profiles, seed.currencies, seed.layouts]) {
    for (const entry of list) consider(entry.id);
  }
  for (const name of moduleNames) {
    for (const field of seed.fields[name]) {
      consider(field.id);
      for (const value of field.pick_list_values) consider(value.id);
    }
    for (const last of records[name].idOrder().before(() => -1)) {
      consider(last.id);
      break;
    }
  }
  return highest;
}

function byId<T extends { id: CrmId }>(entries: T[]): Map<CrmId, T> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function byName(fields: Field[]): Map<string, Field> {
  return new Map(fields.map((field) => [field.api_name, field]));
}
