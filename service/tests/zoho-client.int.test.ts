import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccountsApi } from "../src/zoho/accounts-api.ts";
import { createZohoClient } from "../src/zoho/create-zoho-client.ts";
import { dealFields, defaultDealFields, selectDealFields } from "../src/zoho/deal-fields.ts";
import { mapDeal } from "../src/zoho/deal-mapper.ts";
import { createOAuth } from "../src/zoho/oauth.ts";
import { buildOptionLookup } from "../src/zoho/option-lookup.ts";
import { systemTiming } from "../src/zoho/timing.ts";
import {
  createTokenSource,
  fixedToken,
  type StoredToken,
  type TokenStore,
} from "../src/zoho/token-source.ts";
import type { CallOptions, RawRecord, ZohoClient } from "../src/zoho/zoho-client.ts";
import { zohoHosts } from "../src/zoho/zoho-hosts.ts";
import { consent, type StandIn, startStandIn } from "./stand-in.ts";

const options: CallOptions = { purpose: "delta" };
const DEALS = 450;

let standIn: StandIn;
let client: ZohoClient;
let stored: StoredToken | null = null;

const hosts = () => zohoHosts({ baseUrl: standIn.url, accountsUrl: standIn.url });
const oauth = () =>
  createOAuth({
    accounts: createAccountsApi({ fetch }),
    hosts: hosts(),
    client: standIn.client,
    timing: systemTiming,
  });
const store: TokenStore = {
  load: async () => stored,
  async save(token) {
    stored = token;
  },
};
const clientFor = (tokens: Parameters<typeof createZohoClient>[0]["tokens"], version = "v8") =>
  createZohoClient({
    apiVersion: version === "v6" ? "v6" : "v8",
    tokens,
    limits: { callsPerMinute: 10_000 },
  });
const tokenSource = () =>
  createTokenSource({
    accounts: createAccountsApi({ fetch }),
    store,
    hosts: hosts(),
    client: standIn.client,
    timing: systemTiming,
  });

async function authorize(flow: "connect" | "sign_in", who: RegExp, scope?: string) {
  const url = new URL(
    oauth().authorizationUrl({ flow, redirectUri: standIn.redirectUri, state: "s-1" }),
  );
  if (scope !== undefined) url.searchParams.set("scope", scope);
  const back = await consent(url.href, (labels) => labels.findIndex((label) => who.test(label)));
  expect(back.searchParams.get("state")).toBe("s-1");
  return {
    code: back.searchParams.get("code") ?? "",
    redirectUri: standIn.redirectUri,
    accountsServer: back.searchParams.get("accounts-server"),
  };
}

beforeAll(async () => {
  standIn = await startStandIn({ deals: DEALS });
  stored = await oauth().connect(await authorize("connect", /Administrator/), null);
  client = clientFor(tokenSource());
});

afterAll(async () => {
  await standIn?.stop();
});

async function everyDealByPages(fields: string[]): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  let position: { page: number } | { pageToken: string } = { page: 1 };
  for (;;) {
    const { value } = await client.recordPage(
      { module: "Deals", fields, position, sortBy: "id", sortOrder: "asc" },
      options,
    );
    records.push(...value.records);
    if (value.nextPageToken === null || !value.moreRecords) return records;
    position = { pageToken: value.nextPageToken };
  }
}

async function everyDealByChange(from: ZohoClient, fields: string[]): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  let after = {
    modifiedAt: Temporal.Instant.from("2000-01-01T00:00:00Z"),
    id: null as string | null,
  };
  for (;;) {
    const { value } = await from.changedRecords(
      { module: "Deals", fields, after, limit: 200 },
      options,
    );
    records.push(...value.records);
    const last = value.records.at(-1);
    if (!value.more || last === undefined) return records;
    after = { modifiedAt: Temporal.Instant.from(String(last.Modified_Time)), id: last.id };
  }
}

