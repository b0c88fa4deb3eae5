import type { SignedIn } from "@pulse/shared/access/signed-in";
import type { DealScope } from "./visible-owners.ts";

/** The signed-in person and their organisation, as stored. */
export type ViewerProfile = {
  user: {
    id: string;
    name: string;
    email: string | null;
    profileName: string | null;
    roleName: string | null;
    isAdministrator: boolean;
  };
  org: { id: string; zgid: string; name: string; timeZone: string; homeCurrency: string };
};

export function profileReply(
  profile: ViewerProfile,
  facts: { scope: DealScope; reportingCurrency: string; crmUrl: string },
): SignedIn {
  const { user, org } = profile;
  return {
    user: {
      id: user.id,
      name: user.name,
      email: user.email ?? "",
      profile: user.profileName,
      role: user.roleName,
      is_administrator: user.isAdministrator,
    },
    org: {
      id: org.id,
      name: org.name,
      time_zone: org.timeZone,
      home_currency: org.homeCurrency,
      reporting_currency: facts.reportingCurrency,
      crm_url: facts.crmUrl,
    },
    sees: facts.scope.kind === "all" ? "all" : "own_and_subordinates",
  };
}
