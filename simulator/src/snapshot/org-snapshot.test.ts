import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { defaultBehaviour } from "../crm/behaviour.ts";
import { createOrgState, type OrgState } from "../crm/org-state.ts";
import { createRecord, deleteRecord, updateRecord } from "../crm/record-operations.ts";
import { aDeal, dealId, people, smallOrg } from "../crm/small-org.builder.ts";
import { stageVisitsOf } from "../crm/stage-visits.ts";
import { createRandom } from "../random.ts";
import { type OrgSnapshot, restoreOrg, saveOrg } from "./org-snapshot.ts";

const anOrg = (count = 5): OrgState =>
  createOrgState(smallOrg(Array.from({ length: count }, (_, i) => aDeal(i + 1))), {
    clock: createClock(),
    random: createRandom("x"),
    behaviour: { ...defaultBehaviour },
  });

const ada = { user: people.ada, source: "crm_ui" } as const;
const throughDisk = (org: OrgState): OrgSnapshot => JSON.parse(JSON.stringify(saveOrg(org)));

it("brings another start to where this one was", () => {
  const org = anOrg();
  createRecord(org, "Deals", { Deal_Name: "new", Stage: "Qualification" }, ada);
  updateRecord(org, "Deals", dealId(2), { Stage: "Closed Won" }, ada);
  deleteRecord(org, "Deals", dealId(3), ada);
  org.info.mc_status = false;
  org.fields.Deals.delete("Next_Step");

  const next = anOrg();
  restoreOrg(next, throughDisk(org));
  expect([...next.records.Deals.idOrder().from(() => 0)]).toEqual([
    ...org.records.Deals.idOrder().from(() => 0),
  ]);
  expect(next.recycleBin.get(dealId(3))).toEqual(org.recycleBin.get(dealId(3)));
  expect(next.history.of("Deals", dealId(2))).toEqual(org.history.of("Deals", dealId(2)));
  expect(stageVisitsOf(next, dealId(2))).toEqual(stageVisitsOf(org, dealId(2)));
  expect(next.info.mc_status).toBe(false);
  expect(next.fields.Deals.has("Next_Step")).toBe(false);
  expect(BigInt(next.ids.next())).toBeGreaterThan(BigInt(org.ids.last()));
  // What was restored is saved again by the next stop.
  expect(throughDisk(next).records).toEqual(throughDisk(org).records);
});

it("is no larger for a larger organisation", () => {
  const sizeOf = (org: OrgState) => {
    updateRecord(org, "Deals", dealId(1), { Amount: 7 }, ada);
    return JSON.stringify(saveOrg(org)).length;
  };
  expect(Math.abs(sizeOf(anOrg(10_000)) - sizeOf(anOrg(5)))).toBeLessThan(50);
});
