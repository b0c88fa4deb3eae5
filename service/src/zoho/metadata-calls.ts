import { z } from "zod";
import type { ApiCall } from "./api-call.ts";
import { callCost } from "./call-cost.ts";
import { ZohoError } from "./errors.ts";
import type { CrmUser } from "./org-metadata.ts";
import type { ApiReply, Transport } from "./transport.ts";
import { readList, unexpectedReply, wireFlag } from "./wire-scalars.ts";
import {
  WireCurrency,
  WireField,
  WireLayout,
  WireOrg,
  WirePipeline,
  WireProfile,
  WireRole,
  WireSharing,
  WireUser,
} from "./wire-settings.ts";
import type { CallOptions, Served, ZohoClient } from "./zoho-client.ts";

type MetadataCalls = Pick<
  ZohoClient,
  | "org"
  | "currentUser"
  | "users"
  | "roles"
  | "profiles"
  | "fields"
  | "layouts"
  | "pipelines"
  | "currencies"
  | "dataSharing"
>;

const USERS_PER_PAGE = 200;
/** Twice as many as any licence holds; an endless `more_records` must end somewhere. */
const MAX_USER_PAGES = 1_000;

const PageInfo = z.looseObject({ more_records: wireFlag });

export function createMetadataCalls({ send }: Transport): MetadataCalls {
  const get = (path: string, query: Record<string, string>, options: CallOptions) =>
    send({ ...read, path, query }, options);

  async function list<T>(
    path: string,
    query: Record<string, string>,
    key: string,
    item: z.ZodType<T>,
    options: CallOptions,
  ): Promise<Served<T[]>> {
    const reply = await get(path, query, options);
    return { value: readList(reply, key, item), servedAt: reply.servedAt };
  }

  async function one<T>(
    path: string,
    query: Record<string, string>,
    key: string,
    item: z.ZodType<T>,
    options: CallOptions,
  ): Promise<Served<T>> {
    const reply = await get(path, query, options);
    const [first] = readList(reply, key, item);
    if (first === undefined) throw unexpectedReply(reply, [key, 0]);
    return { value: first, servedAt: reply.servedAt };
  }

  return {
    org: (options) => one("/org", {}, "org", WireOrg, options),
    currentUser: (options) => one("/users", { type: "CurrentUser" }, "users", WireUser, options),
    roles: (options) => list("/settings/roles", {}, "roles", WireRole, options),
    profiles: (options) => list("/settings/profiles", {}, "profiles", WireProfile, options),
    fields: (module, options) =>
      list("/settings/fields", { module, type: "all" }, "fields", WireField, options),
    layouts: (module, options) =>
      list("/settings/layouts", { module }, "layouts", WireLayout, options),
    pipelines: (layoutId, options) =>
      list("/settings/pipeline", { layout_id: layoutId }, "pipeline", WirePipeline, options),
    dataSharing: (options) =>
      list("/settings/data_sharing", {}, "data_sharing", WireSharing, options),

    async users(options) {
      const users: CrmUser[] = [];
      let servedAt: Served<null>["servedAt"] = null;
      for (let page = 1; page <= MAX_USER_PAGES; page += 1) {
        const reply = await get(
          "/users",
          { type: "AllUsers", page: String(page), per_page: String(USERS_PER_PAGE) },
          options,
        );
        if (page === 1) servedAt = reply.servedAt;
        users.push(...readList(reply, "users", WireUser));
        if (!hasMore(reply)) break;
      }
      return { value: users, servedAt };
    },

    async currencies(options) {
      try {
        return await list("/org/currencies", {}, "currencies", WireCurrency, options);
      } catch (error) {
        // Two codes are in use for "only one currency here"; both mean there is nothing to list.
        if (!(error instanceof ZohoError) || error.kind !== "not_available") throw error;
        return { value: null, servedAt: null };
      }
    },
  };
}

const read = {
  method: "GET",
  weight: "light",
  credits: callCost.read,
  repeatable: true,
} as const satisfies Partial<ApiCall>;

function hasMore(reply: ApiReply): boolean {
  const info = PageInfo.safeParse(reply.body?.info);
  return info.success && info.data.more_records === true;
}
