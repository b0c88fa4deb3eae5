import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { DealPageRequest, PagePlace } from "./deal-query.ts";

type Order = Pick<DealPageRequest, "sort" | "order">;

const CursorContent = z.tuple([z.string(), z.string(), z.string().nullable(), z.string()]);

/** A place in the list as opaque text. It is good only with the order it was made for. */
export function writeCursor({ sort, order }: Order, place: PagePlace): string {
  return Buffer.from(JSON.stringify([sort, order, place.value, place.id])).toString("base64url");
}

const isText = (value: string) => !value.includes("\0");
const isWhole = (value: string) => /^\d{1,9}$/.test(value);
const isDecimal = (value: string) => /^-?\d{1,20}(\.\d{1,20})?$/.test(value);
const isDate = (value: string) =>
  /^\d{4}-\d\d-\d\d$/.test(value) && reads(() => Temporal.PlainDate.from(value));
const isInstant = (value: string) =>
  /^\d{4}-[-+\d :.]+$/.test(value) && reads(() => Temporal.Instant.from(value.replace(" ", "T")));

/** What a place in each order looks like; in the database anything else would be an error. */
const isPlaceIn: Record<Order["sort"], (value: string) => boolean> = {
  opportunity_name: isText,
  account_name: isText,
  owner_name: isText,
  stage: isWhole,
  sgd_amount: isDecimal,
  probability: isWhole,
  closing_date: isDate,
  territory: isText,
  service_line: isText,
  modified_time: isInstant,
};

/** @returns null for text that is no cursor, or one of another order */
export function readCursor({ sort, order }: Order, cursor: string): PagePlace | null {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
  const parsed = CursorContent.safeParse(content);
  if (!parsed.success || parsed.data[0] !== sort || parsed.data[1] !== order) return null;
  const [, , value, id] = parsed.data;
  if ((value !== null && !isPlaceIn[sort](value)) || !/^\d{1,19}$/.test(id)) return null;
  return { value, id };
}

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
