import { z } from "zod";
import type { DealPageRequest, PagePlace } from "./deal-query.ts";

type Order = Pick<DealPageRequest, "sort" | "order">;

const CursorContent = z.tuple([z.string(), z.string(), z.string().nullable(), z.string()]);

/** A place in the list as opaque text. It is good only with the order it was made for. */
export function writeCursor({ sort, order }: Order, place: PagePlace): string {
  return Buffer.from(JSON.stringify([sort, order, place.value, place.id])).toString("base64url");
}

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
  return { value: parsed.data[2], id: parsed.data[3] };
}
