import { CrmFault } from "../crm-fault.ts";
import { type CrmReply, type CrmRequest, listReply } from "../crm-request.ts";
import { formatInstant } from "../crm-time.ts";
import type { ModuleName } from "../model.ts";
import { isModuleName } from "../module-data.ts";
import { pageParams } from "../paging.ts";
import { moduleIds } from "../settings/describe-field.ts";
import type { ChannelStore, WatchChannel, WatchEvent } from "./channel-store.ts";
import { modulesOf } from "./read-channel.ts";
import type { WatchFault } from "./watch-fault.ts";

export function listChannels(request: CrmRequest, channels: ChannelStore): CrmReply {
  const { query, user } = request;
  const module = query.get("module");
  if (module !== null && !isModuleName(module)) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", { param_name: "module" });
  }
  const channelId = query.get("channel_id");
  const { page, perPage } = pageParams(query);
  const rows = channels
    .of(user.id)
    .filter((channel) => channelId === null || channel.channelId === channelId)
    .flatMap((channel) =>
      modulesOf(channel.events)
        .filter((name) => module === null || name === module)
        .map((name) => describeChannel(request, channel, name)),
    );
  const shown = rows.slice((page - 1) * perPage, page * perPage);
  return listReply("watch", shown, {
    per_page: perPage,
    count: shown.length,
    page,
    more_records: rows.length > page * perPage,
  });
}

function describeChannel(request: CrmRequest, channel: WatchChannel, module: ModuleName) {
  return {
    ...describeEvent(request, channel, module),
    notify_url: channel.notifyUrl,
    events: channel.events.filter((event: WatchEvent) => event.startsWith(`${module}.`)),
    token: channel.token,
    fields: null,
    return_affected_field_values: channel.returnValues,
    notify_on_related_action: channel.onRelatedAction,
    notification_condition: conditionsOf(channel, module),
  };
}

function describeEvent(request: CrmRequest, channel: WatchChannel, module: ModuleName) {
  return {
    channel_expiry: formatInstant(Math.floor(channel.expiresAtMs / 1000), request.user.time_zone),
    resource_uri: `${request.apiDomain}/crm/${request.version}/${module}`,
    resource_id: moduleIds[module],
    resource_name: module,
    channel_id: channel.channelId,
  };
}

function conditionsOf(channel: WatchChannel, module: ModuleName): unknown[] {
  return channel.conditions
    .filter((condition) => condition.module === module)
    .map((condition) => condition.source);
}

export type ChannelResult = { ok: boolean; body: Record<string, unknown> };

export function success(
  request: CrmRequest,
  channelId: string,
  channel: WatchChannel | null,
  message: string,
): ChannelResult {
  const events =
    channel === null
      ? []
      : modulesOf(channel.events).map((module) => {
          const conditions = conditionsOf(channel, module);
          const event = describeEvent(request, channel, module);
          return conditions.length === 0 ? event : { ...event, notification_condition: conditions };
        });
  const details = channel === null ? { channel_id: channelId, events } : { events };
  return { ok: true, body: { code: "SUCCESS", details, message, status: "success" } };
}

export function unsubscribed(request: CrmRequest, channel: WatchChannel): ChannelResult {
  const [module] = modulesOf(channel.events);
  return {
    ok: true,
    body: {
      code: "SUCCESS",
      details: {
        resource_uri: `${request.apiDomain}/crm/${request.version}/${module}`,
        resource_id: module === undefined ? null : moduleIds[module],
        channel_id: channel.channelId,
      },
      message: "Successfully un-subscribed from actions-watch",
      status: "success",
    },
  };
}

export function refusal(fault: WatchFault): ChannelResult {
  return {
    ok: false,
    body: { code: fault.code, details: fault.details, message: fault.message, status: "error" },
  };
}

export function watchReply(
  request: CrmRequest,
  results: ChannelResult[],
  okStatus: number,
): CrmReply {
  const good = results.filter((result) => result.ok).length;
  const failed = request.org.behaviour.watchErrorStatus;
  const status = good === results.length ? okStatus : good > 0 ? 207 : failed;
  return { status, body: { watch: results.map((result) => result.body) } };
}
