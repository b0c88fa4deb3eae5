import type { CrmId, Profile, Role, User } from "../crm/model.ts";
import { settingId } from "./crm-ids.ts";
import type { Territory } from "./service-lines.ts";
import { PEOPLE, PROFILE_NAMES, type ProfileName, ROLE_NAMES, type RoleName } from "./staff.ts";

const EMAIL_DOMAIN = "halyardcloud.example";

const roleId = (name: RoleName): CrmId => settingId(20, ROLE_NAMES.indexOf(name));
const profileId = (name: ProfileName): CrmId => settingId(21, PROFILE_NAMES.indexOf(name));

function userId(login: string): CrmId {
  const position = PEOPLE.findIndex((person) => person.login === login);
  if (position < 0) throw new Error(`nobody signs in as ${login}`);
  return settingId(22, position);
}

export const DEMO_ROLES: Role[] = ROLE_NAMES.map((name) => ({
  id: roleId(name),
  name,
  reporting_to: superiorOf(name),
}));

function superiorOf(name: RoleName): CrmId | null {
  if (name === "Executive Office") return null;
  if (name.startsWith("Sales Rep ")) {
    const territory = name.slice("Sales Rep ".length) as Territory;
    return roleId(`Sales Manager ${territory}`);
  }
  return roleId("Executive Office");
}

export const DEMO_PROFILES: Profile[] = PROFILE_NAMES.map((name) => ({
  id: profileId(name),
  name,
  administrator: name === "Administrator",
}));

export const DEMO_USERS: User[] = PEOPLE.map((person, position) => ({
  id: userId(person.login),
  zuid: String(701_225_400 + position * 1_337),
  first_name: person.first,
  last_name: person.last,
  email: `${person.login}@${EMAIL_DOMAIN}`,
  role: roleId(person.role),
  profile: profileId(person.profile),
  reporting_to: person.reportsTo === null ? null : userId(person.reportsTo),
  status: person.inactive ? "inactive" : "active",
  time_zone: person.zone,
  locale: person.locale,
}));

export const SALES_OPERATIONS_ID = userId("gabriel.oliveira");
export const REVENUE_OFFICER_ID = userId("adaeze.okafor");

export type SalesTeam = { managerId: CrmId; repIds: CrmId[] };

export const SALES_TEAMS: Record<Territory, SalesTeam> = {
  APAC: salesTeam("APAC"),
  Americas: salesTeam("Americas"),
  EMEA: salesTeam("EMEA"),
  India: salesTeam("India"),
};

function salesTeam(territory: Territory): SalesTeam {
  const inRole = (role: RoleName) =>
    PEOPLE.filter((person) => person.role === role).map((person) => userId(person.login));
  const [managerId] = inRole(`Sales Manager ${territory}`);
  if (managerId === undefined) throw new Error(`${territory} has no manager`);
  return { managerId, repIds: inRole(`Sales Rep ${territory}`) };
}
