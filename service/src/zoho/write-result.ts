import type { Temporal } from "temporal-polyfill";
import type { ZohoError } from "./errors.ts";

export type WriteTrigger = "workflow" | "approval" | "blueprint" | "pathfinder" | "orchestration";

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
