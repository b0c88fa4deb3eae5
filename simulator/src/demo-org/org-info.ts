import type { OrgInfo } from "../crm/model.ts";
import { settingId } from "./crm-ids.ts";
import { HOME_CURRENCY } from "./currencies.ts";

export const ORG_INFO: OrgInfo = {
  id: settingId(10, 0),
  zgid: "701225311",
  company_name: "Halyard Cloud Services Pte Ltd",
  type: "production",
  time_zone: "Asia/Singapore",
  country_code: "SG",
  iso_code: HOME_CURRENCY,
  currency: "Singapore Dollar",
  currency_symbol: "S$",
  currency_locale: "en_SG",
  mc_status: true,
  primary_email: "meilin.tan@halyardcloud.example",
  edition: "enterprise",
  hierarchy_type: "Role_Hierarchy",
  fiscal_start_month: 4,
};
