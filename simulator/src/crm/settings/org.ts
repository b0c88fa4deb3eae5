import type { CrmRoute } from "../crm-request.ts";
import type { OrgInfo } from "../model.ts";

export const orgRoute: CrmRoute = {
  method: "GET",
  path: "/org",
  scopes: () => ["ZohoCRM.org.READ"],
  credits: 1,
  handle: ({ org }) => ({
    status: 200,
    body: { org: [describeOrg(org.info, org.users.size)] },
  }),
};

function describeOrg(info: OrgInfo, users: number) {
  return {
    id: info.id,
    zgid: info.zgid,
    company_name: info.company_name,
    alias: null,
    domain_name: `org${info.zgid}`,
    primary_email: info.primary_email,
    primary_zuid: info.zgid,
    type: info.type,
    country: info.country_code,
    country_code: info.country_code,
    iso_code: info.iso_code,
    currency: info.currency,
    currency_symbol: info.currency_symbol,
    currency_locale: info.currency_locale,
    time_zone: info.time_zone,
    mc_status: info.mc_status,
    license_details: {
      paid: info.edition !== "free",
      paid_type: info.edition,
      paid_expiry: null,
      trial_type: null,
      trial_expiry: null,
      trial_action: null,
      users_license_purchased: users,
      portal_users_license_purchased: 0,
    },
    hierarchy_preferences: { type: info.hierarchy_type, strictly_reporting: false },
    privacy_settings: false,
    hipaa_compliance_enabled: false,
    gapps_enabled: false,
    translation_enabled: false,
    zia_portal_id: null,
    photo_id: null,
    description: null,
    phone: null,
    mobile: null,
    fax: null,
    website: null,
    employee_count: null,
    street: null,
    city: null,
    state: null,
    zip: null,
  };
}
