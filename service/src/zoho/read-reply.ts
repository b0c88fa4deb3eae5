import { z } from "zod";
import { meaningOfStatus } from "./error-catalogue.ts";
import { ZohoError } from "./errors.ts";
import { parseExactJson } from "./exact-json.ts";
import { describe, type ErrorPlace, errorFromItem, WireItem } from "./wire-error.ts";

/** Null for the empty bodies of 204 and 304. */
export type ReplyBody = Record<string, unknown> | null;

export type ReadReply =
  | { kind: "ok"; body: ReplyBody }
  | { kind: "refused"; error: ZohoError /** Where the reply was readable. */; body: ReplyBody };

const mayBeEmpty = new Set([204, 205, 304]);

const JsonObject = z.looseObject({});

/**
 * Makes of a status and a text either the reply's JSON or a typed error. An HTML page, a cut-off text
 * or JSON that is no object never passes as a reply, whatever its status.
 */
export function readReply(text: string, place: ErrorPlace): ReadReply {
  const { status } = place;
  const failed = status >= 400;
  if (text.trim() === "") {
    if (failed) return refuse(statusError(place), null);
    // "Nothing found" has statuses of its own; an empty 200 is an answer that got lost on its way.
    return mayBeEmpty.has(status) ? { kind: "ok", body: null } : refuse(unreadable(place), null);
  }
  const parsed = parseObject(text);
  if (parsed === null) {
    return refuse(failed ? statusError(place) : unreadable(place), null);
  }
  const item = errorItem(parsed, failed);
  if (item !== null) return refuse(errorFromItem(item, place), parsed);
  return failed ? refuse(statusError(place), parsed) : { kind: "ok", body: parsed };
}

function refuse(error: ZohoError, body: ReplyBody): ReadReply {
  return { kind: "refused", error, body };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const object = JsonObject.safeParse(parseExactJson(text));
    return object.success ? object.data : null;
  } catch {
    return null;
  }
}

/**
 * The error in a reply: the object itself, or, where the status says failure, the first item of
 * whatever list it holds. A list under a success status is the caller's to judge, item by item.
 */
function errorItem(body: Record<string, unknown>, failed: boolean): WireItem | null {
  const root = WireItem.safeParse(body);
  if (root.success && (failed || root.data.status === "error")) return root.data;
  if (!failed) return null;
  for (const value of Object.values(body)) {
    const items = z.array(WireItem).min(1).safeParse(value);
    if (items.success) return items.data.find((item) => item.status !== "success") ?? null;
  }
  return null;
}

function statusError(place: ErrorPlace): ZohoError {
  const meaning = meaningOfStatus(place.status);
  const code = `http_${place.status}`;
  return new ZohoError({
    kind: meaning.kind,
    code,
    retryable: meaning.retryable,
    advice: meaning.advice,
    message: describe(meaning.means, code, null, place),
    status: place.status,
  });
}

function unreadable(place: ErrorPlace): ZohoError {
  return new ZohoError({
    kind: "bad_reply",
    code: "unreadable_reply",
    retryable: true,
    advice:
      "Nothing to do: it is tried again by itself. If it stays, a proxy or firewall may answer in Zoho's place.",
    message: describe(
      "The answer is not the JSON that Zoho CRM sends.",
      "unreadable_reply",
      null,
      place,
    ),
    status: place.status,
  });
}
