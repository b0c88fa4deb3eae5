import { campaignFields } from "./campaign-fields.ts";
import { CrmFault, invalidModule } from "./crm-fault.ts";
import type { CrmRequest } from "./crm-request.ts";
import { dealHistoryFields } from "./deal-history-fields.ts";
import type { Field, ModuleName, StoredRecord, User } from "./model.ts";
import type { OrgState } from "./org-state.ts";
import { RecordStore } from "./record-store.ts";
import { visibleTo } from "./visibility.ts";

/** `DealHistory` is written by the server alone; `Campaigns` is there, as everywhere, and empty. */
export type ReadableModule = ModuleName | "DealHistory" | "Campaigns";

/** What reading a module needs, already narrowed to what one user may see. */
export type ModuleData = {
  name: ReadableModule;
  readonly store: RecordStore;
  fields: Map<string, Field>;
  visible: (record: StoredRecord) => boolean;
};

const noCampaigns = new RecordStore([]);

export function isModuleName(name: string): name is ModuleName {
  return name === "Deals" || name === "Accounts" || name === "Contacts";
}

export function isReadableModule(name: string): name is ReadableModule {
  return isModuleName(name) || name === "DealHistory" || name === "Campaigns";
}

export function moduleData(org: OrgState, user: User, name: ReadableModule): ModuleData {
  if (name === "DealHistory") {
    const dealVisible = visibleTo(org, user, "Deals");
    return {
      name,
      // Not before somebody reads it: filling it takes a while.
      get store() {
        return org.dealHistory();
      },
      fields: dealHistoryFields(org),
      visible: (visit) => {
        const deal = org.records.Deals.get(String(visit.Potential_Name));
        return deal === null || dealVisible(deal);
      },
    };
  }
  if (name === "Campaigns") {
    return { name, store: noCampaigns, fields: campaignFields(org), visible: () => true };
  }
  return {
    name,
    store: org.records[name],
    fields: org.info.mc_status ? org.fields[name] : withoutCurrency(org.fields[name]),
    visible: visibleTo(org, user, name),
  };
}

/** Without multi-currency the two fields do not exist. */
function withoutCurrency(fields: Map<string, Field>): Map<string, Field> {
  return new Map([...fields].filter(([name]) => name !== "Currency" && name !== "Exchange_Rate"));
}

/** The module named in the path, for reading. */
export function readableModuleOf(request: CrmRequest): ModuleData {
  const name = request.params.module ?? "";
  if (!isReadableModule(name)) throw invalidModule({ resource_path_index: 0 });
  return moduleData(request.org, request.user, name);
}

/** The module named in the path, for writing. */
export function writableModuleOf(request: CrmRequest): ModuleName {
  const name = request.params.module ?? "";
  if (name === "DealHistory" || name === "Campaigns") {
    throw new CrmFault(400, "NOT_SUPPORTED", "the operation is not supported for the module", {
      resource_path_index: 0,
    });
  }
  if (!isModuleName(name)) throw invalidModule({ resource_path_index: 0 });
  return name;
}

/** The scope a call on the module of the path needs. */
export function moduleScope(operation: "READ" | "CREATE" | "UPDATE" | "DELETE") {
  return (request: CrmRequest) => [scopeOfModule(request.params.module ?? "", operation)];
}

export function scopeOfModule(module: string, operation: string): string {
  // No scope of its own is known for the stage tracker: only all modules together cover it.
  return module === "DealHistory"
    ? `ZohoCRM.modules.${operation}`
    : `ZohoCRM.modules.${module}.${operation}`;
}
