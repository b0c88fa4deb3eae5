import type { CrmId, ModuleName } from "../model.ts";

export type WatchEvent = `${ModuleName}.${"create" | "edit" | "delete" | "all"}`;

/** Fields that must be affected; a tree of at most two members a level. */
export type FieldSelection =
  | { kind: "field"; apiName: string }
  | { kind: "group"; operator: "and" | "or"; members: FieldSelection[] };

export type WatchCondition = { module: ModuleName; selection: FieldSelection; source: unknown };

/** One subscription of one user. */
export type WatchChannel = {
  channelId: string;
  user: CrmId;
  events: WatchEvent[];
  notifyUrl: string;
  token: string | null;
  expiresAtMs: number;
  returnValues: boolean;
  onRelatedAction: boolean;
  conditions: WatchCondition[];
};

export type ChannelStore = {
  /** Live channels only: an expired one is gone without a word. */
  of(user: CrmId): WatchChannel[];
  live(): WatchChannel[];
  find(user: CrmId, channelId: string): WatchChannel | null;
  put(channel: WatchChannel): void;
  remove(user: CrmId, channelId: string): boolean;
  all(): WatchChannel[];
  version(): number;
};

export function createChannelStore(nowMs: () => number): ChannelStore {
  const channels = new Map<string, WatchChannel>();
  let version = 0;
  const key = (user: CrmId, channelId: string) => `${user}/${channelId}`;
  const live = () => [...channels.values()].filter((channel) => channel.expiresAtMs > nowMs());
  return {
    of: (user) => live().filter((channel) => channel.user === user),
    live,
    find(user, channelId) {
      const channel = channels.get(key(user, channelId));
      return channel !== undefined && channel.expiresAtMs > nowMs() ? channel : null;
    },
    put(channel) {
      version++;
      channels.set(key(channel.user, channel.channelId), channel);
    },
    remove(user, channelId) {
      version++;
      return channels.delete(key(user, channelId));
    },
    all: () => [...channels.values()],
    version: () => version,
  };
}