async function mappingContext() {
  const fields = await client.fields("Deals", options);
  const org = await client.org(options);
  const stage = fields.value.find((field) => field.apiName === "Stage");
  return {
    selection: selectDealFields(defaultDealFields, fields.value),
    context: {
      fields: defaultDealFields,
      homeCurrency: org.value.homeCurrency,
      reportingCurrency: "SGD",
      reportingRate: null,
      options: { stage: buildOptionLookup(stage?.options ?? []) },
    },
  };
}

describe("the organisation around the deals", () => {
  it("is known after connecting, with hosts and refresh token kept", async () => {
    expect(stored).toMatchObject({ apiDomain: new URL(standIn.url).origin });
    const { value, servedAt } = await client.org(options);
    expect(value).toMatchObject({ homeCurrency: "SGD", multiCurrency: true });
    expect(servedAt).not.toBeNull();
    const me = await client.currentUser(options);
    expect(me.value.profileName).toMatch(/Administrator/);
  });

  it("has users in a tree of roles, profiles and sharing defaults", async () => {
    const [users, roles, profiles, sharing] = await Promise.all([
      client.users(options),
      client.roles(options),
      client.profiles(options),
      client.dataSharing(options),
    ]);
    const roleIds = new Set(roles.value.map((role) => role.id));
    expect(users.value.some((user) => !user.isActive)).toBe(true);
    expect(users.value.every((user) => user.roleId !== null && roleIds.has(user.roleId))).toBe(
      true,
    );
    expect(roles.value.filter((role) => role.reportingToId === null)).toHaveLength(1);
    expect(profiles.value.some((profile) => /Administrator/.test(profile.name))).toBe(true);
    expect(sharing.value.map((entry) => entry.module)).toContain("Deals");
  });

  it("has every field the mapper needs, stages of each pipeline, and rates", async () => {
    const { selection } = await mappingContext();
    expect(selection.missing).toEqual([]);
    expect(selection.fields).toEqual(dealFields(defaultDealFields));
    const layouts = await client.layouts("Deals", options);
    const pipelines = (
      await Promise.all(layouts.value.map((layout) => client.pipelines(layout.id, options)))
    ).flatMap((reply) => reply.value);
    expect(pipelines.length).toBeGreaterThanOrEqual(2);
    const outcomes = new Set(pipelines.flatMap((p) => p.stages.map((stage) => stage.forecastType)));
    expect(outcomes).toEqual(new Set(["open", "won", "lost"]));
    const currencies = await client.currencies(options);
    expect(currencies.value?.find((currency) => currency.isBase)?.isoCode).toBe("SGD");
    expect(currencies.value?.every((currency) => currency.rate !== null)).toBe(true);
  });
});

describe("the same deals by every way of reading", () => {
  it("give the same canonical deals, each once", async () => {
    const { selection, context } = await mappingContext();
    const hashes = (records: RawRecord[]) => {
      const mapped = records.map((record) => {
        const result = mapDeal(record, context);
        if (result.kind === "rejected") throw new Error(JSON.stringify(result));
        return [result.deal.id, result.contentHash] as const;
      });
      expect(new Set(mapped.map(([id]) => id)).size).toBe(mapped.length);
      return new Map(mapped.toSorted(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1)));
    };
    const byPages = hashes(await everyDealByPages(selection.fields));
    const counted = await client.countRecords("Deals", options);
    expect(byPages.size).toBe(counted.value);
    expect(hashes(await everyDealByChange(client, selection.fields))).toEqual(byPages);
    const v6 = clientFor(tokenSource(), "v6");
    expect(hashes(await everyDealByChange(v6, selection.fields))).toEqual(byPages);

    const bounds = await client.idBounds("Deals", options);
    const ids = [...byPages.keys()];
    expect(bounds.value).toEqual({ lowest: ids.at(0), highest: ids.at(-1) });

    const byIds = await client.recordsByIds(
      { module: "Deals", fields: selection.fields, ids: [...ids, "1"] },
      options,
    );
    expect(hashes(byIds.value)).toEqual(byPages);
  });

  it("covers an id range without gap or double", async () => {
    const bounds = await client.idBounds("Deals", options);
    if (bounds.value === null) throw new Error("the stand-in has no deals");
    const seen: string[] = [];
    for (let afterId: string | null = null; ; ) {
      const { value }: Awaited<ReturnType<ZohoClient["recordsInIdRange"]>> =
        await client.recordsInIdRange(
          { module: "Deals", fields: [], afterId, untilId: bounds.value.highest, limit: 70 },
          options,
        );
      seen.push(...value.records.map((record) => record.id));
      const last = value.records.at(-1);
      if (!value.more || last === undefined) break;
      afterId = last.id;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength((await client.countRecords("Deals", options)).value);
  });
});

