import { Temporal } from "temporal-polyfill";
import type { MirroredDeal } from "./mirrored-deal.ts";

/** A deal for tests; name only what matters. */
export function aDeal(given: Partial<MirroredDeal> = {}): MirroredDeal {
  return {
    id: "5725767000000001001",
    name: "Harbour migration",
    accountId: null,
    ownerId: null,
    pipeline: null,
    stage: "Qualification",
    amount: "1000",
    currency: "SGD",
    exchangeRate: "1",
    probability: 10,
    closesOn: "2026-12-31",
    proposalOn: null,
    poOn: null,
    kickoffOn: null,
    invoiceOn: null,
    paymentOn: null,
    revenueOn: null,
    territory: null,
    serviceLine: null,
    strategicAccount: null,
    awsFunded: null,
    createdAt: Temporal.Instant.from("2026-01-01T00:00:00Z"),
    modifiedAt: Temporal.Instant.from("2026-01-02T00:00:00Z"),
    ...given,
  };
}
