import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { ZohoError } from "./errors.ts";
import type { ApiReply } from "./transport.ts";
import { type ErrorPlace, errorFromItem, WireItem } from "./wire-error.ts";
import { parseInstant } from "./zoho-time.ts";

type WriteTrigger = "workflow" | "approval" | "blueprint" | "pathfinder" | "orchestration";

/**
 * Which of the customer's automations run on the write. Never left to the CRM's default, which runs
 * them all and can send mail; `[]` runs none.
 */
export type WriteOptions = { trigger: readonly WriteTrigger[] };

/** What became of one row. `index` is its place in the request. */
export type WriteResult =
  | {
      kind: "written";
      index: number;
      id: string;
      /** Needed to recognise our own change when it comes back. */
      modifiedAt: Temporal.Instant | null;
      modifiedById: string | null;
    }
  | { kind: "refused"; index: number; id: string | null; error: ZohoError }
  /** The reply was lost, or said nothing about this row. */
  | { kind: "unknown"; index: number; id: string | null; error: ZohoError };

type Row = { index: number; id: string | null };

const Details = z.looseObject({
  id: z.string().optional().catch(undefined),
  json_path: z.string().optional().catch(undefined),
  Modified_Time: z.string().optional().catch(undefined),
  Modified_By: z.looseObject({ id: z.string() }).optional().catch(undefined),
});

/**
 * Finds each row's own result: by id, by the place its error points at, else by position, which the
 * CRM keeps. A row about which the reply says nothing is `unknown`, never a success.
 *
 * @throws ZohoError the reply's own error when it names no row and cannot be matched to them
 */
export function readWriteResults(reply: ApiReply, rows: readonly Row[]): WriteResult[] {
  const items = z.array(WireItem).safeParse(reply.body?.data);
  const ids = new Set(rows.map((row) => row.id));
  const found = items.success ? items.data.map((item) => locate(item, ids)) : [];
  const samePlaces = found.length === rows.length;
  if (reply.refusal !== null && !samePlaces && found.every((item) => item.isAnonymous)) {
    throw reply.refusal;
  }
  return rows.map((row) => {
    const own =
      found.find((item) => row.id !== null && item.id === row.id) ??
      found.find((item) => item.place === row.index && fits(item, row)) ??
      (samePlaces ? found.filter((item, i) => i === row.index && fits(item, row))[0] : undefined);
    return own === undefined
      ? unknownRow(row, silent(reply.place))
      : toResult(own, row, reply.place);
  });
}

export function unknownRow({ index, id }: Row, error: ZohoError): WriteResult {
  return { kind: "unknown", index, id, error };
}

type Located = {
  item: WireItem;
  details: z.infer<typeof Details>;
  id: string | null;
  /** The row that an error's path names, e.g. 3 for `$.data[3].PO_Date`. */
  place: number | null;
  isAnonymous: boolean;
};

function locate(item: WireItem, ids: ReadonlySet<string | null>): Located {
  const parsed = Details.safeParse(item.details ?? {});
  const details = parsed.success ? parsed.data : {};
  const path = /^\$\.data\[(\d+)\]/.exec(details.json_path ?? "")?.[1];
  const named = details.id ?? null;
  // An error may name another record, such as the one that has the unique value already.
  const id = item.status === "success" || ids.has(named) ? named : null;
  const place = path === undefined ? null : Number(path);
  return { item, details, id, place, isAnonymous: id === null && place === null };
}

/** A result that names another record, or points at another row, is not this row's. */
function fits(item: Located, row: Row): boolean {
  const sameId = item.id === null || row.id === null || item.id === row.id;
  return sameId && (item.place === null || item.place === row.index);
}

function toResult({ item, details }: Located, row: Row, place: ErrorPlace): WriteResult {
  if (item.status === "error") {
    return { kind: "refused", ...row, error: errorFromItem(item, place) };
  }
  const id = details.id ?? row.id;
  if (item.status !== "success" || id === null) return unknownRow(row, silent(place));
  return {
    kind: "written",
    index: row.index,
    id,
    modifiedAt: details.Modified_Time === undefined ? null : parseInstant(details.Modified_Time),
    modifiedById: details.Modified_By?.id ?? null,
  };
}

function silent(place: ErrorPlace): ZohoError {
  return new ZohoError({
    kind: "bad_reply",
    code: "no_result",
    retryable: false,
    message: `Zoho CRM did not say what became of the change. (no_result, ${place.method} ${place.path}, HTTP ${place.status})`,
    advice: "Nothing to do: the record is read back before anything else happens.",
    status: place.status,
    outcomeUnknown: true,
  });
}
