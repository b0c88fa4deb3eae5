import { type CrmRequest, type CrmRoute, listReply } from "../crm-request.ts";
import type { Profile, Role } from "../model.ts";
import type { OrgState } from "../org-state.ts";
import { madeWithOrg } from "./made-with-org.ts";

export const rolesRoute: CrmRoute = {
  method: "GET",
  path: "/settings/roles",
  scopes: () => ["ZohoCRM.settings.roles.READ"],
  credits: 1,
  handle: ({ org }) =>
    listReply(
      "roles",
      [...org.roles.values()].map((role) => describeRole(org, role)),
    ),
};

export const roleRoute: CrmRoute = {
  method: "GET",
  path: "/settings/roles/:id",
  scopes: () => ["ZohoCRM.settings.roles.READ"],
  credits: 1,
  handle: ({ org, params }) => {
    const role = org.roles.get(params.id ?? "");
    return listReply("roles", role === undefined ? [] : [describeRole(org, role)]);
  },
};

export const profilesRoute: CrmRoute = {
  method: "GET",
  path: "/settings/profiles",
  scopes: () => ["ZohoCRM.settings.profiles.READ"],
  credits: 1,
  handle: (request) =>
    listReply(
      "profiles",
      [...request.org.profiles.values()].map((profile) => describeProfile(request, profile)),
      { license_limit: null },
    ),
};

export const profileRoute: CrmRoute = {
  method: "GET",
  path: "/settings/profiles/:id",
  scopes: () => ["ZohoCRM.settings.profiles.READ"],
  credits: 1,
  handle: (request) => {
    const profile = request.org.profiles.get(request.params.id ?? "");
    return listReply("profiles", profile === undefined ? [] : [describeProfile(request, profile)]);
  },
};

function describeRole(org: OrgState, role: Role) {
  const above = role.reporting_to === null ? undefined : org.roles.get(role.reporting_to);
  return {
    id: role.id,
    name: role.name,
    api_name: role.name.replaceAll(/\W+/g, "_"),
    display_label: role.name,
    reporting_to: above === undefined ? null : { name: above.name, id: above.id },
    forecast_manager: null,
    share_with_peers: false,
    description: null,
    created_by__s: null,
    created_time__s: null,
    modified_by__s: null,
    modified_time__s: null,
  };
}

function describeProfile({ org, user }: CrmRequest, profile: Profile) {
  return {
    id: profile.id,
    name: profile.name,
    display_label: profile.name,
    api_name: profile.name.replaceAll(/\W+/g, "_"),
    custom: isCustom(profile),
    category: isCustom(profile),
    type: "normal_profile",
    description: "",
    ...madeWithOrg(org, user),
    permissions_details: permissions(profile),
    sections: [],
  };
}

function isCustom({ name }: Profile): boolean {
  return name !== "Administrator" && name !== "Standard";
}

function permissions(profile: Profile) {
  return ["Deals", "Accounts", "Contacts"].flatMap((module) =>
    ["View", "Create", "Edit", "Delete"].map((action) => ({
      id: `${profile.id.slice(0, -3)}${module.length}${action.length}`,
      name: `Crm_Implied_${action}_${module}`,
      display_label: `${action} ${module}`,
      enabled: true,
      customizable: !profile.administrator,
      module,
    })),
  );
}
