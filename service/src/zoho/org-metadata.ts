/** What the CRM's settings replies become: our names, absent parts as null, ids as text. */

export type OrgInfo = {
  /** The organisation's number in CRM addresses (`zgid`). */
  orgId: string;
  companyName: string | null;
  /** production, sandbox, developer, …: what a write would really touch. */
  kind: string | null;
  timeZone: string | null;
  countryCode: string | null;
  /** ISO code. */
  homeCurrency: string | null;
  multiCurrency: boolean;
  /** Licence, e.g. `enterprise`; decides credits and concurrency. */
  edition: string | null;
  userLicences: number | null;
  /** Whether the role tree or the reporting line decides who sees whose records. */
  hierarchy: "roles" | "reporting_to" | null;
};

export type CrmUser = {
  id: string;
  /** The person's id in Zoho Accounts; differs from the CRM user id. */
  zuid: string | null;
  fullName: string | null;
  email: string | null;
  roleId: string | null;
  roleName: string | null;
  profileId: string | null;
  profileName: string | null;
  isActive: boolean;
  reportingToId: string | null;
  timeZone: string | null;
  locale: string | null;
};

export type CrmRole = {
  id: string;
  name: string;
  /** Null for the root of the tree. */
  reportingToId: string | null;
  shareWithPeers: boolean;
};

export type CrmProfile = {
  id: string;
  name: string;
  /** False for the profiles every organisation is born with, such as Administrator. */
  custom: boolean;
  kind: string | null;
};

export type ForecastType = "open" | "won" | "lost";

export type PickListOption = {
  id: string | null;
  displayValue: string;
  actualValue: string;
  referenceValue: string | null;
  sequence: number | null;
  inUse: boolean;
  /** Only on the options of a deal's stage, as are the next two. Percent. */
  probability: number | null;
  forecastType: ForecastType | null;
  forecastCategory: string | null;
};

export type FieldInfo = {
  id: string | null;
  apiName: string;
  label: string;
  dataType: string;
  length: number | null;
  decimalPlaces: number | null;
  custom: boolean;
  systemMandatory: boolean;
  visible: boolean;
  apiWritable: boolean;
  options: PickListOption[];
};

export type LayoutInfo = {
  id: string;
  name: string;
  isActive: boolean;
  fields: { apiName: string; required: boolean }[];
};

type PipelineStage = {
  id: string | null;
  displayValue: string;
  actualValue: string;
  sequence: number | null;
  forecastType: ForecastType | null;
  forecastCategory: string | null;
};

export type PipelineInfo = {
  id: string;
  displayValue: string;
  actualValue: string;
  isDefault: boolean;
  /** In this pipeline's own order. */
  stages: PipelineStage[];
};

export type CurrencyInfo = {
  id: string | null;
  isoCode: string;
  name: string | null;
  symbol: string | null;
  /** Decimal text: units of this currency per one home unit. Null when it is not a number. */
  rate: string | null;
  decimalPlaces: number | null;
  isBase: boolean;
  isActive: boolean;
};

export type SharingDefault = {
  module: string;
  access: "private" | "public_read_only" | "public_read_write" | "public" | "unknown";
};