describe("writing", () => {
  it("changes a deal, refuses a bad value, and tells both per row", async () => {
    const [first, second] = (await everyDealByPages(["Deal_Name"])).slice(-2);
    if (first === undefined || second === undefined) throw new Error("too few deals");
    const { value } = await client.updateRecords(
      "Deals",
      [
        { id: first.id, PO_Date: "2026-03-02", Amount: 1234.5 },
        { id: second.id, PO_Date: "not a day" },
      ],
      { trigger: [] },
      { purpose: "write_back" },
    );
    expect(value[0]).toMatchObject({ kind: "written", id: first.id });
    expect(value[1]).toMatchObject({
      kind: "refused",
      id: second.id,
      error: { code: "INVALID_DATA", field: "PO_Date", kind: "invalid" },
    });
    const readBack = await client.recordsByIds(
      { module: "Deals", fields: ["PO_Date", "Amount", "Modified_Time"], ids: [first.id] },
      options,
    );
    expect(readBack.value[0]).toMatchObject({ PO_Date: "2026-03-02", Amount: 1234.5 });
    const written = value[0]?.kind === "written" ? value[0].modifiedAt : null;
    expect(written?.toString()).toBe(
      Temporal.Instant.from(String(readBack.value[0]?.Modified_Time)).toString(),
    );
  });

  it("shows a changed deal behind a place in the order of changes", async () => {
    const before = (await client.countRecords("Deals", options)).servedAt;
    if (before === null) throw new Error("no Date header");
    const [some] = await everyDealByPages(["Deal_Name"]);
    if (some === undefined) throw new Error("no deals");
    const write = { trigger: [] };
    await client.updateRecords(
      "Deals",
      [{ id: some.id, Deal_Name: "新しい名前 🚀" }],
      write,
      options,
    );
    const { value } = await client.changedRecords(
      {
        module: "Deals",
        fields: ["Deal_Name", "Modified_Time"],
        after: { modifiedAt: before, id: null },
        limit: 200,
      },
      options,
    );
    expect(value.records.find((record) => record.id === some.id)?.Deal_Name).toBe("新しい名前 🚀");
  });

  it("finds a deleted deal in the deleted list and nowhere else", async () => {
    // The product never creates or deletes deals, so its own connection may not.
    const scope = "ZohoCRM.modules.ALL";
    const token = await oauth().signIn(await authorize("sign_in", /Administrator/, scope));
    const inserted = await clientFor(fixedToken(token)).insertRecords(
      "Deals",
      [{ Deal_Name: "Short-lived", Stage: "Qualification", Closing_Date: "2026-12-31" }],
      { trigger: [] },
      { purpose: "write_back" },
    );
    const [made] = inserted.value;
    if (made?.kind !== "written") throw new Error(JSON.stringify(made));
    const remove = await fetch(new URL(`/crm/v8/Deals/${made.id}`, standIn.url), {
      method: "DELETE",
      headers: { authorization: `Zoho-oauthtoken ${token.token}` },
    });
    expect(remove.status).toBe(200);
    const deleted = await client.deletedRecords({ module: "Deals", since: null, page: 1 }, options);
    expect(deleted.value.records.find((record) => record.id === made.id)).toMatchObject({
      kind: "recycled",
    });
    const gone = await client.recordsByIds(
      { module: "Deals", fields: ["Deal_Name"], ids: [made.id] },
      options,
    );
    expect(gone.value).toEqual([]);
  });
});

