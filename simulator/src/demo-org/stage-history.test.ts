import { expect, it } from "vitest";
import { generateDemoOrg } from "./generate-demo-org.ts";

const org = generateDemoOrg({ seed: "pulse", deals: 600, now: Date.UTC(2026, 10, 25) / 1000 });
const deals = [...org.deals];
const histories = deals.map((deal) => ({ deal, visits: org.stageHistory(deal.id) }));
const stageNames = new Set(
  org.fields.Deals.find((field) => field.api_name === "Stage")?.pick_list_values.map(
    (option) => option.actual_value,
  ),
);

it("begins with the creation and ends with the deal as it stands", () => {
  for (const { deal, visits } of histories) {
    const last = visits.at(-1);
    expect(visits[0]?.entered_at).toBe(deal.Created_Time);
    expect(last).toMatchObject({
      stage: deal.Stage,
      entered_at: deal.Stage_Modified_Time,
      amount: deal.Amount,
      probability: deal.Probability,
      closing_date: deal.Closing_Date,
      moved_to: null,
    });
  }
});

it("moves forward in time, each visit naming the next, never from a stage to itself", () => {
  for (const { deal, visits } of histories) {
    visits.forEach((visit, i) => {
      const next = visits[i + 1];
      expect(visit.deal_id).toBe(deal.id);
      expect(visit.moved_to).toBe(next?.stage ?? null);
      expect(stageNames).toContain(visit.stage);
      if (next === undefined) return;
      expect(next.stage).not.toBe(visit.stage);
      expect(next.entered_at).toBeGreaterThan(visit.entered_at);
    });
  }
});

it("gives every visit an id of its own", () => {
  const ids = histories.flatMap(({ visits }) => visits.map((visit) => visit.id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^\d{19}$/.test(id))).toBe(true);
  const recordIds = new Set(
    [...deals, ...org.accounts, ...org.contacts].map((record) => record.id),
  );
  expect(ids.some((id) => recordIds.has(id))).toBe(false);
});

it("knows deals that fell back, came again, skipped stages, and were pushed", () => {
  const orderOf = new Map(org.pipelines.map((one) => [one.actual_value, one.stages]));
  let fellBack = 0;
  let cameAgain = 0;
  let skipped = 0;
  let pushedTwice = 0;
  for (const { deal, visits } of histories) {
    const stages = orderOf.get(String(deal.Pipeline)) ?? [];
    const places = visits.map((visit) => stages.indexOf(visit.stage));
    const steps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
    if (steps.some((step) => step < 0)) fellBack++;
    if (new Set(places).size < places.length) cameAgain++;
    if (steps.some((step) => step > 1)) skipped++;
    const closings = visits.flatMap((visit) => visit.closing_date ?? []);
    const pushes = closings.slice(1).filter((date, i) => date > (closings[i] ?? "")).length;
    if (pushes >= 2) pushedTwice++;
  }
  expect(fellBack / deals.length).toBeGreaterThan(0.04);
  expect(fellBack / deals.length).toBeLessThan(0.3);
  expect(cameAgain).toBeGreaterThan(15);
  expect(skipped).toBeGreaterThan(100);
  expect(pushedTwice / deals.length).toBeGreaterThan(0.03);
  expect(pushedTwice / deals.length).toBeLessThan(0.3);
});

it("knows nothing of deals that are not there", () => {
  const beyond = [
    ...generateDemoOrg({ seed: "pulse", deals: 700, now: Date.UTC(2026, 10, 25) / 1000 }).deals,
  ];
  const unknown = beyond.find((deal) => !deals.some((one) => one.id === deal.id));
  expect(org.stageHistory(unknown?.id ?? "")).toEqual([]);
  expect(org.stageHistory("5725767000000000000")).toEqual([]);
  expect(org.stageHistory("1")).toEqual([]);
});
