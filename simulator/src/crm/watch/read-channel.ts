import { hasFraction, parseInstant } from "../crm-time.ts";
import type { ModuleName } from "../model.ts";
import { isModuleName } from "../module-data.ts";
import type { OrgState } from "../org-state.ts";
import { isObject } from "../request-body.ts";
import type { WatchChannel, WatchCondition, WatchEvent } from "./channel-store.ts";
import { readSelection } from "./field-selection.ts";
import { WatchFault } from "./watch-fault.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const MAX_TOKEN = 50;
const MAX_URL = 255;
const MAX_EVENTS = 50;

/** The parts of a channel that a request may give; absent ones were not sent. */
export type ChannelParts = Partial<Omit<WatchChannel, "user" | "channelId">> & {
  channelId: string;
};

/**
 * Reads one element of `watch[]`.
 * @param path of the element, e.g. `$.watch[0]`
 * @throws WatchFault
 */
export function readChannel(org: OrgState, raw: unknown, path: string): ChannelParts {
  if (!isObject(raw))
    throw new WatchFault("INVALID_DATA", path, { expected_data_type: "jsonobject" });
  const parts: ChannelParts = { channelId: readChannelId(raw.channel_id, path) };
  if (raw.events !== undefined) parts.events = readEvents(raw.events, path);
  if (raw.notify_url !== undefined) parts.notifyUrl = readUrl(raw.notify_url, path);
  if (raw.token !== undefined) parts.token = readToken(raw.token, path);
  if (raw.channel_expiry !== undefined && raw.channel_expiry !== null) {
    parts.expiresAtMs = readExpiry(org, raw.channel_expiry, path);
  }
  const values = readFlag(raw, "return_affected_field_values", path);
  if (values !== null) parts.returnValues = values;
  const related = readFlag(raw, "notify_on_related_action", path);
  if (related !== null) parts.onRelatedAction = related;
  if (raw.notification_condition !== undefined && raw.notification_condition !== null) {
    parts.conditions = readConditions(org, raw.notification_condition, path);
  }
  return parts;
}

/** When a channel ends that does not say: in an hour. */
export function defaultExpiry(org: OrgState): number {
  return org.clock.nowMs() + HOUR_MS;
}

export function modulesOf(events: WatchEvent[]): ModuleName[] {
  return [...new Set(events.map((event) => event.slice(0, event.indexOf(".")) as ModuleName))];
}

function readChannelId(raw: unknown, path: string): string {
  if (raw === undefined || raw === null) {
    throw new WatchFault("MANDATORY_NOT_FOUND", path, { api_name: "channel_id" });
  }
  const text = typeof raw === "number" ? String(raw) : raw;
  const isLong =
    typeof text === "string" &&
    /^-?\d{1,19}$/.test(text) &&
    BigInt.asIntN(64, BigInt(text)) === BigInt(text);
  if (!isLong) throw invalid("channel_id", path, { expected_data_type: "long" });
  return text;
}

function readEvents(raw: unknown, path: string): WatchEvent[] {
  if (!Array.isArray(raw)) throw invalid("events", path, { expected_data_type: "jsonarray" });
  if (raw.length === 0) throw new WatchFault("MANDATORY_NOT_FOUND", path, { api_name: "events" });
  if (raw.length > MAX_EVENTS) throw invalid("events", path, { maximum_length: MAX_EVENTS });
  return raw.map((event, i) => {
    const [module = "", operation = "", ...rest] = String(event).split(".");
    const isKnown = ["create", "edit", "delete", "all"].includes(operation) && rest.length === 0;
    if (!isKnown || !isModuleName(module)) throw invalid(`events[${i}]`, path, {});
    return String(event) as WatchEvent;
  });
}

function readUrl(raw: unknown, path: string): string {
  if (typeof raw !== "string" || !URL.canParse(raw)) {
    throw invalid("notify_url", path, { expected_data_type: "website" });
  }
  if (raw.length > MAX_URL) throw invalid("notify_url", path, { maximum_length: MAX_URL });
  const url = new URL(raw);
  // Zoho wants https; on this machine there is nothing to protect.
  const isAllowed = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
  if (!isAllowed) throw invalid("notify_url", path, { expected_data_type: "website" });
  return raw;
}

/** True for addresses of this very machine, the only ones ever posted to. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

function readToken(raw: unknown, path: string): string | null {
  if (raw === null) return null;
  if (typeof raw !== "string") throw invalid("token", path, { expected_data_type: "string" });
  if (raw.length > MAX_TOKEN) throw invalid("token", path, { maximum_length: MAX_TOKEN });
  return raw;
}

// A wish beyond a week is no error: the channel silently gets an hour.
function readExpiry(org: OrgState, raw: unknown, path: string): number {
  const seconds = typeof raw === "string" && !hasFraction(raw) ? parseInstant(raw) : null;
  if (seconds === null) throw invalid("channel_expiry", path, { expected_data_type: "datetime" });
  const now = org.clock.nowMs();
  const wanted = seconds * 1000;
  if (wanted <= now) throw invalid("channel_expiry", path, {});
  return wanted - now > WEEK_MS ? defaultExpiry(org) : wanted;
}

function readFlag(raw: Record<string, unknown>, name: string, path: string): boolean | null {
  const value = raw[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "boolean") throw invalid(name, path, { expected_data_type: "boolean" });
  return value;
}

function readConditions(org: OrgState, raw: unknown, path: string): WatchCondition[] {
  const name = "notification_condition";
  if (!Array.isArray(raw)) throw invalid(name, path, { expected_data_type: "jsonarray" });
  return raw.map((entry, i) => {
    const at = `${name}[${i}]`;
    if (!isObject(entry)) throw invalid(at, path, { expected_data_type: "jsonobject" });
    if (entry.type !== "field_selection") {
      throw invalid(`${at}.type`, path, { supported_values: ["field_selection"] });
    }
    const module = isObject(entry.module) ? entry.module.api_name : undefined;
    if (module === undefined) {
      throw new WatchFault("EXPECTED_FIELD_MISSING", path, { api_name: "module" });
    }
    if (typeof module !== "string" || !isModuleName(module))
      throw invalid(`${at}.module`, path, {});
    const selection = readSelection(org, module, entry.field_selection, `${path}.${at}`);
    return { module, selection, source: entry };
  });
}

function invalid(name: string, path: string, details: Record<string, unknown>): WatchFault {
  return new WatchFault("INVALID_DATA", path, { ...details, api_name: name });
}
