import { randomUUID } from "node:crypto";
import { NO_VALUE } from "@pulse/shared/pipeline/live-pipeline";
import { expect, it } from "vitest";
import type {
  DealFilters,
  DealPageRequest,
  DealScope,
  PagePlace,
} from "../src/analytics/deal-query.ts";
import { readDealPage } from "../src/db/deal-page.ts";
import { readFilterOptions } from "../src/db/filter-options.ts";
import { createLeases } from "../src/db/leases.ts";
import { readSelection, readSummary } from "../src/db/pipeline-totals.ts";
import { createSyncStore } from "../src/db/sync-store.ts";
import { crmAccount, crmStage, crmUser } from "../src/db/tables/crm.ts";
import { aDeal } from "../src/sync/mirrored-deal.builder.ts";
import type { MirroredDeal } from "../src/sync/mirrored-deal.ts";
import { anOrg } from "./an-org.ts";
import { describeOnBothDatabases } from "./databases.ts";
import { mapped } from "./fake-crm.ts";

const all: DealScope = { kind: "all" };
const idOf = (n: number) => `57257670000000${String(n).padStart(5, "0")}`;

type Given = Partial<MirroredDeal> & { reportingAmount?: string | null };

describeOnBothDatabases("reading the pipeline", (database) => {
  async function anOrgWith(given: Given[]) {
    const { db } = database();
    const orgId = await anOrg(db);
    await db.insert(crmStage).values([
      stage(orgId, "Qualification", "open", 10, 1),
      {
        ...stage(orgId, "Id. Decision Makers", "open", 60, 2),
        displayValue: "Identify Decision Makers",
      },
      stage(orgId, "Closed Won", "won", 100, 3),
      stage(orgId, "Closed Lost", "lost", 0, 4),
    ]);
    const holder = randomUUID();
    const epoch = (await createLeases(db).acquire(orgId, "sync", holder)) ?? 0;
    const store = createSyncStore(db);
    const records = given.map(({ reportingAmount, ...deal }, index) => {
      const record = mapped(aDeal({ id: idOf(index + 1), ...deal }));
      return reportingAmount === undefined ? record : { ...record, reportingAmount };
    });
    const seq = await store.nextSeq();
    await store.transaction({ orgId, holder, epoch }, (tx) =>
      tx.applyRecords(records, { seq, source: "full" }),
    );
    const page = (request: Partial<DealPageRequest> = {}, scope = all) =>
      readDealPage(
        db,
        orgId,
        scope,
        { filters: {}, sort: "sgd_amount", order: "asc", limit: 100, after: null, ...request },
        (id) => `https://crm.example/${id}`,
      );
    const ids = async (filters: DealFilters) =>
      (await page({ filters })).deals.map((deal) => Number(deal.record_id.slice(-5))).toSorted();
    return { db, orgId, page, ids, summary: (scope = all) => readSummary(db, orgId, scope) };
  }

  it("adds up by outcome, exactly, and says what it left out", async () => {
    const { summary } = await anOrgWith([
      { amount: "0.10", probability: 50 },
      { amount: "0.20", probability: null, stage: "Id. Decision Makers" },
      { amount: "9999999999.99", probability: 0 },
      { amount: null, probability: 50 },
      { amount: "100", currency: "USD", exchangeRate: null, reportingAmount: null },
      { amount: "1000", stage: "Closed Won" },
      { amount: "70.05", stage: "Closed Lost" },
      { amount: "-0.30", probability: 100 },
      { amount: "5", stage: "Retired stage" },
      { amount: "6", stage: null },
    ]);
    expect((await summary()).totals).toEqual({
      deal_count: 10,
      open_count: 6,
      won_count: 1,
      lost_count: 1,
      excluded: 2,
      missing_amount: 1,
      not_converted: 1,
      not_weighted: 0,
      open_amount: "9999999999.99",
      // 0.10 at 50 % + 0.20 at the stage's 60 % + nothing at 0 % - 0.30 at 100 %
      weighted_amount: "-0.13",
      won_amount: "1000.00",
      lost_amount: "70.05",
    });
  });

  it("is zero without deals, not nothing", async () => {
    const { summary } = await anOrgWith([]);
    expect(await summary()).toMatchObject({
      totals: { deal_count: 0, open_amount: "0.00", weighted_amount: "0.00" },
      byTerritory: [],
      byCurrency: [],
    });
  });

  it("breaks the same total down by territory and service line, with a row for none", async () => {
    const { summary } = await anOrgWith([
      { territory: "EMEA", serviceLine: "Gen AI", amount: "1" },
      { territory: "APAC", serviceLine: "Gen AI", amount: "2" },
      { territory: null, serviceLine: "Security", amount: "4" },
    ]);
    const { byTerritory, byServiceLine } = await summary();
    expect(byTerritory.map((row) => [row.key, row.open_amount])).toEqual([
      ["APAC", "2.00"],
      ["EMEA", "1.00"],
      [null, "4.00"],
    ]);
    expect(byServiceLine.map((row) => [row.key, row.open_count])).toEqual([
      ["Gen AI", 2],
      ["Security", 1],
    ]);
  });

  it("keeps each currency's own amounts apart (FR-081)", async () => {
    const { summary } = await anOrgWith([
      { amount: "8000", currency: "USD", reportingAmount: "10000.00" },
      { amount: "625000", currency: "INR", reportingAmount: "10000.00" },
      { amount: "1000", currency: "SGD", reportingAmount: "1000.00" },
    ]);
    const { totals, byCurrency } = await summary();
    expect(totals.open_amount).toBe("21000.00");
    expect(byCurrency.map((row) => [row.currency, row.open_amount])).toEqual([
      ["INR", "625000"],
      ["SGD", "1000"],
      ["USD", "8000"],
    ]);
  });

  it("shows a scope its own deals only, in sums, pages and filter lists alike", async () => {
    const { db, orgId, summary, page } = await anOrgWith([
      { ownerId: "11", amount: "1", territory: "EMEA" },
      { ownerId: "12", amount: "2", territory: "APAC" },
      { ownerId: null, amount: "4", territory: "India" },
    ]);
    const scope: DealScope = { kind: "owners", ownerIds: new Set(["11"]) };
    expect((await summary(scope)).totals).toMatchObject({ deal_count: 1, open_amount: "1.00" });
    expect((await page({}, scope)).deals.map((deal) => deal.owner_id)).toEqual(["11"]);
    expect((await readFilterOptions(db, orgId, scope)).territories).toEqual(["EMEA"]);
    const nobody: DealScope = { kind: "owners", ownerIds: new Set() };
    expect((await summary(nobody)).totals.deal_count).toBe(0);
  });

  it("pages through equal and missing values without losing or repeating a deal", async () => {
    const { page } = await anOrgWith([
      ...[null, "5", "5", null, "1", "5", "30", null].map((amount) => ({ amount })),
    ]);
    for (const order of ["asc", "desc"] as const) {
      const seen: (string | null)[] = [];
      const ids = new Set<string>();
      let after: PagePlace | null = null;
      do {
        const { deals, next } = await page({ order, limit: 3, after });
        for (const deal of deals) {
          seen.push(deal.sgd_amount);
          ids.add(deal.record_id);
        }
        after = next;
      } while (after !== null);
      expect(ids.size).toBe(8);
      const numbers =
        order === "asc"
          ? ["1.00", "5.00", "5.00", "5.00", "30.00"]
          : ["30.00", "5.00", "5.00", "5.00", "1.00"];
      expect(seen).toEqual([...numbers, null, null, null]);
    }
  });

  it("sorts by every column it offers", async () => {
    const { page } = await anOrgWith([
      { name: "b", closesOn: "2026-05-01", stage: "Closed Won", probability: 90 },
      { name: "A", closesOn: "2026-04-01", stage: "Qualification", probability: null },
    ]);
    const first = async (sort: DealPageRequest["sort"]) => {
      const one = await page({ sort, limit: 1 });
      expect(one.next, sort).not.toBeNull();
      await page({ sort, limit: 1, after: one.next });
      return one.deals[0]?.opportunity_name;
    };
    expect(await first("opportunity_name")).toBe("A");
    expect(await first("closing_date")).toBe("A");
    expect(await first("stage")).toBe("A");
    expect(await first("probability")).toBe("A");
    for (const sort of [
      "account_name",
      "owner_name",
      "territory",
      "service_line",
      "modified_time",
    ] as const) {
      await first(sort);
    }
  });

  it("filters by text as it stands, by values, and by having none", async () => {
    const { db, orgId, ids } = await anOrgWith([
      { name: "100% renewal", territory: "EMEA", accountId: "71" },
      { name: "Renewal_2", territory: "APAC", ownerId: "81", stage: "Id. Decision Makers" },
      { name: "Plain", territory: null, stage: "Closed Won" },
      { name: `=cmd|' /C calc'!A0 <script>`, territory: "EMEA" },
    ]);
    await db.insert(crmAccount).values({ orgId, accountId: "71", name: "Blue Harbour" });
    await db
      .insert(crmUser)
      .values({ orgId, userId: "81", name: "Mei Tan", isActive: false, isAdministrator: false });

    expect(await ids({ search: "RENEWAL" })).toEqual([1, 2]);
    expect(await ids({ search: "%" })).toEqual([1]);
    expect(await ids({ search: "_2" })).toEqual([2]);
    expect(await ids({ search: "blue har" })).toEqual([1]);
    expect(await ids({ search: "mei" })).toEqual([2]);
    expect(await ids({ search: idOf(3) })).toEqual([3]);
    expect(await ids({ search: "<script>" })).toEqual([4]);
    expect(await ids({ territory: ["EMEA", NO_VALUE] })).toEqual([1, 3, 4]);
    expect(await ids({ stage: ["Identify Decision Makers"] })).toEqual([2]);
    expect(await ids({ outcome: ["won"], territory: ["EMEA"] })).toEqual([]);
    expect(await ids({ owner: ["81"] })).toEqual([2]);
    expect((await readSelection(db, orgId, all, { territory: ["EMEA"] })).deal_count).toBe(2);
  });

  it("gives a deal back as it was stored: dates without a zone, money without a float (FR-035, FR-091)", async () => {
    const { page } = await anOrgWith([
      {
        name: "🚀 Café Zürich 東京 👩‍💻",
        amount: "1250000",
        currency: "JPY",
        exchangeRate: "125",
        reportingAmount: "10000.00",
        closesOn: "2026-03-01",
        poOn: "2026-02-28",
        stage: "Id. Decision Makers",
      },
    ]);
    const [deal] = (await page()).deals;
    expect(deal).toMatchObject({
      opportunity_name: "🚀 Café Zürich 東京 👩‍💻",
      amount: "1250000",
      currency: "JPY",
      exchange_rate: "125",
      sgd_amount: "10000.00",
      closing_date: "2026-03-01",
      po_date: "2026-02-28",
      stage: "Identify Decision Makers",
      stage_value: "Id. Decision Makers",
      modified_time: "2026-01-02T00:00:00Z",
      crm_url: `https://crm.example/${idOf(1)}`,
    });
  });
});

function stage(
  orgId: string,
  name: string,
  outcome: "open" | "won" | "lost",
  probability: number,
  position: number,
) {
  return {
    orgId,
    actualValue: name,
    displayValue: name,
    probability,
    outcome,
    position,
    isUsed: true,
  };
}
