import { Temporal } from "temporal-polyfill";

/** What surrounds the deals in the CRM and changes seldom: people, stages, fields, rates. */
export type CrmMetadata = {
  org: {
    name: string | null;
    timeZone: string | null;
    homeCurrency: string | null;
    multiCurrency: boolean;
    edition: string | null;
    hierarchyType: "Role_Hierarchy" | "Reporting_To_Hierarchy";
    dealsSharing: string;
  };
  users: {
    userId: string;
    name: string;
    email: string | null;
    isActive: boolean;
    isAdministrator: boolean;
    roleId: string | null;
    profileName: string | null;
    reportsTo: string | null;
    timeZone: string | null;
  }[];
  roles: { roleId: string; name: string; reportsTo: string | null; sharesWithPeers: boolean }[];
  stages: {
    actualValue: string;
    stageId: string | null;
    displayValue: string;
    probability: number | null;
    outcome: "open" | "won" | "lost" | "unknown";
    forecastCategory: string | null;
    position: number;
    isUsed: boolean;
  }[];
  pipelines: {
    pipelineId: string;
    layoutId: string;
    actualValue: string;
    displayValue: string;
    isDefault: boolean;
    stages: string[];
  }[];
  fields: {
    module: string;
    apiName: string;
    label: string;
    dataType: string;
    isCustom: boolean;
    isWritable: boolean;
    options: string[];
  }[];
  /** Units of each currency per one home unit; empty when only one currency is in use. */
  rates: { currency: string; rate: string; isHome: boolean; isActive: boolean }[];
};

/** Names and stages may lag this far behind the CRM; a manual sync reads them at once. */
const MAX_AGE = Temporal.Duration.from({ minutes: 60 });

export function isMetadataDue(readAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return readAt === null || Temporal.Instant.compare(readAt.add(MAX_AGE), now) <= 0;
}
