import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { aConnection, aMirroredUser, anAdministrator } from "../src/access/access.builder.ts";
import { createDealScope } from "../src/access/deal-scope.ts";
import { createSecretBox } from "../src/access/secret-box.ts";
import { createConnectionStore } from "../src/db/connection-store.ts";
import { bumpDataVersion } from "../src/db/data-version.ts";
import { createPeopleStore } from "../src/db/people-store.ts";
import { crmRole, crmUser } from "../src/db/tables/crm.ts";
import { org } from "../src/db/tables/org.ts";
import { describeOnBothDatabases, newOrgId } from "./databases.ts";

const box = createSecretBox([{ id: "k1", hex: "11".repeat(32) }]);

describeOnBothDatabases("the deal scope from the database", (database) => {
  /** Ann above Ben and Cas, who share a role; Rita administers. */
  async function aTeam() {
    const { db } = database();
    const orgId = newOrgId();
    await createConnectionStore(db, box).saveConnection(db, {
      orgId,
      connection: aConnection(),
      connectedBy: null,
      at: Temporal.Instant.from("2026-03-01T12:00:00Z"),
    });
    await db.insert(crmRole).values([
      { orgId, roleId: "head", name: "Head", reportsTo: null, sharesWithPeers: false },
      { orgId, roleId: "rep", name: "Rep", reportsTo: "head", sharesWithPeers: false },
    ]);
    await db.insert(crmUser).values([
      { orgId, ...aMirroredUser({ userId: "ann", roleId: "head" }) },
      { orgId, ...aMirroredUser({ userId: "ben", roleId: "rep", reportsTo: "cas" }) },
      { orgId, ...aMirroredUser({ userId: "cas", roleId: "rep" }) },
      { orgId, ...anAdministrator({ userId: "rita" }) },
    ]);
    const people = createPeopleStore(db);
    const dealScope = createDealScope(people);
    const sees = async (userId: string) => {
      const scope = await dealScope({ orgId, userId });
      return scope.kind === "all" ? "all" : [...scope.ownerIds].sort();
    };
    const change = async (settings: { hierarchyType?: string; dealsSharing?: string }) => {
      await db.update(org).set(settings).where(eq(org.orgId, orgId));
      await bumpDataVersion(db, orgId);
    };
    return { orgId, people, sees, change };
  }

  it("follows the role tree, then the reporting line, then a public module", async () => {
    const { sees, change } = await aTeam();
    expect(await sees("ann")).toEqual(["ann", "ben", "cas"]);
    expect(await sees("cas")).toEqual(["cas"]);
    expect(await sees("rita")).toBe("all");
    await change({ hierarchyType: "Reporting_To_Hierarchy" });
    expect(await sees("ann")).toEqual(["ann"]);
    expect(await sees("cas")).toEqual(["ben", "cas"]);
    await change({ dealsSharing: "public_read_only" });
    expect(await sees("cas")).toBe("all");
    await change({ dealsSharing: "something new" });
    expect(await sees("cas")).toEqual(["ben", "cas"]);
  });

  it("names the role of a person", async () => {
    const { orgId, people } = await aTeam();
    expect((await people.readProfile({ orgId, userId: "ben" }))?.user.roleName).toBe("Rep");
    expect((await people.readProfile({ orgId, userId: "rita" }))?.user.roleName).toBeNull();
  });

  it("knows nothing of other organisations' people", async () => {
    const { sees } = await aTeam();
    const other = await aTeam();
    await database().db.delete(crmUser).where(eq(crmUser.orgId, other.orgId));
    expect(await other.sees("ann")).toEqual([]);
    expect(await sees("ann")).toEqual(["ann", "ben", "cas"]);
  });
});
