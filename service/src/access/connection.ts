import type { CrmIdentity } from "./crm-identity.ts";
import type { Connection } from "./sign-in-ports.ts";

/**
 * The organisation's side of a connection, as it will be stored.
 * @returns null without a home currency and a time zone: no number could be told what it means
 */
export function connectionOf(
  { org }: Pick<CrmIdentity, "org">,
  token: Connection["token"],
): Connection | null {
  if (org.timeZone === null || org.homeCurrency === null) return null;
  return {
    name: org.companyName ?? `Organisation ${org.orgId}`,
    timeZone: org.timeZone,
    homeCurrency: org.homeCurrency,
    multiCurrency: org.multiCurrency,
    edition: org.edition,
    hierarchyType: org.hierarchy === "reporting_to" ? "Reporting_To_Hierarchy" : "Role_Hierarchy",
    token,
  };
}
