import { eq } from "drizzle-orm";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { aConnection } from "../src/access/access.builder.ts";
import { createSecretBox } from "../src/access/secret-box.ts";
import type { Connection } from "../src/access/sign-in-ports.ts";
import { createConnectionStore } from "../src/db/connection-store.ts";
import { org } from "../src/db/tables/org.ts";
import { describeOnBothDatabases, newOrgId } from "./databases.ts";

const at = Temporal.Instant.from("2026-03-01T12:00:00Z");
const keyOne = { id: "k1", hex: "11".repeat(32) };
const keyTwo = { id: "k2", hex: "22".repeat(32) };
const box = createSecretBox([keyOne]);

const withToken = (token: Partial<Connection["token"]>) =>
  aConnection({ token: { ...aConnection().token, ...token } });

describeOnBothDatabases("the tokens of a connection", (database) => {
  const open = (secretBox = box) => createConnectionStore(database().db, secretBox);

  async function connected(connection = aConnection()) {
    const orgId = newOrgId();
    const store = open();
    const save = (next: Connection, connections = store) =>
      connections.saveConnection(database().db, {
        orgId,
        connection: next,
        connectedBy: null,
        at,
      });
    await save(connection);
    const row = async () => {
      const [found] = await database().db.select().from(org).where(eq(org.orgId, orgId));
      if (!found) throw new Error("The organisation was just stored");
      return found;
    };
    return { orgId, store, save, row };
  }

  it("are there at once after connecting, access token included", async () => {
    const { orgId, store } = await connected();
    expect(await store.tokenStore(orgId).load()).toEqual(aConnection().token);
  });

  it("are null for an organisation that is not connected", async () => {
    expect(await open().tokenStore(newOrgId()).load()).toBeNull();
    expect(await open().heldRefreshToken(newOrgId())).toBeNull();
  });

  it("are shared with every other process, access token included", async () => {
    const { orgId, store } = await connected();
    expect(await open().tokenStore(orgId).load()).toEqual(aConnection().token);
    const tokens = store.tokenStore(orgId);
    const loaded = await tokens.load();
    if (!loaded) throw new Error("The organisation is connected");
    await tokens.save({ ...loaded, accessToken: "1000.access.two" });
    expect((await open().tokenStore(orgId).load())?.accessToken).toBe("1000.access.two");
  });

  it("are stored sealed, both of them", async () => {
    const { row } = await connected();
    const stored = JSON.stringify(await row());
    expect(stored).not.toContain("1000.");
    expect((await row()).accessToken).toMatch(/^k1\./);
  });

  it("store a rotated refresh token and a moved API host", async () => {
    const { orgId, store, row } = await connected();
    const tokens = store.tokenStore(orgId);
    await tokens.load();
    const rotated = withToken({
      accessToken: "1000.access.two",
      refreshToken: "1000.refresh.two",
      apiDomain: "https://www.zohoapis.eu",
    }).token;
    await tokens.save(rotated);
    expect(await tokens.load()).toEqual(rotated);
    expect((await row()).refreshToken).toMatch(/^k1\./);
    expect(await open().heldRefreshToken(orgId)).toBe("1000.refresh.two");
  });

  it("are not undone by a refresh that was under way during a reconnection", async () => {
    const { orgId, store, save } = await connected();
    const tokens = store.tokenStore(orgId);
    const old = await tokens.load();
    if (!old) throw new Error("The organisation is connected");
    const fresh = withToken({ refreshToken: "1000.refresh.two", accessToken: "1000.access.two" });
    await save(fresh);
    await tokens.save({ ...old, accessToken: "1000.access.of.the.old.one" });
    expect(await tokens.load()).toEqual(fresh.token);
  });

  it("follow a reconnection made by another process", async () => {
    const { orgId, store, save } = await connected();
    const tokens = store.tokenStore(orgId);
    await tokens.load();
    const theirs = withToken({ refreshToken: "1000.refresh.two", accessToken: "1000.access.two" });
    await save(theirs, open());
    expect(await tokens.load()).toEqual(theirs.token);
  });

  it("cannot be read with another key, or from another organisation's row", async () => {
    const { orgId, row } = await connected();
    const stranger = open(createSecretBox([keyTwo]));
    await expect(stranger.tokenStore(orgId).load()).rejects.toMatchObject({
      code: "SEALED_VALUE_UNREADABLE",
    });
    // Reconnecting is the way out, so it does not fail over the old token.
    expect(await stranger.heldRefreshToken(orgId)).toBeNull();

    const other = await connected();
    await database()
      .db.update(org)
      .set({ refreshToken: (await row()).refreshToken })
      .where(eq(org.orgId, other.orgId));
    await expect(other.store.tokenStore(other.orgId).load()).rejects.toMatchObject({
      code: "SEALED_VALUE_UNREADABLE",
    });
  });

  it("survive a change of key while the old one is still given", async () => {
    const { orgId } = await connected();
    const rotated = open(createSecretBox([keyTwo, keyOne]));
    expect((await rotated.tokenStore(orgId).load())?.refreshToken).toBe("1000.refresh.one");
  });
});
