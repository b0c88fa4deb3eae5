/** Whose deals somebody is shown. `all` includes deals whose owner is unknown. */
export type DealScope = { kind: "all" } | { kind: "owners"; ownerIds: ReadonlySet<string> };

/** Ids of users and roles are unique; a superior that is not in the list counts as none. */
export type People = {
  users: readonly {
    id: string;
    isActive: boolean;
    isAdministrator: boolean;
    roleId: string | null;
    reportsTo: string | null;
  }[];
  roles: readonly { id: string; reportsTo: string | null; sharesWithPeers: boolean }[];
};

export type SharingRules = {
  hierarchy: "Role_Hierarchy" | "Reporting_To_Hierarchy";
  /** The CRM's default for the Deals module. `unknown` is treated as private. */
  dealsSharing: "private" | "public_read_only" | "public_read_write" | "public" | "unknown";
};

/**
 * Works out whose deals a CRM user may open, as the CRM itself does: administrators and public
 * modules show everything; else one's own and those of everybody below, by the role tree or by the
 * reporting line, whichever the organisation has chosen. Somebody who has left stays in the tree, so
 * that their deals stay with those above them, but sees nothing. Sharing rules between named groups
 * are not read yet: without them a person sees less than in the CRM, never more.
 *
 * @returns no owners at all for a viewer who is unknown or inactive
 * Source: CRM v8 `settings/data_sharing`, `settings/roles`, `org.hierarchy_preferences`
 */
export function visibleOwners(people: People, rules: SharingRules, viewerId: string): DealScope {
  const viewer = people.users.find((user) => user.id === viewerId);
  if (viewer === undefined || !viewer.isActive) return { kind: "owners", ownerIds: new Set() };
  if (viewer.isAdministrator || rules.dealsSharing.startsWith("public")) return { kind: "all" };

  const below =
    rules.hierarchy === "Role_Hierarchy"
      ? usersInRoles(people, visibleRoles(people, viewer.roleId))
      : descendants(people.users, viewer.id);
  return { kind: "owners", ownerIds: new Set([viewer.id, ...below]) };
}

function visibleRoles(people: People, roleId: string | null): Set<string> {
  if (roleId === null) return new Set();
  const roleIds = descendants(people.roles, roleId);
  const own = people.roles.find((role) => role.id === roleId);
  if (own?.sharesWithPeers) roleIds.add(roleId);
  return roleIds;
}

function usersInRoles(people: People, roleIds: ReadonlySet<string>): string[] {
  return people.users
    .filter((user) => user.roleId !== null && roleIds.has(user.roleId))
    .map((user) => user.id);
}

/** Everything below `topId` at any depth, without itself. Ends on a line that closes on itself too. */
function descendants(
  members: readonly { id: string; reportsTo: string | null }[],
  topId: string,
): Set<string> {
  const reports = Map.groupBy(members, (member) => member.reportsTo);
  const found = new Set<string>();
  const open = [topId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const report of reports.get(id) ?? []) {
      if (report.id === topId || found.has(report.id)) continue;
      found.add(report.id);
      open.push(report.id);
    }
  }
  return found;
}
