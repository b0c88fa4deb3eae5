import { Temporal } from "temporal-polyfill";
import type { MirroredDeal } from "./mirrored-deal.ts";

/**
 * What the mirror knows of a row when something arrives for it. A tombstone has `isDeleted`.
 */
export type StoredMark = {
  modifiedAt: Temporal.Instant;
  seq: number;
  contentHash: string;
  isDeleted: boolean;
};

/** A state of a deal as some read found it; `seq` was drawn before that read left us. */
export type IncomingMark = { modifiedAt: Temporal.Instant; seq: number; contentHash: string };

export type Verdict = "applied" | "unchanged" | "older";

/**
 * Decides whether a state that was read may replace what the mirror holds: the one rule behind
 * full sync, delta, notification, reconciliation and write-back alike.
 *
 * Modified_Time has a resolution of one second, so between equal ones the read that left later wins;
 * that also lets a formula's new value in, which moves no time. Whatever order reads arrive in, the
 * one with the greatest (modifiedAt, seq) stays.
 *
 * Source: sync rule S.1
 */
export function judge(stored: StoredMark | null, incoming: IncomingMark): Verdict {
  if (stored === null) return "applied";
  if (comparePrecedence(incoming, stored) <= 0) return "older";
  return incoming.contentHash === stored.contentHash && !stored.isDeleted ? "unchanged" : "applied";
}

/**
 * Decides whether a deal that a read by id did not find becomes a tombstone. The read must have left
 * after the one that last found it; a delete notice alone proves nothing, the deal may be back.
 */
export function judgeAbsence(
  stored: { seq: number; isDeleted: boolean } | null,
  seq: number,
): "applied" | "unchanged" | "older" {
  if (stored === null || stored.isDeleted) return "unchanged";
  return seq > stored.seq ? "applied" : "older";
}

/** Keeps one state per deal of a batch, the one that would win anyway. */
export function newestPerDeal<Item extends { deal: { id: string; modifiedAt: Temporal.Instant } }>(
  items: Item[],
): Item[] {
  const newest = new Map<string, Item>();
  for (const item of items) {
    const held = newest.get(item.deal.id);
    if (!held || Temporal.Instant.compare(item.deal.modifiedAt, held.deal.modifiedAt) >= 0) {
      newest.set(item.deal.id, item);
    }
  }
  return [...newest.values()];
}

const notHistory = new Set<keyof MirroredDeal>(["id", "createdAt", "modifiedAt"]);

/** Names of the fields whose value differs; Modified_Time alone is no change worth a version. */
export function changedFields(before: MirroredDeal, after: MirroredDeal): (keyof MirroredDeal)[] {
  const fields = Object.keys(after) as (keyof MirroredDeal)[];
  return fields.filter((field) => !notHistory.has(field) && before[field] !== after[field]);
}

function comparePrecedence(
  a: { modifiedAt: Temporal.Instant; seq: number },
  b: { modifiedAt: Temporal.Instant; seq: number },
): number {
  return Temporal.Instant.compare(a.modifiedAt, b.modifiedAt) || a.seq - b.seq;
}
