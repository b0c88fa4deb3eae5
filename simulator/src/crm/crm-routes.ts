import { coqlRoute } from "./coql/coql-route.ts";
import type { CrmRoute } from "./crm-request.ts";
import { countRoute } from "./records/count-records.ts";
import { deleteManyRoute, deleteOneRoute } from "./records/delete-records.ts";
import { deletedListRoute } from "./records/deleted-list.ts";
import { getRecordRoute } from "./records/get-record.ts";
import { listRecordsRoute } from "./records/list-records.ts";
import type { PageTokens } from "./records/page-tokens.ts";
import { upsertRoute } from "./records/upsert.ts";
import { insertRoute, updateManyRoute, updateOneRoute } from "./records/write-records.ts";
import { currenciesRoute, currencyRoute } from "./settings/currencies.ts";
import { dataSharingRoute } from "./settings/data-sharing.ts";
import { fieldRoute, fieldsRoute } from "./settings/fields.ts";
import { layoutRoute, layoutsRoute } from "./settings/layouts.ts";
import { moduleRoute, modulesRoute } from "./settings/modules.ts";
import { orgRoute } from "./settings/org.ts";
import { pipelineRoute, pipelinesRoute, stagesRoute } from "./settings/pipelines.ts";
import {
  profileRoute,
  profilesRoute,
  roleRoute,
  rolesRoute,
} from "./settings/roles-and-profiles.ts";
import { userRoute, usersRoute } from "./settings/users.ts";
import type { ChannelStore } from "./watch/channel-store.ts";
import { watchRoutes } from "./watch/watch-routes.ts";

/** Every call of the CRM API. Fixed paths come before those that begin with a module's name. */
export function crmRoutes(deps: { pageTokens: PageTokens; channels: ChannelStore }): CrmRoute[] {
  return [
    coqlRoute,
    ...watchRoutes(deps.channels),
    orgRoute,
    currenciesRoute,
    currencyRoute,
    usersRoute,
    userRoute,
    rolesRoute,
    roleRoute,
    profilesRoute,
    profileRoute,
    modulesRoute,
    moduleRoute,
    fieldsRoute,
    fieldRoute,
    layoutsRoute,
    layoutRoute,
    pipelinesRoute,
    pipelineRoute,
    stagesRoute,
    dataSharingRoute,
    countRoute,
    deletedListRoute,
    upsertRoute,
    listRecordsRoute(deps.pageTokens),
    insertRoute,
    updateManyRoute,
    deleteManyRoute,
    getRecordRoute,
    updateOneRoute,
    deleteOneRoute,
  ];
}