describe("a notification channel", () => {
  let receiver: Server;
  const { promise: received, resolve: onNotice } = Promise.withResolvers<unknown>();

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        response.end();
        onNotice(JSON.parse(Buffer.concat(parts).toString("utf8")));
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => receiver.close());

  it("is opened, seen, renewed, tells of a change, and is closed", async () => {
    const channelId = "1000000068001";
    const { port } = receiver.address() as AddressInfo;
    const inHours = (hours: number) => Temporal.Now.instant().round("second").add({ hours });
    const channel = {
      channelId,
      events: ["Deals.all"],
      notifyUrl: `http://127.0.0.1:${port}/hook`,
      token: "opaque-shared-secret",
      expiresAt: inHours(24),
    };
    const opened = await client.createWatch(channel, options);
    expect(opened.value.expiresAt?.toString()).toBe(channel.expiresAt.toString());

    const expiresAt = inHours(48);
    const renewed = await client.updateWatch({ channelId, expiresAt }, options);
    expect(renewed.value.expiresAt?.toString()).toBe(expiresAt.toString());
    const listed = await client.listWatches({ channelId }, options);
    expect(listed.value).toMatchObject([{ channelId, events: ["Deals.all"] }]);

    const [some] = await everyDealByPages(["Deal_Name"]);
    if (some === undefined) throw new Error("no deals");
    await client.updateRecords(
      "Deals",
      [{ id: some.id, Deal_Name: "Told" }],
      { trigger: [] },
      options,
    );
    expect(await received).toMatchObject({
      module: "Deals",
      ids: [some.id],
      operation: "update",
      channel_id: channelId,
      token: "opaque-shared-secret",
    });

    await client.deleteWatches([channelId], options);
    expect((await client.listWatches({ channelId }, options)).value).toEqual([]);
    await expect(
      client.updateWatch({ channelId, expiresAt: inHours(1) }, options),
    ).rejects.toMatchObject({ code: "NOT_SUBSCRIBED" });
  });
});

describe("signing in", () => {
  it("says who somebody is, and is not allowed to more", async () => {
    const token = await oauth().signIn(await authorize("sign_in", /./));
    const person = clientFor(fixedToken(token));
    const me = await person.currentUser({ purpose: "sign_in" });
    expect(me.value.email).toContain("@");
    const org = await person.org({ purpose: "sign_in" });
    expect(org.value.orgId).toBe((await client.org(options)).value.orgId);
    await expect(person.countRecords("Deals", { purpose: "sign_in" })).rejects.toMatchObject({
      kind: "scope",
      code: "OAUTH_SCOPE_MISMATCH",
    });
  });

  it("does not take a code twice", async () => {
    const code = await authorize("sign_in", /./);
    await oauth().signIn(code);
    await expect(oauth().signIn(code)).rejects.toMatchObject({ code: "invalid_code" });
  });
});

describe("the connection", () => {
  it("recovers from a dead access token by itself", async () => {
    if (stored === null) throw new Error("not connected");
    stored = { ...stored, accessToken: "1000.dead.token" };
    // A client that has no token in hand yet believes the stored one, until the CRM refuses it.
    const fresh = clientFor(tokenSource());
    expect((await fresh.countRecords("Deals", options)).value).toBeGreaterThan(0);
    expect(stored.accessToken).not.toBe("1000.dead.token");
  });

  it("ends when it is revoked", async () => {
    if (stored === null) throw new Error("not connected");
    await oauth().revoke(stored);
    stored = { ...stored, accessToken: null };
    await expect(clientFor(tokenSource()).countRecords("Deals", options)).rejects.toMatchObject({
      kind: "auth",
    });
  });
});
