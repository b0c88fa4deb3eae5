import type { ModuleName, StoredRecord } from "../model.ts";
import type { OrgState, RecordChange } from "../org-state.ts";
import { visibleTo } from "../visibility.ts";
import { wireValue } from "../wire-record.ts";
import type { ChannelStore, WatchChannel, WatchEvent } from "./channel-store.ts";
import { isSelected } from "./field-selection.ts";
import { isLoopback } from "./read-channel.ts";

type Operation = "insert" | "update" | "delete";

/** Changes of one kind that wait to be told to one channel in one go. */
type Batch = {
  channel: WatchChannel;
  module: ModuleName;
  operation: Operation;
  /** By record id, in order of arrival. */
  entries: Map<string, { fields: string[]; record: StoredRecord }>;
};

/** One payload on its way, for the log. */
export type Delivery = {
  atMs: number;
  channelId: string;
  url: string;
  payload: Record<string, unknown>;
  /** An HTTP status, or why nothing was sent or answered. */
  outcome: number | "lost" | "not_loopback" | "no_answer";
};

export type Notifier = {
  deliveries(): readonly Delivery[];
  /** Whether something is waiting or under way. */
  isIdle(): boolean;
  stop(): Promise<void>;
};

const LOG_SIZE = 2_000;
const ANSWER_WITHIN_MS = 10_000;

/**
 * Tells channels about changes the way Zoho does: after a while, several records at a time, without
 * order, and as the switches say with losses, doubles and retries.
 */
export function startNotifier(deps: {
  org: OrgState;
  channels: ChannelStore;
  apiDomain(): string;
}): Notifier {
  const { org, channels } = deps;
  const batches = new Map<string, Batch>();
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  const log: Delivery[] = [];
  const stopped = new AbortController();

  org.onChange((change) => {
    const operation = operationOf(org, change);
    if (operation === null || org.behaviour.silentSources.includes(change.source)) return;
    for (const channel of channels.live()) {
      if (wants(org, channel, change, operation)) gather(channel, change, operation);
    }
  });

  function gather(channel: WatchChannel, change: RecordChange, operation: Operation): void {
    const key = [channel.user, channel.channelId, change.module, operation].join("/");
    const batch = batches.get(key) ?? openBatch(key, channel, change.module, operation);
    const known = batch.entries.get(change.record.id)?.fields ?? [];
    const fields =
      operation === "delete"
        ? ["Modified_By", "Record_Status__s"]
        : [...new Set([...known, ...change.changed])];
    const record =
      operation === "delete" ? { ...change.record, Modified_By: change.by } : change.record;
    batch.entries.set(record.id, { fields, record });
    // A full batch leaves when its time comes; the next change opens another.
    if (batch.entries.size >= org.behaviour.notificationMaxIds) batches.delete(key);
  }

  function openBatch(
    key: string,
    channel: WatchChannel,
    module: ModuleName,
    operation: Operation,
  ): Batch {
    const batch: Batch = { channel, module, operation, entries: new Map() };
    batches.set(key, batch);
    later(delayMs(), () => {
      if (batches.get(key) === batch) batches.delete(key);
      send(batch);
    });
    return batch;
  }

  function delayMs(): number {
    const { random, behaviour } = org;
    const { from, to } = behaviour.notificationDelayMs;
    const delay = random.integer(from, Math.max(from, to));
    return random.chance(behaviour.notificationReorder) ? delay + 3 * Math.max(to, 100) : delay;
  }

  function later(ms: number, task: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, ms);
    timers.add(timer);
  }

  function send(batch: Batch): void {
    const payload = payloadOf(org, deps.apiDomain(), batch);
    const { notificationLoss, notificationDuplication } = org.behaviour;
    if (org.random.chance(notificationLoss)) {
      note(batch, payload, "lost");
      return;
    }
    post(batch, payload, org.behaviour.notificationRetries);
    if (org.random.chance(notificationDuplication)) {
      later(delayMs(), () => post(batch, payload, 0));
    }
  }

  function post(batch: Batch, payload: Record<string, unknown>, retries: number): void {
    const { notifyUrl } = batch.channel;
    if (!isLoopback(new URL(notifyUrl))) {
      note(batch, payload, "not_loopback");
      return;
    }
    const done = deliver(notifyUrl, payload, stopped.signal).then((outcome) => {
      note(batch, payload, outcome);
      underWay.delete(done);
      const failed = typeof outcome !== "number" || outcome >= 300;
      if (failed && retries > 0 && !stopped.signal.aborted) {
        later(delayMs() * 2, () => post(batch, payload, retries - 1));
      }
    });
    underWay.add(done);
  }

  function note(
    batch: Batch,
    payload: Record<string, unknown>,
    outcome: Delivery["outcome"],
  ): void {
    log.push({
      atMs: org.clock.nowMs(),
      channelId: batch.channel.channelId,
      url: batch.channel.notifyUrl,
      payload,
      outcome,
    });
    if (log.length > LOG_SIZE) log.splice(0, log.length - LOG_SIZE);
  }

  return {
    deliveries: () => log,
    isIdle: () => batches.size === 0 && timers.size === 0 && underWay.size === 0,
    async stop() {
      stopped.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(underWay);
    },
  };
}

