import { z } from "zod";
import { ZohoError } from "./errors.ts";
import type { ApiReply } from "./transport.ts";

/** Optional parts of a reply: absent, null or of another type all become null. */
export const wireText = z
  .string()
  .nullish()
  .catch(null)
  .transform((text) => text ?? null);
export const wireNumber = z.coerce
  .number()
  .nullish()
  .catch(null)
  .transform((number) => number ?? null);
export const wireFlag = z
  .union([z.boolean(), z.stringbool()])
  .nullish()
  .catch(null)
  .transform((flag) => flag ?? null);
/** Ids are text; one sent as a number is exact text already, or short. */
export const wireId = z.union([z.string().min(1), z.int()]).transform((id) => String(id));
export const wireRef = z
  .looseObject({ id: wireId, name: wireText })
  .nullish()
  .catch(null)
  .transform((ref) => ref ?? null);

/**
 * The list under `key`, each item parsed. No body means an empty list.
 *
 * @throws ZohoError when the list is not there or an item lacks what nothing works without: leaving
 * it out silently would make a wrong number
 */
export function readList<T>(reply: ApiReply, key: string, item: z.ZodType<T>): T[] {
  if (reply.body === null) return [];
  const parsed = z.array(item).safeParse(reply.body[key]);
  if (parsed.success) return parsed.data;
  throw unexpectedReply(reply, [key, ...(parsed.error.issues[0]?.path ?? [])]);
}

export function unexpectedReply(reply: ApiReply, path: PropertyKey[]): ZohoError {
  const { method, path: address, status } = reply.place;
  return new ZohoError({
    kind: "bad_reply",
    code: "unexpected_reply",
    retryable: false,
    message: `The answer lacks ${path.map(String).join(".")}. (unexpected_reply, ${method} ${address}, HTTP ${status})`,
    advice: "Report it with the request id: the CRM's replies may have changed.",
    status,
  });
}
