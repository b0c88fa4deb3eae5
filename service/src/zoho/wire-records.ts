import { z } from "zod";
import type { ApiReply } from "./transport.ts";
import { errorFromItem, WireItem } from "./wire-error.ts";
import { unexpectedReply, wireFlag, wireId, wireRef, wireText } from "./wire-scalars.ts";
import type { DeletedRecord, RawRecord } from "./zoho-client.ts";
import { parseInstant } from "./zoho-time.ts";

/** The rows under `data` and what `info` says of the pages. No body means no rows. */
export function readRecords(reply: ApiReply): {
  records: RawRecord[];
  unidentified: unknown[];
  info: PageInfo;
} {
  if (reply.body === null) return { records: [], unidentified: [], info: noInfo };
  const parsed = Envelope.safeParse(reply.body);
  if (!parsed.success) throw unexpectedReply(reply, parsed.error.issues[0]?.path ?? ["data"]);
  const records: RawRecord[] = [];
  const unidentified: unknown[] = [];
  for (const entry of parsed.data.data) {
    if (isRecord(entry)) records.push(entry);
    else unidentified.push(entry);
  }
  if (records.length === 0) throwOnlyError(unidentified, reply);
  return { records, unidentified, info: parsed.data.info };
}

/** A refusal may come as a row, under a success status: it is not an empty page. */
function throwOnlyError(entries: unknown[], { place }: ApiReply): void {
  const item = WireItem.safeParse(entries[0]);
  if (item.success && item.data.status === "error") throw errorFromItem(item.data, place);
}

// Checked by hand rather than by a schema: thousands of rows a call, and only the id is our concern.
function isRecord(entry: unknown): entry is RawRecord {
  if (typeof entry !== "object" || entry === null) return false;
  const { id } = entry as { id?: unknown };
  return typeof id === "string" && /^\d{1,19}$/.test(id);
}

const Info = z
  .looseObject({
    more_records: wireFlag,
    next_page_token: wireText,
    page_token_expiry: wireText,
  })
  .transform((info) => ({
    moreRecords: info.more_records,
    nextPageToken: info.next_page_token || null,
    pageTokenExpiresAt:
      info.page_token_expiry === null ? null : parseInstant(info.page_token_expiry),
  }));
type PageInfo = z.infer<typeof Info>;
const noInfo: PageInfo = { moreRecords: null, nextPageToken: null, pageTokenExpiresAt: null };

const Envelope = z.looseObject({
  data: z.array(z.unknown()),
  info: Info.nullish()
    .catch(null)
    .transform((info) => info ?? noInfo),
});

export const WireDeleted: z.ZodType<DeletedRecord> = z
  .looseObject({
    id: wireId,
    type: wireText,
    deleted_time: wireText,
    deleted_by: wireRef,
  })
  .transform((entry) => ({
    id: entry.id,
    // What is not said to be final may come back.
    kind: entry.type === "permanent" ? "permanent" : "recycled",
    deletedAt: entry.deleted_time === null ? null : parseInstant(entry.deleted_time),
    deletedById: entry.deleted_by?.id ?? null,
  }));

/** `{"count": 1234}`; older replies had the number as text. */
export const WireCount = z.looseObject({ count: z.coerce.number().int().nonnegative() });
