import type { Logger } from "pino";
import { Temporal } from "temporal-polyfill";
import { apiTokenRoutes } from "./access/api-token-routes.ts";
import { findViewer } from "./access/find-viewer.ts";
import { sessionRoutes } from "./access/session-routes.ts";
import { signInRoutes } from "./access/sign-in-routes.ts";
import { pipelineRoutes } from "./analytics/routes.ts";
import { createApp } from "./app.ts";
import { composeAccess } from "./compose-access.ts";
import { composeSync } from "./compose-sync.ts";
import type { Config } from "./config.ts";
import { consolePage } from "./console-page.ts";
import { answersWithin } from "./db/answers-within.ts";
import { CHANGE_CHANNEL, type ChangeNotice } from "./db/data-version.ts";
import type { OpenDatabase } from "./db/database.ts";
import { readDealPage } from "./db/deal-page.ts";
import { readFilterOptions } from "./db/filter-options.ts";
import { endAllLeases } from "./db/leases.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { readSelection, readSummary } from "./db/pipeline-totals.ts";
import { readRejected } from "./db/rejected-records.ts";
import { docsPage } from "./docs-page.ts";
import { type Jobs, startJobs } from "./jobs.ts";
import { LiveHub } from "./live/live-hub.ts";
import { liveRoutes } from "./live/routes.ts";
import { syncRoutes } from "./sync/routes.ts";
import { webhookRoute } from "./sync/webhook-route.ts";
import { zohoAccess } from "./zoho/zoho-access.ts";

/**
 * Puts the service together: the one place where capabilities meet their adapters and each other.
 * Nothing is read or sent before `start`.
 */
export function composeService(config: Config, database: OpenDatabase, log: Logger) {
  const { db } = database;
  const now = () => Temporal.Now.instant();
  const stopping = new AbortController();
  const logEvent = (event: string, facts: Record<string, unknown>) =>
    "error" in facts ? log.warn(facts, event) : log.info(facts, event);

  const access = composeAccess(config, db, now);
  const { requireViewer, dealScope, people } = access;
  const zoho = zohoAccess(config.zoho, (report) => log.debug(report, "crm_call"));
  const sync = composeSync({
    config,
    db,
    access,
    zoho,
    now,
    log: logEvent,
    stopping: stopping.signal,
  });
  const { status, runner, inbox, channels } = sync;
  const hub = new LiveHub({
    status,
    dataVersion: async (orgId) => (await people.dataVersion(orgId))?.toString() ?? null,
    log: logEvent,
  });
  const crmUrlOf = () => `${config.zoho.crmUrl}/crm/tab/Home`;
  const dealUrlOf = (dealId: string) => `${config.zoho.crmUrl}/crm/tab/Potentials/${dealId}`;

  let isStarted = false;
  const app = createApp({
    requireViewer,
    openRoutes: [
      {
        path: "/api/auth",
        routes: signInRoutes({
          ports: { ...access.store, oauth: zoho.oauth, identify: zoho.identify },
          appBaseUrl: config.appBaseUrl,
          sessionSecret: config.sessionSecret,
          authorizationUrl: zoho.oauth.authorizationUrl,
          onConnected: sync.beginSync,
          log,
        }),
      },
      {
        path: "/api/auth",
        routes: sessionRoutes({
          ports: access.store,
          requireViewer,
          dealScope,
          appBaseUrl: config.appBaseUrl,
          zohoHost: new URL(config.zoho.accountsUrl).host,
          reportingCurrency: config.reportingCurrency,
          crmUrlOf,
        }),
      },
      {
        path: "/api/admin/api-tokens",
        routes: apiTokenRoutes({ ports: access.store, requireViewer }),
      },
      {
        path: "/api",
        routes: webhookRoute({
          orgOfChannel: channels.orgOfChannel,
          accept: (orgId, notification) => inbox.accept(orgId, notification),
          async requestDelta(orgId) {
            await runner.request(orgId, { mode: "delta", trigger: "webhook", requestedBy: null });
          },
          token: config.webhooks.token,
          log: logEvent,
        }),
      },
    ],
    viewerRoutes: [
      {
        path: "/api",
        routes: pipelineRoutes({
          summary: (orgId, scope) => readSummary(db, orgId, scope),
          selection: (orgId, scope, filters) => readSelection(db, orgId, scope, filters),
          page: (orgId, scope, request) => readDealPage(db, orgId, scope, request, dealUrlOf),
          reportingCurrency: config.reportingCurrency,
          scopeOf: dealScope,
          status,
          filterOptions: (orgId, scope) => readFilterOptions(db, orgId, scope),
        }),
      },
      {
        path: "/api",
        routes: syncRoutes({
          status,
          request: (orgId, request) => runner.request(orgId, request),
          rejected: (orgId) => readRejected(db, orgId, 200),
        }),
      },
      {
        path: "/api",
        routes: liveRoutes({
          listen: (orgId, listener) => hub.listen(orgId, listener),
          status,
          isStillSignedIn: async (presented) =>
            (await findViewer(access.store, presented)) !== null,
        }),
      },
    ],
    docs: docsPage(),
    console: consolePage(),
    async missing() {
      if (!isStarted) return "The database is not ready yet; we keep trying.";
      return (await answersWithin(db, 2_000))
        ? null
        : "The database does not answer; we keep trying.";
    },
    isStarted: () => isStarted,
    log,
  });

  let isListening = false;
  let jobs: Jobs | null = null;
  return {
    app,

    /**
     * Brings up everything behind the routes; a call after one that failed goes on where that stopped.
     * @throws when the database cannot be reached; try again
     */
    async start(): Promise<void> {
      await migrateDatabase(database);
      if (database.kind === "pglite") await endAllLeases(db);
      if (!isListening) {
        await database.listen(CHANGE_CHANNEL, {
          payload: (payload) => hub.notice(parseNotice(payload)),
          gap: () => hub.noticeGap(),
        });
        isListening = true;
      }
      jobs ??= await startJobs(database, sync.tick, logEvent);
      isStarted = true;
      // The first look at what is due does not wait for the minute. A CRM that is down may take its
      // time over it, and the next tick makes good what fails.
      sync.tick().catch((error: unknown) => logEvent("tick_failed", { error }));
    },

    /**
     * Lets the work at hand finish, gives leases back, closes nothing that is not its own. A database
     * that is gone does not keep it from ending.
     */
    async stop(): Promise<void> {
      stopping.abort(new Error("The service is stopping"));
      hub.stop();
      await Promise.allSettled([jobs?.stop(), sync.stop()]);
    },
  };
}

/** Written by `notifyChange` alone. */
function parseNotice(payload: string): ChangeNotice {
  return JSON.parse(payload) as ChangeNotice;
}
