/**
 * What the stand-in organisation is made of. Settings are kept in the shape the API serves them;
 * records are kept flat and small, because a million of them live in memory.
 */

/** 16 to 19 decimal digits; larger than a JS number can hold. */
export type CrmId = string;

/**
 * One record as stored. Keys are field api names. By the field's data type a value is:
 * text, picklist, `date` ("YYYY-MM-DD"): string · integer, double, currency: number ·
 * boolean: boolean · lookup, owner, user: the bare id · `datetime`: whole seconds since the epoch ·
 * multi-select: string[], of ids for lookups and users · subform: string[], a row's JSON each. Null is
 * an empty field.
 */
export type StoredValue = string | number | boolean | string[] | null;
export type StoredRecord = { id: CrmId } & { [apiName: string]: StoredValue };

export type OrgInfo = {
  id: CrmId;
  zgid: string;
  company_name: string;
  type: "production" | "sandbox" | "developer";
  time_zone: string;
  country_code: string;
  /** ISO code of the home currency, e.g. "SGD". */
  iso_code: string;
  currency: string;
  currency_symbol: string;
  currency_locale: string;
  mc_status: boolean;
  primary_email: string;
  edition: "free" | "standard" | "professional" | "enterprise" | "ultimate";
  hierarchy_type: "Role_Hierarchy" | "Reporting_To_Hierarchy";
  /** First month of the fiscal year, 1 to 12. */
  fiscal_start_month: number;
};

export type Role = { id: CrmId; name: string; reporting_to: CrmId | null };
export type Profile = { id: CrmId; name: string; administrator: boolean };

export type User = {
  id: CrmId;
  zuid: string;
  first_name: string;
  last_name: string;
  email: string;
  role: CrmId;
  profile: CrmId;
  reporting_to: CrmId | null;
  status: "active" | "inactive";
  time_zone: string;
  locale: string;
};

export type Currency = {
  id: CrmId;
  name: string;
  iso_code: string;
  symbol: string;
  decimal_places: number;
  is_base: boolean;
  is_active: boolean;
  /** Rates by the day they began to apply, oldest first; units of this currency per one home unit. */
  rates: { from: string; rate: string }[];
};

export type ForecastType = "Open" | "Closed Won" | "Closed Lost";

export type PickListValue = {
  id: CrmId;
  display_value: string;
  actual_value: string;
  sequence_number: number;
  type: "used" | "unused";
  /** Only on the values of Deals.Stage. */
  probability?: number;
  forecast_type?: ForecastType;
  forecast_category?: "Pipeline" | "Best Case" | "Committed" | "Closed" | "Omitted";
};

export type Field = {
  id: CrmId;
  api_name: string;
  field_label: string;
  data_type:
    | "text"
    | "textarea"
    | "picklist"
    | "multiselectpicklist"
    | "integer"
    | "bigint"
    | "double"
    | "currency"
    | "percent"
    | "boolean"
    | "date"
    | "datetime"
    | "email"
    | "phone"
    | "website"
    | "lookup"
    | "ownerlookup"
    | "userlookup"
    | "multiselectlookup"
    | "multiuserlookup"
    | "subform"
    | "formula"
    | "autonumber";
  length: number;
  decimal_place: number | null;
  custom_field: boolean;
  system_mandatory: boolean;
  /** False for fields only the server writes, e.g. Modified_Time, Expected_Revenue. */
  api_writable: boolean;
  unique: boolean;
  lookup_module?: "Accounts" | "Contacts" | "Campaigns" | "Deals";
  /** A text area with formatting; lists cut it. */
  rich_text?: boolean;
  pick_list_values: PickListValue[];
};

export type Layout = {
  id: CrmId;
  name: string;
  api_name: string;
  /** Api names in order, with the ones this layout marks as required. */
  sections: { name: string; fields: { api_name: string; required: boolean }[] }[];
};

/** `stages` are actual values of Deals.Stage, in this pipeline's own order. */
export type Pipeline = {
  id: CrmId;
  layout_id: CrmId;
  display_value: string;
  actual_value: string;
  default: boolean;
  stages: string[];
};

export type ModuleName = "Deals" | "Accounts" | "Contacts";

export type SharingDefault = "private" | "public_read_only" | "public_read_write";

/** One visit of a deal to a stage, as the DealHistory module tells it. Times in epoch seconds. */
export type StageVisit = {
  id: CrmId;
  deal_id: CrmId;
  stage: string;
  entered_at: number;
  entered_by: CrmId;
  amount: number | null;
  probability: number | null;
  closing_date: string | null;
  moved_to: string | null;
};

/** Everything a freshly generated organisation consists of. */
export type OrgSeed = {
  info: OrgInfo;
  roles: Role[];
  profiles: Profile[];
  users: User[];
  currencies: Currency[];
  fields: Record<ModuleName, Field[]>;
  layouts: Layout[];
  pipelines: Pipeline[];
  sharing: Partial<Record<ModuleName, SharingDefault>>;
  accounts: Iterable<StoredRecord>;
  contacts: Iterable<StoredRecord>;
  /** In ascending id order; made one at a time so that a million never exist twice. */
  deals: Iterable<StoredRecord>;
  /** Past visits of one seeded deal, oldest first; worked out on demand from the seed. */
  stageHistory(dealId: CrmId): StageVisit[];
};
