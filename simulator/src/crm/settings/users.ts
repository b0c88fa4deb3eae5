import { invalidParam } from "../crm-fault.ts";
import { type CrmRequest, type CrmRoute, listReply, noContent } from "../crm-request.ts";
import type { User } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { pageParams } from "../paging.ts";
import { isAdministrator } from "../visibility.ts";
import { fullName } from "../wire-record.ts";
import { madeWithOrg } from "./made-with-org.ts";

type Filter = (org: OrgState, user: User, caller: User) => boolean;

const isActive: Filter = (_org, user) => user.status === "active";
const isActiveAdmin: Filter = (org, user) => user.status === "active" && isAdministrator(org, user);
const none: Filter = () => false;

const filters: Record<string, Filter> = {
  AllUsers: () => true,
  ActiveUsers: isActive,
  DeactiveUsers: (_org, user) => user.status === "inactive",
  ConfirmedUsers: () => true,
  NotConfirmedUsers: none,
  DeletedUsers: none,
  ActiveConfirmedUsers: isActive,
  AdminUsers: isAdministrator,
  ActiveConfirmedAdmins: isActiveAdmin,
  CurrentUser: (_org, user, caller) => user.id === caller.id,
  DeveloperUsers: none,
  AllActiveUsers: isActive,
  ActiveLiteUser: none,
};

export const usersRoute: CrmRoute = {
  method: "GET",
  path: "/users",
  scopes: () => ["ZohoCRM.users.READ"],
  credits: 1,
  handle(request) {
    const { page, perPage } = pageParams(request.query);
    const found = usersOfType(request, "ActiveUsers");
    const rows = found.slice((page - 1) * perPage, page * perPage);
    return listReply(
      "users",
      rows.map((user) => describeUser(request, user)),
      { per_page: perPage, count: rows.length, page, more_records: found.length > page * perPage },
    );
  },
};

export const countUsersRoute: CrmRoute = {
  method: "GET",
  path: "/users/actions/count",
  scopes: () => ["ZohoCRM.users.READ"],
  credits: 1,
  handle(request) {
    const found = usersOfType(request, "AllUsers");
    return { status: 200, body: { count: String(found.length) } };
  },
};

export const userRoute: CrmRoute = {
  method: "GET",
  path: "/users/:id",
  scopes: () => ["ZohoCRM.users.READ"],
  credits: 1,
  handle(request) {
    const user = request.org.users.get(request.params.id ?? "");
    if (user === undefined) return noContent;
    return listReply("users", [describeUser(request, user)], {
      per_page: 200,
      count: 1,
      page: 1,
      more_records: false,
    });
  },
};

function usersOfType({ org, user: caller, query }: CrmRequest, usual: string): User[] {
  const filter = filters[query.get("type") ?? usual];
  if (filter === undefined) {
    throw invalidParam("type", { supported_values: Object.keys(filters) });
  }
  return [...org.users.values()].filter((user) => filter(org, user, caller));
}

function describeUser(request: CrmRequest, user: User) {
  const { org } = request;
  const role = org.roles.get(user.role);
  const profile = org.profiles.get(user.profile);
  const superior = user.reporting_to === null ? undefined : org.users.get(user.reporting_to);
  const made = madeWithOrg(org, request.user);
  const creator = org.users.get(made.created_by?.id ?? "");
  return {
    id: user.id,
    zuid: user.zuid,
    full_name: fullName(user),
    first_name: user.first_name,
    last_name: user.last_name,
    alias: null,
    email: user.email,
    role: role && { name: role.name, id: role.id },
    profile: profile && { name: profile.name, id: profile.id },
    status: user.status,
    status_reason__s: null,
    confirm: true,
    type__s: "Regular User",
    Reporting_To: superior === undefined ? null : { name: fullName(superior), id: superior.id },
    Modified_By: {
      ...made.modified_by,
      first_name: creator?.first_name ?? null,
      last_name: creator?.last_name ?? null,
    },
    Modified_Time: made.modified_time,
    created_by: made.created_by,
    created_time: made.created_time,
    Isonline: false,
    locale: user.locale,
    language: user.locale,
    country_locale: user.locale,
    country: request.org.info.country_code,
    time_zone: user.time_zone,
    date_format: "MMM d, yyyy",
    time_format: "HH:mm",
    name_format__s: "Salutation,First Name,Last Name",
    number_separator: "Space",
    decimal_separator: "Period",
    default_tab_group: "0",
    personal_account: false,
    microsoft: false,
    sandboxDeveloper: false,
    offset: 0,
  };
}
