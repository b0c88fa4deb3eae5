import { randomBytes, randomUUID } from "node:crypto";
import type { Temporal } from "temporal-polyfill";
import { connectionOf } from "./access/connection.ts";
import type { AccessParts } from "./compose-access.ts";
import type { Config } from "./config.ts";
import { createChannelStore } from "./db/channel-store.ts";
import type { Database } from "./db/database.ts";
import { createInboxStore, pruneInbox } from "./db/inbox-store.ts";
import { createLeases } from "./db/leases.ts";
import { metadataReadAt, saveMetadata } from "./db/metadata-store.ts";
import { recordConnection, recordOutcome } from "./db/org-state.ts";
import { createRunLog } from "./db/run-log.ts";
import { createSharedLimits } from "./db/shared-limits.ts";
import { readOrgsDue, readStatusFacts } from "./db/status-reader.ts";
import { createSyncStore } from "./db/sync-store.ts";
import { describeFailure } from "./describe-failure.ts";
import { ensureChannel } from "./sync/channel.ts";
import { Inbox } from "./sync/inbox.ts";
import { isMetadataDue } from "./sync/metadata.ts";
import { SyncRunner } from "./sync/sync-runner.ts";
import { describeStatus } from "./sync/sync-status.ts";
import { OrgConnections } from "./zoho/org-connections.ts";
import type { ZohoAccess } from "./zoho/zoho-access.ts";

const FULL_SYNC_WIDTH = 4;

/** The mirror of the CRM: runs, notifications, the channel they come by, and the state of it all. */
export function composeSync(given: {
  config: Config;
  db: Database;
  access: AccessParts;
  zoho: ZohoAccess;
  now(): Temporal.Instant;
  log(event: string, facts: Record<string, unknown>): void;
  stopping: AbortSignal;
}) {
  const { config, db, zoho, now, log, stopping } = given;
  const { connections } = given.access;
  const leases = createLeases(db);
  const holder = randomUUID();
  const { maxConcurrent } = config.zoho;
  const limits = createSharedLimits(db, { leases, holder, maxConcurrent, log });
  const crm = new OrgConnections({
    makeClient: (orgId) => zoho.clientFor(connections.tokenStore(orgId), limits.of(orgId)),
    reportingCurrency: config.reportingCurrency,
  });

  const runs = createRunLog(db);
  const store = createSyncStore(db);
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
    connect: (orgId, mode) => crm.connect(orgId, mode === "full" ? "full_sync" : "delta", stopping),
    async refreshMetadata(fence, { force, signal }) {
      const readAt = await metadataReadAt(db, fence.orgId);
      if (!force && crm.isReady(fence.orgId) && !isMetadataDue(readAt, now())) return;
      await saveMetadata(db, fence, await crm.readMetadata(fence.orgId, signal), now());
    },
    orgsDue: (at) => readOrgsDue(db, at),
    recordConnection: (orgId, state) => recordConnection(db, orgId, state),
    recordOutcome: (orgId, outcome) => recordOutcome(db, orgId, outcome),
    describeFailure,
    log,
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
    connect: (orgId) => crm.connect(orgId, "webhook", stopping),
    log,
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
      log("watch_channel_made", { orgId });
      // Nobody was told of what changed before; one more look finds it.
      await runner.request(orgId, { mode: "delta", trigger: "recovery", requestedBy: null });
    } catch (error) {
      log("watch_channel_failed", { orgId, error });
    }
  }

  /** The first read does not wait for the channel: a CRM may be slow to give one. */
  async function beginSync(orgId: string): Promise<void> {
    crm.forget(orgId);
    await runner.request(orgId, { mode: "delta", trigger: "first", requestedBy: null });
    await watch(orgId);
  }

  let mayRedeem = true;

  /** A refresh token given in the environment connects its organisation where none is connected yet. */
  async function connectFromConfig(): Promise<void> {
    const { refreshToken } = config.zoho;
    if (refreshToken === null || !mayRedeem || (await connections.connectedOrgIds()).length > 0)
      return;
    try {
      const { org, token } = await zoho.redeem(refreshToken);
      const connection = connectionOf({ org }, token);
      if (connection === null) throw new Error("The CRM names no home currency or time zone");
      const { orgId } = org;
      await connections.saveConnection(db, { orgId, connection, connectedBy: null, at: now() });
      await beginSync(orgId);
    } catch (error) {
      // The console can still connect. What may pass by itself is tried again with the next tick;
      // more often than needed would use up what the accounts server allows.
      mayRedeem = describeFailure(error).retryable;
      log("connect_from_config_failed", { error });
    }
  }

  async function tick(): Promise<void> {
    await connectFromConfig();
    await runner.tick();
    await inbox.tick();
    for (const orgId of await connections.connectedOrgIds()) await watch(orgId);
    await pruneInbox(db);
    await given.access.store.pruneSessions(now());
  }

  return {
    status,
    runner,
    inbox,
    channels,
    beginSync,
    tick,
    async stop(): Promise<void> {
      await Promise.allSettled([runner.stop(), inbox.stop()]);
      await limits.close();
    },
  };
}

/** Digits only, unique per user; 15 of them stay exact in every JSON reader. */
function newChannelId(): string {
  return String(100_000_000_000_000 + (randomBytes(6).readUIntBE(0, 6) % 900_000_000_000_000));
}
