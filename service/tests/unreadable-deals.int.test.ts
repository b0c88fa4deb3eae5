import { RejectedRecords } from "@pulse/shared/sync/rejected-record";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CrmClient } from "./crm-client.ts";
import { expectCrmNumbers } from "./independent-totals.ts";
import { type Pair, startPair } from "./pair.ts";

let pair: Pair;
let crm: CrmClient;

beforeAll(async () => {
  pair = await startPair({ deals: 600, env: { WEBHOOKS: "0" } });
  crm = await pair.crmAs();
});
afterAll(() => pair.stop());

it("keeps a deal it cannot read, counts and shows it, and lets it in when it can be read again", async () => {
  const [victim] = await crm.all("Deals", ["Deal_Name"]);
  if (!victim) throw new Error("The demo has deals");
  pair.link.rewriteReplies((path, reply) =>
    path.endsWith("/coql") ? withoutModifiedTime(reply, victim.id) : reply,
  );
  const pulse = await pair.connect();
  const { last_run: first, ...status } = await pulse.untilSynced();

  expect(first).toMatchObject({
    state: "completed_with_errors",
    read: 600,
    applied: 599,
    rejected: 1,
  });
  expect(status).toMatchObject({ rejected_count: 1, deal_count: 599, connection: { state: "ok" } });
  expect((await pulse.pipeline()).summary).toMatchObject({ unmapped: 1, deal_count: 599 });
  const rejected = RejectedRecords.parse(await (await pulse.request("/api/zoho/rejected")).json());
  expect(rejected).toMatchObject({
    total: 1,
    records: [
      {
        record_id: victim.id,
        issues: [{ field: "Modified_Time", problem: "bad_format" }],
        raw: { id: victim.id, Modified_Time: "last Tuesday" },
      },
    ],
  });

  pair.link.rewriteReplies(null);
  expect(await pulse.syncAndWait("full")).toMatchObject({ state: "succeeded", applied: 1 });
  expect(await pulse.status()).toMatchObject({ rejected_count: 0, deal_count: 600 });
  await expectCrmNumbers(pulse, crm);
});

it("says of every deal what keeps its amount from being known, and counts each such deal once", async () => {
  const pulse = await pair.connect();
  await pulse.syncAndWait("delta");
  const [records, deals, { summary }] = await Promise.all([
    crm.all("Deals", ["Amount", "Exchange_Rate"]),
    pulse.allDeals(),
    pulse.pipeline(),
  ]);
  const withIssue = (field: string, problem: string) =>
    deals
      .filter(({ issues }) => issues.some((one) => one.field === field && one.problem === problem))
      .map(({ record_id }) => record_id)
      .toSorted();
  const idsWhere = (isIt: (record: Record<string, unknown>) => boolean) =>
    records
      .filter(isIt)
      .map(({ id }) => id)
      .toSorted();

  const withoutAmount = idsWhere(({ Amount }) => Amount === null);
  const withoutRate = idsWhere(({ Amount, Exchange_Rate }) => Amount !== null && !Exchange_Rate);
  expect(withoutAmount.length).toBeGreaterThan(0);
  expect(withoutRate.length).toBeGreaterThan(0);
  expect(withIssue("Amount", "missing")).toEqual(withoutAmount);
  expect(withIssue("Exchange_Rate", "no_rate")).toEqual(withoutRate);
  expect(summary).toMatchObject({
    missing_amount: withoutAmount.length,
    not_converted: withoutRate.length,
  });
  for (const id of [...withoutAmount, ...withoutRate]) {
    expect(deals.find(({ record_id }) => record_id === id)?.sgd_amount).toBeNull();
  }
});

function withoutModifiedTime(reply: string, id: string): string {
  if (reply === "") return reply;
  const content = JSON.parse(reply) as { data?: Record<string, unknown>[] };
  for (const record of content.data ?? []) {
    if (record.id === id && "Modified_Time" in record) record.Modified_Time = "last Tuesday";
  }
  return JSON.stringify(content);
}
