import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { aConnection } from "../src/access/access.builder.ts";
import { createSecretBox } from "../src/access/secret-box.ts";
import { createConnectionStore } from "../src/db/connection-store.ts";
import { createLeases, endAllLeases } from "../src/db/leases.ts";
import { createRefreshTurns } from "../src/db/refresh-turns.ts";
import { createSharedLimits } from "../src/db/shared-limits.ts";
import { createSlotStore } from "../src/db/slot-store.ts";
import { callSlots, creditMinute, crmLimit } from "../src/db/tables/crm-limit.ts";
import { lease, org } from "../src/db/tables/org.ts";
import type { AccountsApi } from "../src/zoho/accounts-api.ts";
import { THROTTLE_MS } from "../src/zoho/accounts-api.ts";
import { ZohoError } from "../src/zoho/errors.ts";
import { systemTiming } from "../src/zoho/timing.ts";
import { createTokenSource } from "../src/zoho/token-source.ts";
import { zohoHosts } from "../src/zoho/zoho-hosts.ts";
import { describeOnBothDatabases, newOrgId } from "./databases.ts";

/** Several replicas in one process: each has its own holder, stores and memory; the database is one. */

const box = createSecretBox([{ id: "k1", hex: "11".repeat(32) }]);
const inMinutes = (minutes: number) => Temporal.Now.instant().add({ minutes });

