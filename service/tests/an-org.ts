import { Temporal } from "temporal-polyfill";
import type { Database } from "../src/db/database.ts";
import { org } from "../src/db/tables/org.ts";
import { newOrgId } from "./databases.ts";

/** A connected organisation of the test's own. */
export async function anOrg(db: Database): Promise<string> {
  const orgId = newOrgId();
  await db.insert(org).values({
    orgId,
    name: "Test",
    zgid: orgId,
    timeZone: "Asia/Singapore",
    homeCurrency: "SGD",
    multiCurrency: true,
    apiDomain: "http://localhost",
    accountsUrl: "http://localhost",
    refreshToken: "sealed",
    connectedAt: Temporal.Instant.from("2026-01-01T00:00:00Z"),
  });
  return orgId;
}
