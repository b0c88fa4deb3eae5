import type { DealIssue } from "@pulse/shared/deal/deal-issue";
import { Temporal } from "temporal-polyfill";
import type { CrmDeals, CrmPage, DeletedDeal } from "../src/sync/crm-deals.ts";
import { compareIds } from "../src/sync/id-range.ts";
import { aDeal } from "../src/sync/mirrored-deal.builder.ts";
import type { MappedRecord, MirroredDeal } from "../src/sync/mirrored-deal.ts";

type Mapped = Extract<MappedRecord, { kind: "mapped" }>;

export function mapped(deal: MirroredDeal, issues: DealIssue[] = []): Mapped {
  return {
    kind: "mapped",
    deal,
    reportingAmount: deal.amount,
    contentHash: JSON.stringify({
      ...deal,
      createdAt: `${deal.createdAt}`,
      modifiedAt: `${deal.modifiedAt}`,
    }),
    issues,
    raw: { id: deal.id, Deal_Name: deal.name },
  };
}

/**
 * A CRM of deals in memory behind the sync's port, with a clock of its own and a place to make it
 * fail. Rules of the real one that matter here: whole seconds, keyset order, deleted list.
 */
export class FakeCrm implements CrmDeals {
  maxRows = 10;
  now = Temporal.Instant.from("2026-03-01T10:00:00Z");
  hasDateHeader = true;
  readonly deals = new Map<string, MirroredDeal>();
  readonly deletedDeals: DeletedDeal[] = [];
  /** Called before each read with its name; throw to make it fail. */
  beforeCall: (name: string, callNo: number) => void | Promise<void> = () => {};
  #calls = 0;

  calls(): number {
    return this.#calls;
  }

  advance(seconds: number): void {
    this.now = this.now.add({ seconds });
  }

  put(given: Partial<MirroredDeal> & { id: string }): MirroredDeal {
    const held = this.deals.get(given.id);
    const deal = aDeal({ createdAt: this.now, ...held, modifiedAt: this.now, ...given });
    this.deals.set(deal.id, deal);
    return deal;
  }

  delete(id: string): void {
    this.deals.delete(id);
    this.deletedDeals.push({ id, kind: "recycled", deletedAt: this.now });
  }

  async count() {
    await this.#call("count");
    return { count: this.deals.size, servedAt: this.#servedAt() };
  }

  async idBounds() {
    await this.#call("idBounds");
    const ids = [...this.deals.keys()].sort(compareIds);
    const lowest = ids[0];
    const highest = ids.at(-1);
    return lowest && highest ? { lowest, highest } : null;
  }

  async inIdRange(range: { afterId: string; untilId: string; limit: number }): Promise<CrmPage> {
    const servedAt = this.#servedAt();
    await this.#call("inIdRange");
    const inside = [...this.deals.values()]
      .filter(
        (deal) => compareIds(deal.id, range.afterId) > 0 && compareIds(deal.id, range.untilId) <= 0,
      )
      .sort((a, b) => compareIds(a.id, b.id));
    return this.#page(inside, range.limit, servedAt);
  }

  async changedAfter(
    cursor: { modifiedAt: Temporal.Instant; id: string | null },
    limit: number,
  ): Promise<CrmPage> {
    const servedAt = this.#servedAt();
    await this.#call("changedAfter");
    const behind = [...this.deals.values()].filter((deal) => {
      const byTime = Temporal.Instant.compare(deal.modifiedAt, cursor.modifiedAt);
      return (
        byTime > 0 || (byTime === 0 && (cursor.id === null || compareIds(deal.id, cursor.id) > 0))
      );
    });
    behind.sort(
      (a, b) => Temporal.Instant.compare(a.modifiedAt, b.modifiedAt) || compareIds(a.id, b.id),
    );
    return this.#page(behind, Math.min(limit, this.maxRows), servedAt);
  }

  async byIds(ids: readonly string[]) {
    await this.#call("byIds");
    return ids.flatMap((id) => {
      const deal = this.deals.get(id);
      return deal ? [mapped(deal)] : [];
    });
  }

  async deletedSince(since: Temporal.Instant | null) {
    await this.#call("deletedSince");
    const deleted = this.deletedDeals.filter(
      (entry) =>
        since === null ||
        (entry.deletedAt && Temporal.Instant.compare(entry.deletedAt, since) >= 0),
    );
    return { deleted, servedAt: this.#servedAt() };
  }

  #servedAt(): Temporal.Instant | null {
    return this.hasDateHeader ? this.now : null;
  }

  #page(deals: MirroredDeal[], limit: number, servedAt: Temporal.Instant | null): CrmPage {
    const records = deals.slice(0, limit);
    const last = records.at(-1);
    return {
      records: records.map((deal) => mapped(deal)),
      lastId: last?.id ?? null,
      lastChange: last ? { modifiedAt: last.modifiedAt, id: last.id } : null,
      more: deals.length > limit,
      servedAt,
    };
  }

  async #call(name: string): Promise<void> {
    this.#calls += 1;
    await this.beforeCall(name, this.#calls);
  }
}