function operationOf(org: OrgState, change: RecordChange): Operation | null {
  switch (change.operation) {
    case "create":
      return "insert";
    case "edit":
      return change.changed.length === 0 ? null : "update";
    case "delete":
      return "delete";
    case "restore":
      return org.behaviour.notifyOnRestore;
  }
}

const eventNames = { insert: "create", update: "edit", delete: "delete" } as const;

function wants(
  org: OrgState,
  channel: WatchChannel,
  change: RecordChange,
  operation: Operation,
): boolean {
  const { module, changed, record } = change;
  const wanted: WatchEvent[] = [`${module}.${eventNames[operation]}`, `${module}.all`];
  if (!channel.events.some((event) => wanted.includes(event))) return false;
  const conditions = channel.conditions.filter((condition) => condition.module === module);
  const isExcluded =
    operation === "update" &&
    conditions.length > 0 &&
    !conditions.some((condition) => isSelected(condition.selection, changed));
  if (isExcluded) return false;
  const user = org.users.get(channel.user);
  if (user === undefined) return false;
  return !org.behaviour.watchHidesInvisible || visibleTo(org, user, module)(record);
}

function payloadOf(org: OrgState, apiDomain: string, batch: Batch): Record<string, unknown> {
  const { channel, module, operation, entries } = batch;
  const rows = [...entries];
  return {
    server_time: org.clock.nowMs(),
    ...(channel.returnValues
      ? {
          affected_values: rows.map(([id, { fields, record }]) => ({
            record_id: id,
            values: valuesOf(org, channel, module, operation, fields, record),
          })),
        }
      : {}),
    query_params: Object.fromEntries(new URL(channel.notifyUrl).searchParams),
    module,
    // An old version's address, whatever version the channel was made with.
    resource_uri: `${apiDomain}/crm/v2/${module}`,
    ids: rows.map(([id]) => id),
    affected_fields: rows.map(([id, { fields }]) => ({ [id]: fields })),
    operation,
    channel_id: channel.channelId,
    token: channel.token,
  };
}

function valuesOf(
  org: OrgState,
  channel: WatchChannel,
  module: ModuleName,
  operation: Operation,
  names: string[],
  record: StoredRecord,
): Record<string, unknown> {
  const user = org.users.get(channel.user);
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const field = org.fields[module].get(name);
    if (operation === "delete" && name === "Record_Status__s") values[name] = 0;
    else if (user !== undefined && field !== undefined) {
      values[name] = wireValue(org, user, field, record[name] ?? null);
    }
  }
  return values;
}

async function deliver(
  url: string,
  payload: Record<string, unknown>,
  stopped: AbortSignal,
): Promise<number | "no_answer"> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
      redirect: "manual",
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return "no_answer";
  }
}
