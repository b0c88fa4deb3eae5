import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { calendarDate, decimal, instant, orgId } from "./columns.ts";

export const crmUser = pgTable(
  "crm_user",
  {
    orgId: orgId(),
    userId: text("user_id").notNull(),
    name: text("name").notNull(),
    email: text("email"),
    isActive: boolean("is_active").notNull(),
    isAdministrator: boolean("is_administrator").notNull(),
    roleId: text("role_id"),
    profileName: text("profile_name"),
    reportsTo: text("reports_to"),
    timeZone: text("time_zone"),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.userId] })],
);

export const crmRole = pgTable(
  "crm_role",
  {
    orgId: orgId(),
    roleId: text("role_id").notNull(),
    name: text("name").notNull(),
    reportsTo: text("reports_to"),
    sharesWithPeers: boolean("shares_with_peers").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.roleId] })],
);

/** One stage of the Stage picklist; `outcome` follows its forecast type. */
export const crmStage = pgTable(
  "crm_stage",
  {
    orgId: orgId(),
    actualValue: text("actual_value").notNull(),
    stageId: text("stage_id"),
    displayValue: text("display_value").notNull(),
    probability: integer("probability"),
    outcome: text("outcome", { enum: ["open", "won", "lost", "unknown"] }).notNull(),
    forecastCategory: text("forecast_category"),
    position: integer("position").notNull(),
    isUsed: boolean("is_used").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.actualValue] })],
);

export const crmPipeline = pgTable(
  "crm_pipeline",
  {
    orgId: orgId(),
    pipelineId: text("pipeline_id").notNull(),
    layoutId: text("layout_id").notNull(),
    actualValue: text("actual_value").notNull(),
    displayValue: text("display_value").notNull(),
    isDefault: boolean("is_default").notNull(),
    /** Actual values of its stages, in its own order. */
    stages: jsonb("stages").$type<string[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.pipelineId] })],
);

export const crmField = pgTable(
  "crm_field",
  {
    orgId: orgId(),
    module: text("module").notNull(),
    apiName: text("api_name").notNull(),
    label: text("label").notNull(),
    dataType: text("data_type").notNull(),
    isCustom: boolean("is_custom").notNull(),
    isWritable: boolean("is_writable").notNull(),
    /** Display values of a picklist, in order; empty for other types. */
    options: jsonb("options").$type<string[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.module, t.apiName] })],
);

/** Units of the currency per one home unit, by the day we first saw the rate. */
export const currencyRate = pgTable(
  "currency_rate",
  {
    orgId: orgId(),
    currency: text("currency").notNull(),
    validFrom: calendarDate("valid_from").notNull(),
    rate: decimal("rate", { precision: 24, scale: 12 }).notNull(),
    isHome: boolean("is_home").notNull(),
    isActive: boolean("is_active").notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.currency, t.validFrom] })],
);

export const crmAccount = pgTable(
  "crm_account",
  {
    orgId: orgId(),
    accountId: text("account_id").notNull(),
    name: text("name"),
    modifiedAt: instant("modified_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.accountId] }),
    index("crm_account_by_name").on(t.orgId, t.name),
  ],
);
