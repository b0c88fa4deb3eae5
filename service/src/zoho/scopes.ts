/** What the organisation's connection asks for, and why. */
const connectScopes = {
  "ZohoCRM.modules.deals.READ": "deals: list, by id, deleted list, count",
  "ZohoCRM.modules.deals.UPDATE": "milestones and stages written back",
  "ZohoCRM.modules.accounts.READ": "names of the customers",
  "ZohoCRM.coql.READ": "full and delta reads of up to 2,000 rows a call",
  "ZohoCRM.bulk.READ": "full reads of very large organisations",
  "ZohoCRM.notifications.ALL": "channels that tell of changes at once",
  "ZohoCRM.settings.modules.READ": "which modules exist",
  "ZohoCRM.settings.fields.READ": "fields, pick lists, stages with their probability",
  "ZohoCRM.settings.layouts.READ": "layouts, which own the pipelines",
  "ZohoCRM.settings.pipeline.READ": "stages in each pipeline's order, with forecast type",
  "ZohoCRM.settings.currencies.READ": "currencies and rates",
  "ZohoCRM.settings.roles.READ": "role tree: who sees whose deals",
  "ZohoCRM.settings.profiles.READ": "profiles: who is an administrator",
  "ZohoCRM.settings.data_sharing.READ": "sharing defaults: who sees whose deals",
  "ZohoCRM.users.READ": "owners, including the inactive ones",
  "ZohoCRM.org.READ": "home currency, time zone, edition",
} as const;

/** What a person's sign-in asks for: who they are, and in which organisation. Kept only that long. */
const signInScopes = {
  "ZohoCRM.users.READ": "the CRM user behind the sign-in",
  "ZohoCRM.org.READ": "that it is the connected organisation",
} as const;

export const scopesFor = {
  connect: Object.keys(connectScopes),
  sign_in: Object.keys(signInScopes),
} as const;
