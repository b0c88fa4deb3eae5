import { z } from "zod";
import type { ApiCall } from "./api-call.ts";
import { callCost } from "./call-cost.ts";
import type { ApiReply, Transport } from "./transport.ts";
import { errorFromItem, WireItem } from "./wire-error.ts";
import { readList, unexpectedReply, wireFlag, wireId, wireText } from "./wire-scalars.ts";
import type { WatchChannel, WatchGrant, WatchState, ZohoClient } from "./zoho-client.ts";
import { formatInstant, parseInstant } from "./zoho-time.ts";

type WatchCalls = Pick<ZohoClient, "createWatch" | "listWatches" | "updateWatch" | "deleteWatches">;

const PATH = "/actions/watch";
const PER_PAGE = 200;
const MAX_PAGES = 100;

const WireWatch: z.ZodType<WatchState> = z
  .looseObject({
    channel_id: wireId,
    events: z
      .array(z.string())
      .nullish()
      .catch(null)
      .transform((events) => events ?? []),
    notify_url: wireText,
    resource_name: wireText,
    channel_expiry: wireText,
  })
  .transform((watch) => ({
    channelId: watch.channel_id,
    events: watch.events,
    notifyUrl: watch.notify_url,
    module: watch.resource_name,
    expiresAt: watch.channel_expiry === null ? null : parseInstant(watch.channel_expiry),
  }));

const Info = z.looseObject({ more_records: wireFlag });

const Granted = z.looseObject({
  events: z.array(z.looseObject({ channel_id: wireId, channel_expiry: wireText })).min(1),
});

export function createWatchCalls({ send }: Transport): WatchCalls {
  const base = { path: PATH, weight: "light", credits: callCost.read } as const;
  const toWrite = (method: ApiCall["method"], watch: Record<string, unknown>): ApiCall => ({
    ...base,
    method,
    body: { watch: [watch] },
    // The same definition twice is the same channel; whether creating it twice is, nobody says.
    repeatable: method !== "POST",
  });

  return {
    async createWatch(channel, options) {
      const reply = await send(
        toWrite("POST", {
          ...toWire(channel),
          // On by default in the CRM: every note and task of a deal would call us too.
          notify_on_related_action: false,
          return_affected_field_values: false,
        }),
        options,
      );
      return { value: readGrant(reply, channel.channelId), servedAt: reply.servedAt };
    },

    async updateWatch(change, options) {
      const reply = await send(toWrite("PATCH", toWire(change)), options);
      return { value: readGrant(reply, change.channelId), servedAt: reply.servedAt };
    },

    async listWatches({ channelId }, options) {
      const watches: WatchState[] = [];
      let servedAt: ApiReply["servedAt"] = null;
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const query = {
          page: `${page}`,
          per_page: `${PER_PAGE}`,
          ...(channelId === undefined ? {} : { channel_id: channelId }),
        };
        const reply = await send({ ...base, method: "GET", query, repeatable: true }, options);
        if (page === 1) servedAt = reply.servedAt;
        watches.push(...readList(reply, "watch", WireWatch));
        const info = Info.safeParse(reply.body?.info);
        if (!info.success || info.data.more_records !== true) break;
      }
      return { value: watches, servedAt };
    },

    async deleteWatches(channelIds, options) {
      const query = { channel_ids: channelIds.join(",") };
      const reply = await send({ ...base, method: "DELETE", query, repeatable: true }, options);
      if (reply.body !== null) throwOnRefusal(reply);
      return { value: null, servedAt: reply.servedAt };
    },
  };
}

function toWire(
  watch: { channelId: string } & Partial<Omit<WatchChannel, "channelId">>,
): Record<string, unknown> {
  return {
    channel_id: watch.channelId,
    ...(watch.events === undefined ? {} : { events: watch.events }),
    ...(watch.notifyUrl === undefined ? {} : { notify_url: watch.notifyUrl }),
    ...(watch.token === undefined ? {} : { token: watch.token }),
    ...(watch.expiresAt === undefined ? {} : { channel_expiry: formatInstant(watch.expiresAt) }),
  };
}

/** A success status may still carry a refusal. */
function throwOnRefusal(reply: ApiReply): WireItem[] {
  const items = readList(reply, "watch", WireItem);
  for (const item of items) {
    if (item.status !== "success") throw errorFromItem(item, reply.place);
  }
  return items;
}

function readGrant(reply: ApiReply, channelId: string): WatchGrant {
  const [item] = throwOnRefusal(reply);
  if (item === undefined) throw unexpectedReply(reply, ["watch", 0]);
  const granted = Granted.safeParse(item.details);
  const event = granted.success ? granted.data.events[0] : undefined;
  const expiry = event?.channel_expiry ?? null;
  return { channelId, expiresAt: expiry === null ? null : parseInstant(expiry) };
}
