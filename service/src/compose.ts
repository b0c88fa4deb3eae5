import { randomBytes, randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { Temporal } from "temporal-polyfill";
import { apiTokenRoutes } from "./access/api-token-routes.ts";
import { connectionOf } from "./access/connection.ts";
import { createDealScope } from "./access/deal-scope.ts";
import { findViewer } from "./access/find-viewer.ts";
import { createRequireViewer } from "./access/require-viewer.ts";
import { createSecretBox } from "./access/secret-box.ts";
import { sessionRoutes } from "./access/session-routes.ts";
import { signInRoutes } from "./access/sign-in-routes.ts";
import { pipelineRoutes } from "./analytics/routes.ts";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { consolePage } from "./console-page.ts";
import { createAccessStore } from "./db/access-store.ts";
import { answersWithin } from "./db/answers-within.ts";
import { createChannelStore } from "./db/channel-store.ts";
import { createConnectionStore } from "./db/connection-store.ts";
import { CHANGE_CHANNEL, type ChangeNotice } from "./db/data-version.ts";
import type { OpenDatabase } from "./db/database.ts";
import { isDatabaseUnreachable, rootCause } from "./db/database-fault.ts";
import { readDealPage } from "./db/deal-page.ts";
import { readFilterOptions } from "./db/filter-options.ts";
import { createInboxStore, pruneInbox } from "./db/inbox-store.ts";
import { createLeases, endAllLeases } from "./db/leases.ts";
import { metadataReadAt, saveMetadata } from "./db/metadata-store.ts";
import { migrateDatabase } from "./db/migrate.ts";
import { recordConnection, recordOutcome } from "./db/org-state.ts";
import { createPeopleStore } from "./db/people-store.ts";
import { readSelection, readSummary } from "./db/pipeline-totals.ts";
import { readRejected } from "./db/rejected-records.ts";
import { createRunLog } from "./db/run-log.ts";
import { readOrgsDue, readStatusFacts } from "./db/status-reader.ts";
import { createSyncStore } from "./db/sync-store.ts";
import { docsPage } from "./docs-page.ts";
import { type Jobs, startJobs } from "./jobs.ts";
import { LiveHub } from "./live/live-hub.ts";
import { liveRoutes } from "./live/routes.ts";
import { ensureChannel } from "./sync/channel.ts";
import { Inbox } from "./sync/inbox.ts";
import { isMetadataDue } from "./sync/metadata.ts";
import { syncRoutes } from "./sync/routes.ts";
import { type Failure, SyncRunner } from "./sync/sync-runner.ts";
import { describeStatus } from "./sync/sync-status.ts";
import { webhookRoute } from "./sync/webhook-route.ts";
import { describeZohoFailure } from "./zoho/describe-failure.ts";
import { OrgConnections } from "./zoho/org-connections.ts";
import { zohoAccess } from "./zoho/zoho-access.ts";

const FULL_SYNC_WIDTH = 4;

export type Service = ReturnType<typeof composeService>;

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

  // People and their access
  const box = createSecretBox([{ id: "k1", hex: config.encryptionKey }]);
  const connections = createConnectionStore(db, box);
  const people = createPeopleStore(db);
  const access = { ...createAccessStore(db, { connections, now }), ...connections, ...people, now };
  const requireViewer = createRequireViewer({ ports: access, appBaseUrl: config.appBaseUrl });
  const dealScope = createDealScope(people);

  // The CRM
  const zoho = zohoAccess(config.zoho, (report) => log.debug(report, "crm_call"));
  const crm = new OrgConnections({
    makeClient: (orgId) => zoho.clientFor(connections.tokenStore(orgId)),
    reportingCurrency: config.reportingCurrency,
  });

  // Sync
  const leases = createLeases(db);
  const runs = createRunLog(db);
  const store = createSyncStore(db);
  const holder = randomUUID();
  const status = async (orgId: string) => {
    const facts = await readStatusFacts(db, orgId);
    const { syncIntervalMinutes: intervalMinutes } = config;
    return (
      facts && describeStatus(facts, { intervalMinutes, apiVersion: config.zoho.apiVersion }, now())
    );
  };
  const runner = new SyncRunner({
    store,
    runs,
    leases,
    connect: (orgId, mode) =>
      crm.connect(orgId, mode === "full" ? "full_sync" : "delta", stopping.signal),
    async refreshMetadata(fence, { force, signal }) {
      const readAt = await metadataReadAt(db, fence.orgId);
      if (!force && crm.isReady(fence.orgId) && !isMetadataDue(readAt, now())) return;
      await saveMetadata(db, fence, await crm.readMetadata(fence.orgId, signal), now());
    },
    orgsDue: (at) => readOrgsDue(db, at),
    recordConnection: (orgId, state) => recordConnection(db, orgId, state),
    recordOutcome: (orgId, outcome) => recordOutcome(db, orgId, outcome),
    describeFailure,
    log: logEvent,
    now,
    intervalMinutes: config.syncIntervalMinutes,
    width: FULL_SYNC_WIDTH,
    holder,
  });
  const inboxStore = createInboxStore(db);
  const inbox = new Inbox({
    store: createSyncStore(db, "inbox"),
    inbox: inboxStore,
    leases,
    connect: (orgId) => crm.connect(orgId, "webhook", stopping.signal),
    log: logEvent,
    holder,
  });
  const channels = createChannelStore(db);
  const notifyUrl = `${config.appBaseUrl}/api/zoho/webhook`;

  /** A missing channel costs freshness, not truth: the delta finds the same changes a little later. */
  async function watch(orgId: string): Promise<void> {
    if (!config.webhooks.enabled) return;
    try {
      const made = await ensureChannel(
        {
          stored: channels.stored,
          store: channels.store,
          async create(id, channel) {
            const wanted = { ...channel, events: ["Deals.all"], token: config.webhooks.token };
            return (await crm.client(id).createWatch(wanted, { purpose: "webhook" })).value;
          },
          newChannelId,
          notifyUrl,
          now,
        },
        orgId,
      );
      if (!made) return;
      log.info({ orgId }, "watch_channel_made");
      // Nobody was told of what changed before; one more look finds it.
      await runner.request(orgId, { mode: "delta", trigger: "recovery", requestedBy: null });
    } catch (error) {
      logEvent("watch_channel_failed", { orgId, error });
    }
  }

  /** The first read does not wait for the channel: a CRM may be slow to give one. */
  async function beginSync(orgId: string): Promise<void> {
    crm.forget(orgId);
    await runner.request(orgId, { mode: "delta", trigger: "first", requestedBy: null });
    await watch(orgId);
  }

  /** A refresh token given in the environment connects its organisation where none is connected yet. */
  async function connectFromConfig(): Promise<void> {
    const { refreshToken } = config.zoho;
    if (refreshToken === null || (await connections.connectedOrgIds()).length > 0) return;
    try {
      const { org, token } = await zoho.redeem(refreshToken);
      const connection = connectionOf({ org }, token);
      if (connection === null) throw new Error("The CRM names no home currency or time zone");
      const { orgId } = org;
      await connections.saveConnection(db, { orgId, connection, connectedBy: null, at: now() });
      await beginSync(orgId);
    } catch (error) {
      // The console can still connect; the next tick tries again.
      logEvent("connect_from_config_failed", { error });
    }
  }

  async function tick(): Promise<void> {
    await connectFromConfig();
    await runner.tick();
    await inbox.tick();
    for (const orgId of await connections.connectedOrgIds()) await watch(orgId);
    await pruneInbox(db);
    await access.pruneSessions(now());
  }

  // Browsers
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
          ports: { ...access, oauth: zoho.oauth, identify: zoho.identify },
          appBaseUrl: config.appBaseUrl,
          sessionSecret: config.sessionSecret,
          authorizationUrl: zoho.oauth.authorizationUrl,
          onConnected: beginSync,
          log,
        }),
      },
      {
        path: "/api/auth",
        routes: sessionRoutes({
          ports: access,
          requireViewer,
          dealScope,
          appBaseUrl: config.appBaseUrl,
          zohoHost: new URL(config.zoho.accountsUrl).host,
          reportingCurrency: config.reportingCurrency,
          crmUrlOf,
        }),
      },
      { path: "/api/admin/api-tokens", routes: apiTokenRoutes({ ports: access, requireViewer }) },
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
          isStillSignedIn: async (presented) => (await findViewer(access, presented)) !== null,
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
      jobs ??= await startJobs(database, tick, logEvent);
      isStarted = true;
      // The first look at what is due does not wait for the minute. A CRM that is down may take its
      // time over it, and the next tick makes good what fails.
      tick().catch((error: unknown) => logEvent("tick_failed", { error }));
    },

    /**
     * Lets the work at hand finish, gives leases back, closes nothing that is not its own. A database
     * that is gone does not keep it from ending.
     */
    async stop(): Promise<void> {
      stopping.abort(new Error("The service is stopping"));
      hub.stop();
      await Promise.allSettled([jobs?.stop(), runner.stop(), inbox.stop()]);
    },
  };
}

/** Written by `notifyChange` alone. */
function parseNotice(payload: string): ChangeNotice {
  return JSON.parse(payload) as ChangeNotice;
}

/** Digits only, unique per user; 15 of them stay exact in every JSON reader. */
function newChannelId(): string {
  return String(100_000_000_000_000 + (randomBytes(6).readUIntBE(0, 6) % 900_000_000_000_000));
}

function describeFailure(error: unknown): Failure {
  const atZoho = describeZohoFailure(error);
  if (atZoho) return atZoho;
  if (isDatabaseUnreachable(error)) {
    return {
      code: "database_unavailable",
      message: "Our database did not answer. Nothing is lost; we go on where we stopped.",
      retryable: true,
      connection: null,
    };
  }
  // A failed statement's own message repeats its parameters, which are customers' records.
  const root = rootCause(error);
  const code = root instanceof Error && "code" in root ? String(root.code) : "internal_error";
  const message = root instanceof Error ? root.message : String(root);
  return { code, message, retryable: false, connection: null };
}
