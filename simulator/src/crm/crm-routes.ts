import { blueprintRoutes } from "./actions/blueprint.ts";
import { changeOwnerRoutes } from "./actions/change-owner.ts";
import { cloneRoute } from "./actions/clone-record.ts";
import { fetchFullDataRoutes } from "./actions/fetch-full-data.ts";
import { massActionRoutes } from "./actions/mass-actions.ts";
import type { MassJobs } from "./actions/mass-jobs.ts";
import { mergeRoute } from "./actions/merge-records.ts";
import { recordLockRoutes } from "./actions/record-locks.ts";
import type { BulkJobs } from "./bulk/bulk-jobs.ts";
import { bulkRoutes } from "./bulk/bulk-routes.ts";
import { coqlRoute } from "./coql/coql-route.ts";
import type { CrmRoute } from "./crm-request.ts";
import { customViewsRoute } from "./custom-views.ts";
import { stageHistoryRoute } from "./history/stage-history-route.ts";
import { timelineRoute } from "./history/timeline-route.ts";
import { countRoute } from "./records/count-records.ts";
import { deleteManyRoute, deleteOneRoute } from "./records/delete-records.ts";
import { deletedListRoute } from "./records/deleted-list.ts";
import { getRecordRoute } from "./records/get-record.ts";
import { listRecordsRoute } from "./records/list-records.ts";
import type { PageTokens } from "./records/page-tokens.ts";
import { upsertRoute } from "./records/upsert.ts";
import { insertRoute, updateManyRoute, updateOneRoute } from "./records/write-records.ts";
import type { SearchIndex } from "./search/search-index.ts";
import { searchRoute } from "./search/search-route.ts";
import { currenciesRoute, currencyRoute } from "./settings/currencies.ts";
import { dataSharingRoute } from "./settings/data-sharing.ts";
import { fieldWriteRoutes } from "./settings/field-writes.ts";
import { fieldRoute, fieldsRoute } from "./settings/fields.ts";
import { fiscalYearRoute } from "./settings/fiscal-year.ts";
import { layoutRoute, layoutsRoute } from "./settings/layouts.ts";
import { moduleRoute, modulesRoute } from "./settings/modules.ts";
import { orgRoute } from "./settings/org.ts";
import { pipelineTransferRoute } from "./settings/pipeline-transfer.ts";
import { pipelineRoute, pipelinesRoute, stagesRoute } from "./settings/pipelines.ts";
import { recycleBinRoutes } from "./settings/recycle-bin.ts";
import { relatedListRoute, relatedListsRoute } from "./settings/related-lists.ts";
import {
  profileRoute,
  profilesRoute,
  roleRoute,
  rolesRoute,
} from "./settings/roles-and-profiles.ts";
import { countUsersRoute, userRoute, usersRoute } from "./settings/users.ts";
import { variableRoutes } from "./settings/variables.ts";
import type { ChannelStore } from "./watch/channel-store.ts";
import { watchRoutes } from "./watch/watch-routes.ts";

/** Every call of the CRM API. Fixed paths come before those that begin with a module's name. */
export function crmRoutes(deps: {
  pageTokens: PageTokens;
  channels: ChannelStore;
  searchIndex: SearchIndex;
  massJobs: MassJobs;
  bulkJobs: BulkJobs;
  later(ms: number, task: () => void): void;
}): CrmRoute[] {
  return [
    coqlRoute,
    ...watchRoutes(deps.channels),
    ...bulkRoutes({ jobs: deps.bulkJobs, later: deps.later }),
    orgRoute,
    currenciesRoute,
    currencyRoute,
    usersRoute,
    countUsersRoute,
    userRoute,
    rolesRoute,
    roleRoute,
    profilesRoute,
    profileRoute,
    modulesRoute,
    moduleRoute,
    ...fieldWriteRoutes,
    fieldsRoute,
    fieldRoute,
    layoutsRoute,
    layoutRoute,
    relatedListsRoute,
    relatedListRoute,
    pipelinesRoute,
    pipelineTransferRoute(deps.later),
    pipelineRoute,
    fiscalYearRoute,
    stagesRoute,
    dataSharingRoute,
    customViewsRoute,
    ...recycleBinRoutes,
    ...variableRoutes,
    countRoute,
    ...massActionRoutes({ jobs: deps.massJobs, later: deps.later }),
    ...changeOwnerRoutes,
    ...fetchFullDataRoutes,
    searchRoute(deps.searchIndex),
    stageHistoryRoute(deps.pageTokens),
    timelineRoute(deps.pageTokens),
    ...recordLockRoutes,
    ...blueprintRoutes,
    mergeRoute,
    cloneRoute,
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
