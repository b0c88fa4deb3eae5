import { CrmFault, missingParam } from "../crm-fault.ts";
import type { CrmReply, CrmRequest, CrmRoute } from "../crm-request.ts";
import { scopeOfModule } from "../module-data.ts";
import { splitList } from "../records/list-params.ts";
import { isObject } from "../request-body.ts";
import { requireScopes } from "../scopes.ts";
import type { ChannelStore, WatchChannel } from "./channel-store.ts";
import { type ChannelParts, defaultExpiry, modulesOf, readChannel } from "./read-channel.ts";
import { WatchFault } from "./watch-fault.ts";
import { listChannels, refusal, success, unsubscribed, watchReply } from "./watch-replies.ts";

const MAX_PER_CALL = 50;
const path = "/actions/watch";

type Write = (
  request: CrmRequest,
  parts: ChannelParts,
  raw: Record<string, unknown>,
  at: string,
) => WatchChannel | null;

/** Subscriptions to changes: create, list, replace, change in part, end. */
export function watchRoutes(channels: ChannelStore): CrmRoute[] {
  const create: Write = (request, parts, _raw, at) => {
    const { maxChannelsPerUser } = request.org.behaviour;
    const isNew = channels.find(request.user.id, parts.channelId) === null;
    if (isNew && channels.of(request.user.id).length >= maxChannelsPerUser) {
      throw new WatchFault("LIMIT_REACHED", at, { limit: maxChannelsPerUser });
    }
    return completeChannel(request, parts, at);
  };
  const replace: Write = (request, parts, _raw, at) => {
    existing(request, parts, at);
    return completeChannel(request, parts, at);
  };
  const change: Write = (request, parts, raw, at) => {
    const { events = [], ...others } = parts;
    const held = existing(request, parts, at);
    const kept =
      raw._delete_events === true || raw._delete === true
        ? held.events.filter((event) => !events.includes(event))
        : [...new Set([...held.events, ...events])];
    return kept.length === 0 ? null : { ...held, ...others, events: kept };
  };

  function existing(request: CrmRequest, { channelId }: ChannelParts, at: string): WatchChannel {
    const held = channels.find(request.user.id, channelId);
    if (held === null) throw new WatchFault("NOT_SUBSCRIBED", at, { api_name: "channel_id" });
    return held;
  }

  function write(request: CrmRequest, how: Write, message: string, okStatus: number): CrmReply {
    const results = readWatch(request).map((raw, i) => {
      const at = `$.watch[${i}]`;
      try {
        const parts = readChannel(request.org, raw, at);
        const channel = how(request, parts, isObject(raw) ? raw : {}, at);
        if (channel === null) channels.remove(request.user.id, parts.channelId);
        else channels.put(channel);
        return success(request, parts.channelId, channel, message);
      } catch (fault) {
        if (fault instanceof WatchFault) return refusal(fault);
        throw fault;
      }
    });
    return watchReply(request, results, okStatus);
  }

  return [
    {
      method: "POST",
      path,
      scopes: () => ["ZohoCRM.notifications.CREATE"],
      credits: 1,
      wrapFaults: "watch",
      handle: (request) =>
        write(
          request,
          create,
          "Successfully subscribed for actions-watch of the given module",
          201,
        ),
    },
    {
      method: "PUT",
      path,
      scopes: () => ["ZohoCRM.notifications.UPDATE"],
      credits: 1,
      wrapFaults: "watch",
      handle: (request) =>
        write(
          request,
          replace,
          "Successfully subscribed for actions-watch of the given module",
          200,
        ),
    },
    {
      method: "PATCH",
      path,
      scopes: () => ["ZohoCRM.notifications.UPDATE"],
      credits: 1,
      wrapFaults: "watch",
      handle: (request) =>
        write(request, change, "Successfully updated the subscribe details", 200),
    },
    {
      method: "GET",
      path,
      scopes: () => ["ZohoCRM.notifications.READ"],
      credits: 1,
      handle: (request) => listChannels(request, channels),
    },
    {
      method: "DELETE",
      path,
      scopes: () => ["ZohoCRM.notifications.DELETE"],
      credits: 1,
      wrapFaults: "watch",
      handle: (request) => {
        const ids = splitList(request.query.get("channel_ids"));
        if (ids.length === 0) throw missingParam("channel_ids");
        const results = ids.map((channelId) => {
          const channel = channels.find(request.user.id, channelId);
          if (channel === null) {
            return refusal(new WatchFault("NOT_SUBSCRIBED", "$", { channel_id: channelId }));
          }
          channels.remove(request.user.id, channelId);
          return unsubscribed(request, channel);
        });
        return watchReply(request, results, 200);
      },
    },
  ];
}

function readWatch(request: CrmRequest): unknown[] {
  const body = request.body;
  if (!isObject(body)) {
    throw new CrmFault(400, "INVALID_DATA", "body", { expected_data_type: "jsonobject" });
  }
  const rows = body.watch;
  if (rows === undefined || (Array.isArray(rows) && rows.length === 0)) {
    throw new CrmFault(400, "MANDATORY_NOT_FOUND", "required field not found", {
      api_name: "watch",
      json_path: "$.watch",
    });
  }
  if (!Array.isArray(rows) || rows.length > MAX_PER_CALL) {
    throw new CrmFault(400, "INVALID_DATA", "invalid data", {
      api_name: "watch",
      json_path: "$.watch",
      ...(Array.isArray(rows)
        ? { maximum_length: MAX_PER_CALL }
        : { expected_data_type: "jsonarray" }),
    });
  }
  return rows;
}

function completeChannel(request: CrmRequest, parts: ChannelParts, at: string): WatchChannel {
  const { events, notifyUrl } = parts;
  if (events === undefined) throw new WatchFault("MANDATORY_NOT_FOUND", at, { api_name: "events" });
  if (notifyUrl === undefined) {
    throw new WatchFault("MANDATORY_NOT_FOUND", at, { api_name: "notify_url" });
  }
  if (request.org.behaviour.watchNeedsModuleScope) {
    requireScopes(
      request,
      modulesOf(events).map((module) => scopeOfModule(module, "READ")),
    );
  }
  return {
    token: null,
    expiresAtMs: defaultExpiry(request.org),
    returnValues: false,
    onRelatedAction: true,
    conditions: [],
    ...parts,
    events,
    notifyUrl,
    user: request.user.id,
  };
}
