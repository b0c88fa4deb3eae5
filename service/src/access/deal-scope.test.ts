import { describe, expect, it } from "vitest";
import { createDealScope } from "./deal-scope.ts";
import type { People } from "./visible-owners.ts";

function anOrganisation() {
  const state = { dataVersion: 1 as number | null, reads: 0, users: [] as People["users"] };
  const scope = createDealScope({
    dataVersion: async () => state.dataVersion,
    readSharing: async () => {
      state.reads += 1;
      return {
        people: { users: state.users, roles: [] },
        rules: { hierarchy: "Reporting_To_Hierarchy", dealsSharing: "private" },
      };
    },
  });
  return { state, scope };
}

const ann = { id: "ann", isActive: true, isAdministrator: false, roleId: null, reportsTo: null };
const bea = { ...ann, id: "bea", reportsTo: "ann" };
const viewer = { orgId: "org-1", userId: "ann" };

describe("the deal scope", () => {
  it("reads people once per data version, whoever asks", async () => {
    const { state, scope } = anOrganisation();
    state.users = [ann, bea];
    expect(await scope(viewer)).toEqual({ kind: "owners", ownerIds: new Set(["ann", "bea"]) });
    await scope(viewer);
    expect(await scope({ ...viewer, userId: "bea" })).toEqual({
      kind: "owners",
      ownerIds: new Set(["bea"]),
    });
    expect(state.reads).toBe(1);
  });

  it("follows a move as soon as the data version moves", async () => {
    const { state, scope } = anOrganisation();
    state.users = [ann, bea];
    await scope(viewer);
    state.users = [ann, { ...bea, reportsTo: null }];
    state.dataVersion = 2;
    expect(await scope(viewer)).toEqual({ kind: "owners", ownerIds: new Set(["ann"]) });
  });

  it("keeps organisations apart", async () => {
    const { state, scope } = anOrganisation();
    state.users = [ann, bea];
    await scope(viewer);
    await scope({ ...viewer, orgId: "org-2" });
    expect(state.reads).toBe(2);
  });

  it("shows nothing of an organisation that is gone", async () => {
    const { state, scope } = anOrganisation();
    state.users = [ann, bea];
    await scope(viewer);
    state.dataVersion = null;
    expect(await scope(viewer)).toEqual({ kind: "owners", ownerIds: new Set() });
  });
});
