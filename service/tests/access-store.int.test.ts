import { and, asc, eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { aConnection, aMirroredUser, anAdministrator } from "../src/access/access.builder.ts";
import { newApiToken } from "../src/access/api-token.ts";
import { credentialId, hashSecret, newSecret } from "../src/access/credential.ts";
import type { MirroredUser } from "../src/access/crm-identity.ts";
import { memoryAccess } from "../src/access/memory-access.ts";
import { createSecretBox } from "../src/access/secret-box.ts";
import { newSession } from "../src/access/session.ts";
import type { Admission } from "../src/access/sign-in-ports.ts";
import { createAccessStore } from "../src/db/access-store.ts";
import { createConnectionStore } from "../src/db/connection-store.ts";
import type { OpenDatabase } from "../src/db/database.ts";
import { createPeopleStore } from "../src/db/people-store.ts";
import { appSession } from "../src/db/tables/access.ts";
import { crmUser } from "../src/db/tables/crm.ts";
import { auditEvent, org } from "../src/db/tables/org.ts";
import { describeOnBothDatabases, newOrgId } from "./databases.ts";

const at = Temporal.Instant.from("2026-03-01T12:00:00Z");
const box = createSecretBox([{ id: "k1", hex: "ab".repeat(32) }]);

function inDatabase({ db }: OpenDatabase) {
  const connections = createConnectionStore(db, box);
  const people = createPeopleStore(db);
  return {
    ...createAccessStore(db, { connections, now: () => at }),
    connectedOrgIds: connections.connectedOrgIds,
    heldRefreshToken: connections.heldRefreshToken,
    readProfile: people.readProfile,
    async disconnect(orgId: string) {
      await db.delete(org).where(eq(org.orgId, orgId));
    },
    async putUser(orgId: string, { userId, ...rest }: MirroredUser) {
      await db
        .insert(crmUser)
        .values({ orgId, userId, ...rest })
        .onConflictDoUpdate({ target: [crmUser.orgId, crmUser.userId], set: rest });
    },
    async sessionCount(orgId: string) {
      return db.$count(appSession, eq(appSession.orgId, orgId));
    },
    async auditActions(orgId: string) {
      const rows = await db
        .select({ action: auditEvent.action })
        .from(auditEvent)
        .where(eq(auditEvent.orgId, orgId));
      return rows.map((row) => row.action);
    },
  };
}

/** A finished sign-in of a fresh browser; connects too unless told otherwise. */
function anAdmission(orgId: string, given: Partial<Admission> = {}): Admission {
  const user = given.user ?? anAdministrator();
  const moment = given.at ?? at;
  return {
    orgId,
    at: moment,
    user,
    session: newSession(orgId, user.userId, moment).session,
    replaced: null,
    connection: aConnection(),
    audit: { eventId: hashSecret(newSecret()), action: "connected" },
    ...given,
  };
}

const signIn = { connection: null } as const;

/** What every store of sessions, tokens and sign-ins must do, the one in memory included. */
function behavesAsAccessStore(
  open: () => ReturnType<typeof inDatabase> | ReturnType<typeof memoryAccess>,
) {
  it("admits once: session, user and organisation at the same time", async () => {
    const store = open();
    const orgId = newOrgId();
    const admission = anAdmission(orgId);
    expect(await store.admit(admission)).toBe("admitted");
    expect(await store.connectedOrgIds()).toContain(orgId);
    expect(await store.heldRefreshToken(orgId)).toBe("1000.refresh.one");
    expect(await store.findSession({ orgId, ...admission.session })).toMatchObject({
      userId: admission.user.userId,
      name: "Rita Roy",
      isActive: true,
      isAdministrator: true,
      expiresAt: at.add({ hours: 12 }),
    });
    expect(await store.auditActions(orgId)).toEqual(["connected"]);
  });

  it("refuses a state that was used, and writes nothing then", async () => {
    const store = open();
    const orgId = newOrgId();
    const first = anAdmission(orgId);
    await store.admit(first);
    const second = anAdmission(orgId, {
      audit: first.audit,
      connection: aConnection({
        token: { ...aConnection().token, refreshToken: "1000.refresh.two" },
      }),
    });
    expect(await store.admit(second)).toBe("already_used");
    expect(await store.findSession({ orgId, ...second.session })).toBeNull();
    expect(await store.heldRefreshToken(orgId)).toBe("1000.refresh.one");
    expect(await store.auditActions(orgId)).toEqual(["connected"]);
  });

  it("lets one of two simultaneous uses of a state in", async () => {
    const store = open();
    const orgId = newOrgId();
    const { audit } = anAdmission(orgId);
    const outcomes = await Promise.all([
      store.admit(anAdmission(orgId, { audit })),
      store.admit(anAdmission(orgId, { audit })),
    ]);
    expect(outcomes.sort()).toEqual(["admitted", "already_used"]);
    expect(await store.sessionCount(orgId)).toBe(1);
  });

  it("replaces the browser's session and drops those that are over", async () => {
    const store = open();
    const orgId = newOrgId();
    const old = anAdmission(orgId);
    const own = anAdmission(orgId, { ...signIn, at: at.add({ hours: 6 }) });
    const other = anAdmission(orgId, { ...signIn, at: at.add({ hours: 6 }) });
    for (const admission of [old, own, other]) await store.admit(admission);
    expect(await store.sessionCount(orgId)).toBe(3);
    const replaced = { orgId, secretHash: own.session.secretHash };
    await store.admit(anAdmission(orgId, { ...signIn, at: at.add({ hours: 12 }), replaced }));
    expect(await store.findSession({ orgId, ...old.session })).toBeNull();
    expect(await store.findSession(replaced)).toBeNull();
    expect(await store.findSession({ orgId, ...other.session })).not.toBeNull();
    expect(await store.sessionCount(orgId)).toBe(2);
  });

  it("finds a session only in its organisation and by its own hash", async () => {
    const store = open();
    const [orgId, otherId] = [newOrgId(), newOrgId()];
    const admission = anAdmission(orgId);
    await store.admit(admission);
    await store.admit(anAdmission(otherId));
    const { secretHash } = admission.session;
    expect(await store.findSession({ orgId: otherId, secretHash })).toBeNull();
    expect(await store.findSession({ orgId, secretHash: hashSecret("guess") })).toBeNull();
  });

  it("finds nothing once the organisation is gone", async () => {
    const store = open();
    const orgId = newOrgId();
    const admission = anAdmission(orgId);
    await store.admit(admission);
    await store.disconnect(orgId);
    expect(await store.findSession({ orgId, ...admission.session })).toBeNull();
    expect(await store.readProfile({ orgId, userId: admission.user.userId })).toBeNull();
  });

  it("shows the holder as mirrored now", async () => {
    const store = open();
    const orgId = newOrgId();
    const admission = anAdmission(orgId);
    await store.admit(admission);
    await store.putUser(orgId, anAdministrator({ isActive: false, isAdministrator: false }));
    expect(await store.findSession({ orgId, ...admission.session })).toMatchObject({
      isActive: false,
      isAdministrator: false,
    });
  });

  it("ends a session once, and notes who", async () => {
    const store = open();
    const orgId = newOrgId();
    const admission = anAdmission(orgId);
    await store.admit(admission);
    const credential = { orgId, secretHash: admission.session.secretHash };
    await store.endSession(credential);
    await store.endSession(credential);
    expect(await store.findSession(credential)).toBeNull();
    expect((await store.auditActions(orgId)).sort()).toEqual(["connected", "signed_out"]);
  });

  it("believes a better-informed mirror about administration, until the profile changes", async () => {
    const store = open();
    const orgId = newOrgId();
    const chief = aMirroredUser({ profileName: "Chief", isAdministrator: true });
    await store.admit(anAdmission(orgId));
    await store.putUser(orgId, chief);
    const again = anAdmission(orgId, { ...signIn, user: { ...chief, isAdministrator: false } });
    await store.admit(again);
    const holder = () => store.findSession({ orgId, ...again.session });
    expect(await holder()).toMatchObject({ isAdministrator: true });
    const moved = { ...chief, profileName: "Standard", isAdministrator: false };
    await store.admit(anAdmission(orgId, { ...signIn, user: moved }));
    expect(await holder()).toMatchObject({ isAdministrator: false });
  });

  it("keeps API tokens: found, touched, listed newest first, revoked", async () => {
    const store = open();
    const orgId = newOrgId();
    await store.admit(anAdmission(orgId));
    const { userId } = anAdministrator();
    const older = newApiToken({ orgId, userId, name: "older", now: at });
    const newer = newApiToken({ orgId, userId, name: "newer", now: at.add({ seconds: 1 }) });
    for (const { token } of [older, newer]) await store.saveApiToken(token, userId);
    const credential = { orgId, secretHash: older.token.secretHash };
    expect(await store.findApiToken(credential)).toMatchObject({ userId, lastUsedAt: null });
    await store.touchApiToken(credential, at.add({ minutes: 5 }));
    expect(await store.findApiToken(credential)).toMatchObject({
      lastUsedAt: at.add({ minutes: 5 }),
    });
    const listed = await store.listApiTokens(orgId);
    expect(listed.map(({ name, userName }) => [name, userName])).toEqual([
      ["newer", "Rita Roy"],
      ["older", "Rita Roy"],
    ]);

    const id = credentialId(older.token.secretHash);
    const otherId = newOrgId();
    await store.admit(anAdmission(otherId));
    expect(await store.revokeApiToken(otherId, id, userId)).toBe(false);
    expect(await store.findApiToken({ ...credential, orgId: otherId })).toBeNull();
    expect(await store.revokeApiToken(orgId, id, userId)).toBe(true);
    expect(await store.revokeApiToken(orgId, id, userId)).toBe(false);
    expect(await store.findApiToken(credential)).toBeNull();
    expect((await store.auditActions(orgId)).sort()).toEqual([
      "api_token_made",
      "api_token_made",
      "api_token_revoked",
      "connected",
    ]);
  });

  it("reads who somebody is", async () => {
    const store = open();
    const orgId = newOrgId();
    await store.admit(anAdmission(orgId));
    const { userId } = anAdministrator();
    expect(await store.readProfile({ orgId, userId })).toMatchObject({
      user: { id: userId, name: "Rita Roy", profileName: "Administrator", isAdministrator: true },
      org: { id: orgId, zgid: orgId, timeZone: "Asia/Singapore", homeCurrency: "SGD" },
    });
    expect(await store.readProfile({ orgId, userId: "nobody" })).toBeNull();
  });
}

describe("the access store in memory", () => {
  behavesAsAccessStore(() => memoryAccess());
});

describeOnBothDatabases("the access store", (database) => {
  behavesAsAccessStore(() => inDatabase(database()));

  const dataVersion = (orgId: string) => createPeopleStore(database().db).dataVersion(orgId);

  it("moves the data version when a sign-in changes who is who, and only then", async () => {
    const store = inDatabase(database());
    const orgId = newOrgId();
    await store.admit(anAdmission(orgId));
    const before = (await dataVersion(orgId)) ?? 0;
    await store.admit(anAdmission(orgId, signIn));
    expect(await dataVersion(orgId)).toBe(before);
    await store.admit(anAdmission(orgId, { ...signIn, user: aMirroredUser() }));
    expect(await dataVersion(orgId)).toBe(before + 1);
    await store.admit(anAdmission(orgId, { ...signIn, user: aMirroredUser({ roleId: "7" }) }));
    expect(await dataVersion(orgId)).toBe(before + 2);
  });

  it("writes nothing of an admission that fails half way", async () => {
    const store = inDatabase(database());
    const orgId = newOrgId();
    const broken = anAdmission(orgId, { user: anAdministrator({ name: "nul \u0000" }) });
    await expect(store.admit(broken)).rejects.toThrow();
    expect(await store.auditActions(orgId)).toEqual([]);
    expect(await store.sessionCount(orgId)).toBe(0);
    expect(await store.connectedOrgIds()).not.toContain(orgId);
  });

  it("prunes what is over, in every organisation", async () => {
    const store = inDatabase(database());
    const [orgId, otherId] = [newOrgId(), newOrgId()];
    // Long past, so that no other test's sessions are over at that time.
    const past = Temporal.Instant.from("2020-01-01T00:00:00Z");
    await store.admit(anAdmission(orgId, { at: past }));
    await store.admit(anAdmission(otherId, { at: past.add({ hours: 1 }) }));
    expect(await store.pruneSessions(past.add({ hours: 12 }))).toBe(1);
    expect(await store.sessionCount(orgId)).toBe(0);
    expect(await store.sessionCount(otherId)).toBe(1);
  });

  it("holds no secret in the clear", async () => {
    const store = inDatabase(database());
    const orgId = newOrgId();
    const { cookie, session } = newSession(orgId, anAdministrator().userId, at);
    await store.admit(anAdmission(orgId, { session }));
    const { text, token } = newApiToken({ orgId, userId: session.userId, name: "x", now: at });
    await store.saveApiToken(token, session.userId);
    const { db } = database();
    const everything = JSON.stringify([
      await db.select().from(org).where(eq(org.orgId, orgId)),
      await db.select().from(appSession).where(eq(appSession.orgId, orgId)),
      await store.listApiTokens(orgId),
      await db
        .select()
        .from(auditEvent)
        .where(eq(auditEvent.orgId, orgId))
        .orderBy(asc(auditEvent.at)),
    ]);
    for (const secret of [cookie.slice(-43), text.slice(-43), "1000.refresh", "1000.access"]) {
      expect(everything).not.toContain(secret);
    }
  });

  it("leaves the CRM's sharing settings alone when connecting again", async () => {
    const store = inDatabase(database());
    const orgId = newOrgId();
    await store.admit(anAdmission(orgId));
    const { db } = database();
    const mine = and(eq(org.orgId, orgId));
    await db
      .update(org)
      .set({ dealsSharing: "public", connectionState: "auth_required", errorCount: 3 })
      .where(mine);
    await store.admit(anAdmission(orgId, { connection: aConnection({ name: "Renamed" }) }));
    expect((await db.select().from(org).where(mine))[0]).toMatchObject({
      name: "Renamed",
      dealsSharing: "public",
      connectionState: "ok",
      errorCount: 0,
      connectedBy: anAdministrator().userId,
    });
  });
});
