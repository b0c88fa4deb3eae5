import { and, eq, sql } from "drizzle-orm";
import type { MirroredUser } from "../access/crm-identity.ts";
import type { DealScopePorts } from "../access/deal-scope.ts";
import type { ViewerProfile } from "../access/profile-reply.ts";
import type { SharingRules } from "../access/visible-owners.ts";
import type { Database, Executor } from "./database.ts";
import { crmRole, crmUser } from "./tables/crm.ts";
import { org } from "./tables/org.ts";

const sharingValues = ["private", "public_read_only", "public_read_write", "public"] as const;

export type PeopleStore = DealScopePorts & {
  readProfile(viewer: { orgId: string; userId: string }): Promise<ViewerProfile | null>;
};

/** Who is who, as last mirrored from the CRM. */
export function createPeopleStore(db: Database): PeopleStore {
  return {
    async dataVersion(orgId) {
      const [row] = await db
        .select({ dataVersion: org.dataVersion })
        .from(org)
        .where(eq(org.orgId, orgId));
      return row?.dataVersion ?? null;
    },

    async readSharing(orgId) {
      const users = await db
        .select({
          id: crmUser.userId,
          isActive: crmUser.isActive,
          isAdministrator: crmUser.isAdministrator,
          roleId: crmUser.roleId,
          reportsTo: crmUser.reportsTo,
        })
        .from(crmUser)
        .where(eq(crmUser.orgId, orgId));
      const roles = await db
        .select({
          id: crmRole.roleId,
          reportsTo: crmRole.reportsTo,
          sharesWithPeers: crmRole.sharesWithPeers,
        })
        .from(crmRole)
        .where(eq(crmRole.orgId, orgId));
      const [row] = await db
        .select({ hierarchyType: org.hierarchyType, dealsSharing: org.dealsSharing })
        .from(org)
        .where(eq(org.orgId, orgId));
      return { people: { users, roles }, rules: sharingRules(row) };
    },

    async readProfile({ orgId, userId }) {
      const [row] = await db
        .select({
          user: {
            id: crmUser.userId,
            name: crmUser.name,
            email: crmUser.email,
            profileName: crmUser.profileName,
            roleName: crmRole.name,
            isAdministrator: crmUser.isAdministrator,
          },
          org: {
            id: org.orgId,
            zgid: org.zgid,
            name: org.name,
            timeZone: org.timeZone,
            homeCurrency: org.homeCurrency,
          },
        })
        .from(crmUser)
        .innerJoin(org, eq(org.orgId, crmUser.orgId))
        .leftJoin(
          crmRole,
          and(eq(crmRole.orgId, crmUser.orgId), eq(crmRole.roleId, crmUser.roleId)),
        )
        .where(and(eq(crmUser.orgId, orgId), eq(crmUser.userId, userId)));
      return row ?? null;
    },
  };
}

function sharingRules(
  row: { hierarchyType: string; dealsSharing: string } | undefined,
): SharingRules {
  return {
    hierarchy:
      row?.hierarchyType === "Reporting_To_Hierarchy" ? row.hierarchyType : "Role_Hierarchy",
    dealsSharing: sharingValues.find((value) => value === row?.dealsSharing) ?? "unknown",
  };
}

/**
 * Mirrors somebody who just signed in, who may be newer than the last reading of all users. Whether
 * they administer the CRM is decided anew only when their profile is another one: the full reading
 * may know better than the profile's name.
 *
 * @returns whether anything changed
 */
export async function saveSignedInUser(
  executor: Executor,
  orgId: string,
  user: MirroredUser,
): Promise<boolean> {
  const incoming = {
    name: sql`excluded.name`,
    email: sql`excluded.email`,
    isActive: sql`excluded.is_active`,
    isAdministrator: sql`case when ${crmUser.profileName} is not distinct from excluded.profile_name
      then ${crmUser.isAdministrator} else excluded.is_administrator end`,
    roleId: sql`excluded.role_id`,
    profileName: sql`excluded.profile_name`,
    reportsTo: sql`excluded.reports_to`,
    timeZone: sql`excluded.time_zone`,
  };
  const changed = await executor
    .insert(crmUser)
    .values({ orgId, ...user })
    .onConflictDoUpdate({
      target: [crmUser.orgId, crmUser.userId],
      set: incoming,
      setWhere: sql`(${crmUser.name}, ${crmUser.email}, ${crmUser.isActive}, ${crmUser.roleId},
          ${crmUser.profileName}, ${crmUser.reportsTo}, ${crmUser.timeZone})
        is distinct from (excluded.name, excluded.email, excluded.is_active, excluded.role_id,
          excluded.profile_name, excluded.reports_to, excluded.time_zone)`,
    })
    .returning({ userId: crmUser.userId });
  return changed.length > 0;
}
