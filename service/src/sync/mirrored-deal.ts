import type { DealIssue } from "@pulse/shared/deal/deal-issue";
import type { Temporal } from "temporal-polyfill";

/**
 * One CRM deal in canonical form: the same deal read through any of the CRM's reply shapes gives
 * the same value here. Names of owner, account and stage are not part of it, because they change
 * without the deal changing; they live in their own mirrored tables.
 */
export type MirroredDeal = {
  id: string;
  name: string | null;
  accountId: string | null;
  ownerId: string | null;
  pipeline: string | null;
  /** The stage's actual value. */
  stage: string | null;
  /** Decimal text in `currency`. */
  amount: string | null;
  currency: string | null;
  /** Decimal text; units of `currency` per one home unit, as saved on the deal. */
  exchangeRate: string | null;
  /** Whole percent, 0 to 100. */
  probability: number | null;
  /** Calendar dates, "YYYY-MM-DD". */
  closesOn: string | null;
  proposalOn: string | null;
  poOn: string | null;
  kickoffOn: string | null;
  invoiceOn: string | null;
  paymentOn: string | null;
  revenueOn: string | null;
  territory: string | null;
  serviceLine: string | null;
  strategicAccount: boolean | null;
  awsFunded: boolean | null;
  createdAt: Temporal.Instant | null;
  modifiedAt: Temporal.Instant;
};

/** What reading one CRM record gave. A rejected record is kept raw and never stops a run. */
export type MappedRecord =
  | {
      kind: "mapped";
      deal: MirroredDeal;
      /** Decimal text with two decimals in the reporting currency; null when not convertible. */
      reportingAmount: string | null;
      /** Hash of `deal`: equal hashes mean nothing to write. */
      contentHash: string;
      issues: DealIssue[];
      raw: Record<string, unknown>;
    }
  | { kind: "rejected"; recordId: string | null; issues: DealIssue[]; raw: unknown };
