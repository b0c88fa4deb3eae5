import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { defaultBehaviour } from "../crm/behaviour.ts";
import type { StoredRecord } from "../crm/model.ts";
import { createOrgState } from "../crm/org-state.ts";
import { editableBy } from "../crm/visibility.ts";
import { createRandom } from "../random.ts";
import { generateDemoOrg } from "./generate-demo-org.ts";
import { repViewOf } from "./org-rep-view.ts";
import { randomStream, seedWords } from "./random.ts";
import { chooseRepAction } from "./rep-action.ts";
import type { RepView } from "./rep-view.ts";

const now = Date.UTC(2026, 10, 25, 10) / 1000;
const org = createOrgState(generateDemoOrg({ seed: "reps", deals: 600, now }), {
  clock: createClock(() => now * 1000),
  random: createRandom("reps"),
  behaviour: { ...defaultBehaviour },
});
const view = repViewOf(org);
const randomOf = randomStream(seedWords("reps"), "test");
const actions = Array.from({ length: 4_000 }, (_, i) => chooseRepAction(randomOf(i), view, now));

const dealOf = (id: string): StoredRecord => {
  const deal = org.records.Deals.get(id);
  if (deal === null) throw new Error(`no deal ${id}`);
  return deal;
};
const edits = actions.flatMap((action) => (action?.kind === "edit" ? [action] : []));

it("does the same for the same chance and data", () => {
  const again = Array.from({ length: 200 }, (_, i) => chooseRepAction(randomOf(i), view, now));
  expect(again).toEqual(actions.slice(0, 200));
});

it("knows every kind of work, each in a believable share", () => {
  const shares = new Map<string, number>();
  for (const action of actions) {
    const kind = action === null ? "nothing" : action.kind === "edit" ? action.edit : action.kind;
    shares.set(kind, (shares.get(kind) ?? 0) + 1 / actions.length);
  }
  const share = (kind: string) => shares.get(kind) ?? 0;
  expect(share("nothing")).toBe(0);
  for (const kind of ["amount", "advance", "milestone", "push_closing_date", "create"]) {
    expect([kind, share(kind) > 0.05]).toEqual([kind, true]);
  }
  for (const kind of ["win", "lose", "fall_back", "next_step", "delete"]) {
    expect([kind, share(kind) > 0.003 && share(kind) < 0.1]).toEqual([kind, true]);
  }
});

it("lets only active people work, each on deals they may edit", () => {
  for (const action of actions) {
    const user = org.users.get(action?.by ?? "");
    if (action === null || user === undefined) throw new Error("somebody unknown acted");
    expect(user.status).toBe("active");
    if (action.kind === "create") continue;
    expect(editableBy(org, user, "Deals")(dealOf(action.dealId))).toBe(true);
  }
});

it("has the manager stand in for an owner who has left", () => {
  const gone = [...org.users.values()].find((user) => user.status === "inactive");
  const standIns = edits.filter((action) => dealOf(action.dealId).Owner === gone?.id);
  expect(standIns.length).toBeGreaterThan(10);
  expect(standIns.every((action) => action.by === gone?.reporting_to)).toBe(true);
});

it("changes something with every edit, and leaves lost deals alone", () => {
  for (const { dealId, values } of edits) {
    const deal = dealOf(dealId);
    expect(deal.Stage).not.toMatch(/Lost/);
    expect(Object.entries(values).some(([field, value]) => deal[field] !== value)).toBe(true);
  }
});

it("moves only to stages of the deal's own pipeline", () => {
  for (const { dealId, values } of edits) {
    if (values.Stage === undefined) continue;
    const pipeline = org.pipelines.find((one) => one.actual_value === dealOf(dealId).Pipeline);
    expect(pipeline?.stages).toContain(values.Stage);
  }
});

it("pushes closing dates later, never earlier than today", () => {
  const pushes = edits.filter((action) => action.edit === "push_closing_date");
  for (const { dealId, values } of pushes) {
    const before = String(dealOf(dealId).Closing_Date ?? "");
    expect(String(values.Closing_Date) > before).toBe(true);
    expect(String(values.Closing_Date) > "2026-11-25").toBe(true);
  }
});

it("keeps yen whole and other money to the cent", () => {
  const decimals = new Map(org.currencies.map((one) => [one.iso_code, one.decimal_places]));
  for (const { dealId, values } of edits) {
    if (typeof values.Amount !== "number") continue;
    const places = decimals.get(String(dealOf(dealId).Currency)) ?? 2;
    expect(values.Amount).toBe(Number(values.Amount.toFixed(places)));
  }
});

it("throws away only what nobody ordered", () => {
  for (const action of actions) {
    if (action?.kind !== "delete") continue;
    const { Amount, PO_Date } = dealOf(action.dealId);
    expect([null, 0, 1]).toContain(Amount);
    expect(PO_Date).toBeNull();
  }
});

it("finds nothing to do in an organisation without people or deals", () => {
  const empty: RepView = { ...view, dealAt: () => null, accountAt: () => null, sellers: () => [] };
  expect(chooseRepAction(randomOf(1), empty, now)).toBeNull();
});
