import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { createRandom } from "../random.ts";
import { defaultBehaviour } from "./behaviour.ts";
import { createOrgState, type RecordChange } from "./org-state.ts";
import { createRecord, deleteRecord, restoreRecord, updateRecord } from "./record-operations.ts";
import { dealId, people, SMALL_ORG_NOW, smallOrg } from "./small-org.builder.ts";

function anOrg() {
  const clock = createClock(() => SMALL_ORG_NOW * 1000);
  const org = createOrgState(smallOrg(), {
    clock,
    random: createRandom("x"),
    behaviour: { ...defaultBehaviour },
  });
  const changes: RecordChange[] = [];
  org.onChange((change) => changes.push(change));
  return { org, clock, changes };
}

const ada = { user: people.ada, source: "crm_ui" } as const;

it("announces each change with what it was and what it is", () => {
  const { org, changes } = anOrg();
  updateRecord(org, "Deals", dealId(1), { Stage: "Closed Won" }, ada);
  deleteRecord(org, "Deals", dealId(1), ada);
  restoreRecord(org, dealId(1), ada);
  expect(changes.map((change) => change.operation)).toEqual(["edit", "delete", "restore"]);
  expect(changes[0]).toMatchObject({
    before: { Stage: "Qualification", Probability: 10 },
    record: { Stage: "Closed Won", Probability: 100, Expected_Revenue: 1_000 },
    by: people.ada,
    source: "crm_ui",
  });
});

it("leaves the record a reader holds as it was", () => {
  const { org } = anOrg();
  const held = org.records.Deals.get(dealId(1));
  updateRecord(org, "Deals", dealId(1), { Amount: 5 }, ada);
  expect(held?.Amount).toBe(1_000);
  expect(org.records.Deals.get(dealId(1))?.Amount).toBe(5);
});

it("changes nothing and announces nothing when it refuses", () => {
  const { org, changes } = anOrg();
  const before = org.records.Deals.get(dealId(1));
  const outcomes = [
    updateRecord(org, "Deals", dealId(1), { Stage: "Nowhere" }, ada),
    updateRecord(org, "Deals", "1", {}, ada),
    updateRecord(org, "Deals", dealId(1), {}, { user: people.dan, source: "crm_ui" }),
    createRecord(org, "Deals", { Deal_Name: "x" }, ada),
    deleteRecord(org, "Deals", dealId(1), { user: people.dan, source: "crm_ui" }),
  ];
  expect(outcomes.map((outcome) => outcome.kind === "refused" && outcome.code)).toEqual([
    "INVALID_DATA",
    "INVALID_DATA",
    "NO_PERMISSION",
    "MANDATORY_NOT_FOUND",
    "NO_PERMISSION",
  ]);
  expect(org.records.Deals.get(dealId(1))).toBe(before);
  expect(changes).toEqual([]);
});

it("takes a new rate with a new currency, and keeps the saved one otherwise", () => {
  const { org, clock } = anOrg();
  updateRecord(org, "Deals", dealId(1), { Currency: "USD" }, ada);
  expect(org.records.Deals.get(dealId(1))?.Exchange_Rate).toBe(0.78);
  org.currencies[1]?.rates.push({ from: "2026-04-01", rate: "0.9" });
  clock.advanceMs(86_400_000);
  updateRecord(org, "Deals", dealId(1), { Amount: 7 }, ada);
  expect(org.records.Deals.get(dealId(1))?.Exchange_Rate).toBe(0.78);
});

it("lets an owner who has left stay, but not come", () => {
  const { org } = anOrg();
  const eve = org.users.get(people.eve);
  if (eve === undefined) throw new Error("Eve is in the small organisation");
  org.users.set(people.eve, { ...eve, status: "active" });
  updateRecord(org, "Deals", dealId(1), { Owner: people.eve }, ada);
  org.users.set(people.eve, eve);
  expect(updateRecord(org, "Deals", dealId(1), { Owner: people.eve, Amount: 1 }, ada).kind).toBe(
    "done",
  );
  expect(updateRecord(org, "Deals", dealId(2), { Owner: people.eve }, ada).kind).toBe("refused");
});

it("gives ids above all that exist, and never one twice", () => {
  const { org } = anOrg();
  const values = { Deal_Name: "n", Stage: "Qualification" };
  const ids = [1, 2, 3].map(() => {
    const outcome = createRecord(org, "Deals", values, ada);
    return outcome.kind === "done" ? BigInt(outcome.record.id) : 0n;
  });
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toBeGreaterThan(BigInt(dealId(5)));
});