describeOnBothDatabases("what replicas share", (database) => {
  async function anOrganisation(given: { edition?: string; expiresAt?: Temporal.Instant } = {}) {
    const orgId = newOrgId();
    const { db } = database();
    const connection = aConnection({
      edition: given.edition ?? "professional",
      token: {
        ...aConnection().token,
        accessToken: "1000.access.old",
        expiresAt: given.expiresAt ?? inMinutes(-1),
      },
    });
    await createConnectionStore(db, box).saveConnection(db, {
      orgId,
      connection,
      connectedBy: null,
      at: Temporal.Now.instant(),
    });
    return { orgId, db };
  }

  /** An accounts server that answers `answer`, in its time. */
  function anAccountsServer(answer: () => Promise<string> | string) {
    const made: string[] = [];
    const accounts: Pick<AccountsApi, "token"> = {
      async token() {
        await turn();
        const accessToken = await answer();
        made.push(accessToken);
        return {
          accessToken,
          refreshToken: null,
          lifetimeMs: 3_600_000,
          apiDomain: null,
          scopes: null,
        };
      },
    };
    return { made, accounts: { ...accounts, revoke: async () => {} } };
  }

  function aReplica(orgId: string, accounts: AccountsApi) {
    const { db } = database();
    const holder = randomUUID();
    return createTokenSource({
      accounts,
      store: createConnectionStore(db, box).tokenStore(orgId),
      hosts: zohoHosts({
        baseUrl: "https://www.zohoapis.com",
        accountsUrl: "https://accounts.zoho.com",
      }),
      client: { id: "client-1", secret: "secret-1" },
      timing: systemTiming,
      turns: createRefreshTurns(db, { leases: createLeases(db), holder }, orgId),
    });
  }

  it("is one new access token, however many replicas and calls need it", async () => {
    const { orgId } = await anOrganisation();
    let no = 0;
    const { made, accounts } = anAccountsServer(() => `1000.access.${++no}`);
    const replicas = [1, 2, 3].map(() => aReplica(orgId, accounts));
    const tokens = await Promise.all(
      replicas.flatMap((replica) => Array.from({ length: 10 }, () => replica.current())),
    );
    expect(made).toHaveLength(1);
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(made));
    // And one more for all whose token was refused meanwhile.
    await Promise.all(replicas.map((replica) => replica.renewed("1000.access.1")));
    expect(made).toHaveLength(2);
  });

  it("is a limit of five tokens in ten minutes, which a restart does not lift", async () => {
    const { orgId, db } = await anOrganisation();
    let no = 0;
    const { made, accounts } = anAccountsServer(() => `1000.access.${++no}`);
    let last = "1000.access.old";
    for (let round = 0; round < 5; round += 1) {
      ({ token: last } = await aReplica(orgId, accounts).renewed(last));
    }
    await expect(aReplica(orgId, accounts).renewed(last)).rejects.toMatchObject({
      code: "refresh_limit",
      kind: "throttled",
    });
    expect(made).toHaveLength(5);

    const [row] = await db.select().from(crmLimit).where(eq(crmLimit.orgId, orgId));
    const tenMinutesBefore = (row?.refreshedAtMs ?? []).map((at) => at - 600_000);
    await db
      .update(crmLimit)
      .set({ refreshedAtMs: tenMinutesBefore })
      .where(eq(crmLimit.orgId, orgId));
    await aReplica(orgId, accounts).renewed(last);
    expect(made).toHaveLength(6);
  });

  it("is the rest that the accounts server has asked one of them for", async () => {
    const { orgId } = await anOrganisation();
    let asked = 0;
    const { accounts } = anAccountsServer(() => {
      asked += 1;
      throw new ZohoError({
        kind: "throttled",
        code: "access_denied",
        message: "",
        advice: "",
        retryable: true,
      });
    });
    for (const replica of [1, 2, 3].map(() => aReplica(orgId, accounts))) {
      const error = await replica.current().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: "access_denied", kind: "throttled" });
      if (asked > 1 || !(error instanceof ZohoError)) continue;
      expect(error.retryAfterMs ?? THROTTLE_MS).toBeGreaterThan(THROTTLE_MS / 2);
    }
    expect(asked).toBe(1);
  });

  it("does not end with a replica that dies while it gets a token", async () => {
    const { orgId, db } = await anOrganisation();
    const dead = { orgId, name: "token", holder: "dead", epoch: 1 };
    const expiresAt = Temporal.Now.instant().add({ milliseconds: 700 });
    await db.insert(lease).values({ ...dead, expiresAt });
    const { made, accounts } = anAccountsServer(() => "1000.access.new");
    await expect(aReplica(orgId, accounts).current()).resolves.toMatchObject({
      token: "1000.access.new",
    });
    expect(made).toHaveLength(1);
  });

  const wish = { wants: 8, wantsHeavy: 8, inUse: 0, inUseHeavy: 0 };

  it("is the width that the edition allows, less two", async () => {
    for (const [edition, width] of [
      ["free", 3],
      ["professional", 8],
      ["novel", 3],
    ] as const) {
      const { orgId, db } = await anOrganisation({ edition });
      expect(await createSlotStore(db, "a", orgId).claim(wish)).toMatchObject({ slots: width });
    }
  });

  it("is never more calls at once than that, and everybody has a part", async () => {
    const { orgId, db } = await anOrganisation({ edition: "standard" });
    const replicas = ["a", "b", "c"].map((name) => {
      const limits = createSharedLimits(db, {
        leases: createLeases(db),
        holder: name,
        maxConcurrent: 6,
        log: () => {},
      });
      const end = Promise.withResolvers<void>();
      const slots = () => limits.of(orgId).slots;
      return {
        limits,
        slots,
        end: end.resolve,
        start: () =>
          Array.from({ length: 6 }, () => slots().run("light", () => end.promise)).forEach(
            (call) => void call.catch(() => {}),
          ),
      };
    });
    const [a, b, c] = replicas;
    if (a === undefined || b === undefined || c === undefined) throw new Error("There are three");
    const open = () => replicas.map(({ slots }) => slots().inFlight());
    const beats = async () => {
      for (let round = 0; round < 5; round += 1) {
        for (const { limits } of replicas) await limits.beat(orgId);
        await turn();
        // Ten for a standard organisation, less two.
        expect(open().reduce((sum, calls) => sum + calls, 0)).toBeLessThanOrEqual(8);
      }
    };

    a.start();
    await expect.poll(open).toEqual([6, 0, 0]);
    b.start();
    await expect.poll(() => b.slots().queued() + b.slots().inFlight()).toBe(6);
    await beats();
    expect(open()).toEqual([6, 2, 0]);
    c.start();
    await expect.poll(() => c.slots().queued()).toBe(6);
    await beats();
    expect(open()).toEqual([6, 2, 0]);
    a.end();
    await expect.poll(() => a.slots().inFlight()).toBe(0);
    await beats();
    expect(open()).toEqual([0, 4, 4]);

    b.end();
    c.end();
    await expect.poll(open).toEqual([0, 0, 0]);
    await Promise.all(replicas.map(({ limits }) => limits.close()));
    expect(await db.select().from(callSlots).where(eq(callSlots.orgId, orgId))).toEqual([]);
  });

  it("is at most eight heavy calls, all together", async () => {
    const { orgId, db } = await anOrganisation({ edition: "ultimate" });
    const got = await createSlotStore(db, "a", orgId).claim({ ...wish, wants: 20, wantsHeavy: 6 });
    const rest = await createSlotStore(db, "b", orgId).claim({ ...wish, wants: 20, wantsHeavy: 6 });
    expect(got).toEqual({ slots: 20, heavy: 6 });
    expect(rest).toEqual({ slots: 3, heavy: 2 });
  });

  it("comes back from a replica that died, after its term, or at once for a folder of one", async () => {
    const { orgId, db } = await anOrganisation({ edition: "free" });
    await createSlotStore(db, "dead", orgId).claim(wish);
    const alive = createSlotStore(db, "alive", orgId);
    expect(await alive.claim(wish)).toMatchObject({ slots: 0 });
    const aSecondAgo = Temporal.Now.instant().subtract({ seconds: 1 });
    await db.update(callSlots).set({ expiresAt: aSecondAgo }).where(eq(callSlots.holder, "dead"));
    expect(await alive.claim(wish)).toMatchObject({ slots: 3 });
    await endAllLeases(db);
    expect(await createSlotStore(db, "next", orgId).claim(wish)).toMatchObject({ slots: 3 });
  });

  it("is narrower for all when the CRM says too many to one, and wider again by the minute", async () => {
    const { orgId, db } = await anOrganisation({ edition: "professional" });
    const [a, b] = [createSlotStore(db, "a", orgId), createSlotStore(db, "b", orgId)];
    const four = { ...wish, wants: 4, wantsHeavy: 4 };
    expect(await Promise.all([a.claim(four), b.claim(four)])).toMatchObject([
      { slots: 4 },
      { slots: 4 },
    ]);
    await Promise.all([a.narrow(), b.narrow(), a.narrow()]);
    await a.claim(four);
    // Half of the eight that were in use, by one sign however many saw it. One after the other: what
    // one gives up, the next may take.
    expect(await b.claim(four)).toMatchObject({ slots: 2 });
    expect(await a.claim(four)).toMatchObject({ slots: 2 });

    const past = async (minutes: number) => {
      const [row] = await db.select().from(crmLimit).where(eq(crmLimit.orgId, orgId));
      const narrowedAtMs = (row?.narrowedAtMs ?? 0) - minutes * 60_000;
      await db.update(crmLimit).set({ narrowedAtMs }).where(eq(crmLimit.orgId, orgId));
    };
    await past(2);
    expect(await Promise.all([a.claim(four), b.claim(four)])).toMatchObject([
      { slots: 3 },
      { slots: 3 },
    ]);
    await past(60);
    expect(await Promise.all([a.claim(four), b.claim(four)])).toMatchObject([
      { slots: 4 },
      { slots: 4 },
    ]);
  });

  it("is the day's spending, added up over replicas and restarts", async () => {
    const { orgId, db } = await anOrganisation();
    const replica = () =>
      createSharedLimits(db, {
        leases: createLeases(db),
        holder: randomUUID(),
        maxConcurrent: 2,
        log: () => {},
      });
    const spend = async (limits: ReturnType<typeof replica>, credits: number) => {
      const { slots, ledger } = limits.of(orgId);
      await slots.run("light", async () => ledger.spend("delta", credits));
    };
    const [a, b] = [replica(), replica()];
    await Promise.all([spend(a, 3), spend(b, 4), spend(a, 5), spend(b, 50)]);
    await Promise.all([a.close(), b.close()]);

    const restarted = replica();
    await spend(restarted, 100);
    expect(restarted.of(orgId).ledger.usage()).toMatchObject({
      credits24h: 162,
      calls24h: 5,
      creditsByPurpose: { delta: 162 },
    });
    await restarted.close();

    // What is older than a day is neither counted nor kept.
    const dayBefore = Temporal.Now.instant().subtract({ hours: 24, minutes: 2 });
    await db.update(creditMinute).set({ minute: dayBefore }).where(eq(creditMinute.orgId, orgId));
    const nextDay = replica();
    await spend(nextDay, 1);
    expect(nextDay.of(orgId).ledger.usage().credits24h).toBe(1);
    await nextDay.close();
    const kept = await db.select().from(creditMinute).where(eq(creditMinute.orgId, orgId));
    expect(kept.map(({ credits }) => credits)).toEqual([1]);
  });

  it("is one organisation's alone", async () => {
    const one = await anOrganisation({ edition: "free" });
    const other = await anOrganisation({ edition: "free" });
    const { db } = one;
    await createSlotStore(db, "a", one.orgId).claim(wish);
    await createSlotStore(db, "a", one.orgId).narrow();
    expect(await createSlotStore(db, "a", other.orgId).claim(wish)).toMatchObject({ slots: 3 });
    expect(await db.select().from(org).where(eq(org.orgId, other.orgId))).toHaveLength(1);
  });
});
