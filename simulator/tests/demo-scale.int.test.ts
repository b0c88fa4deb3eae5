import { expect, it } from "vitest";
import { generateDemoOrg } from "../src/demo-org/generate-demo-org.ts";

// More deals than there are seconds in a day, so that several are created in the same second.
const DEALS = 200_000;
const now = Date.UTC(2026, 10, 25) / 1000;

it("keeps ids unique and in the order of creation when seconds are shared", () => {
  const org = generateDemoOrg({ seed: "scale", deals: DEALS, now });
  let count = 0;
  let lastId = "";
  let lastCreated = 0;
  let misplaced = 0;
  let sharedSeconds = 0;
  for (const deal of org.deals) {
    const created = Number(deal.Created_Time);
    if (deal.id <= lastId || created < lastCreated) misplaced++;
    if (created === lastCreated) sharedSeconds++;
    if (deal.id.length !== 19) misplaced++;
    lastId = deal.id;
    lastCreated = created;
    count++;
  }
  expect({ count, misplaced }).toEqual({ count: DEALS, misplaced: 0 });
  expect(sharedSeconds).toBeGreaterThan(100);
  expect([...org.accounts]).toHaveLength(DEALS / 4);
});

it("finds the history of any deal among many", () => {
  const org = generateDemoOrg({ seed: "scale", deals: DEALS, now });
  let checked = 0;
  let place = 0;
  for (const deal of org.deals) {
    if (place++ % 997 !== 0) continue;
    const visits = org.stageHistory(deal.id);
    expect(visits[0]?.entered_at).toBe(deal.Created_Time);
    expect(visits.at(-1)?.stage).toBe(deal.Stage);
    checked++;
  }
  expect(checked).toBeGreaterThan(200);
});
