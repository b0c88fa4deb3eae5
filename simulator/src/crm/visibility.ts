import type { CrmId, ModuleName, StoredRecord, User } from "./model.ts";
import type { OrgState } from "./org-state.ts";

export function isAdministrator(org: OrgState, user: User): boolean {
  return org.profiles.get(user.profile)?.administrator === true;
}

/**
 * Which records of a module a user may read: all for administrators and under a public sharing
 * default, otherwise their own and those of the people below them.
 */
export function visibleTo(
  org: OrgState,
  user: User,
  module: ModuleName,
): (record: StoredRecord) => boolean {
  const sharing = org.sharing[module] ?? "private";
  if (isAdministrator(org, user) || sharing !== "private") return everything;
  return ownedWithin(org, user);
}

/** Which records a user may change. */
export function editableBy(
  org: OrgState,
  user: User,
  module: ModuleName,
): (record: StoredRecord) => boolean {
  const sharing = org.sharing[module] ?? "private";
  if (isAdministrator(org, user) || sharing === "public_read_write") return everything;
  return ownedWithin(org, user);
}

/** True for a filter that keeps every record, so that readers may take a shortcut. */
export function seesEverything(filter: (record: StoredRecord) => boolean): boolean {
  return filter === everything;
}

const everything = (_record: StoredRecord): boolean => true;

function ownedWithin(org: OrgState, user: User): (record: StoredRecord) => boolean {
  const owners = subordinatesOf(org, user);
  owners.add(user.id);
  return (record) => typeof record.Owner === "string" && owners.has(record.Owner);
}

function subordinatesOf(org: OrgState, user: User): Set<CrmId> {
  const byReportingLine = org.info.hierarchy_type === "Reporting_To_Hierarchy";
  const below = new Set<CrmId>();
  for (const other of org.users.values()) {
    const under = byReportingLine
      ? isAbove(user.id, other.reporting_to, (id) => org.users.get(id)?.reporting_to ?? null)
      : isAbove(
          user.role,
          org.roles.get(other.role)?.reporting_to ?? null,
          (id) => org.roles.get(id)?.reporting_to ?? null,
        );
    if (under) below.add(other.id);
  }
  return below;
}

function isAbove(top: CrmId, start: CrmId | null, parentOf: (id: CrmId) => CrmId | null): boolean {
  const seen = new Set<CrmId>();
  for (let at = start; at !== null && !seen.has(at); at = parentOf(at)) {
    if (at === top) return true;
    seen.add(at);
  }
  return false;
}
