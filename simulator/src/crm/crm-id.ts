import type { CrmId } from "./model.ts";

/** Ids are whole numbers too large for a JS number: shorter is smaller, equal length goes by digit. */
export function compareIds(a: CrmId, b: CrmId): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isCrmId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text);
}

export type IdSequence = { next(): CrmId; last(): CrmId; raiseTo(id: CrmId): void };

/** Hands out ids above all that exist, with the gaps a busy organisation has. */
export function createIdSequence(start: CrmId): IdSequence {
  let last = BigInt(start);
  return {
    next() {
      last += 1001n;
      return last.toString();
    },
    last: () => last.toString(),
    raiseTo(id) {
      const value = BigInt(id);
      if (value > last) last = value;
    },
  };
}
