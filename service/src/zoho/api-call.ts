import type { CallWeight } from "./call-slots.ts";
import type { CallPurpose } from "./zoho-client.ts";

export type ApiCall = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Jobs that move many records have an address of their own: `/crm/bulk/v8`. */
  api?: "crm" | "crm/bulk";
  /** Below `/crm/v8`, e.g. `/Deals`. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  weight: CallWeight;
  credits: number;
  /** Whether sending it twice does no more than sending it once: then a lost reply is asked for again. */
  repeatable: boolean;
  /** Its reply holds a result per row, which is worth reading when the request as a whole failed. */
  itemised?: boolean;
};

/** One attempt that left, for counting. `status` is null when no answer came. */
export type CallReport = {
  purpose: CallPurpose;
  method: string;
  path: string;
  status: number | null;
  ms: number;
  credits: number;
};
