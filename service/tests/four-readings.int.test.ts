import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { type ApiVersion, apiVersions } from "../src/zoho/api-version.ts";
import { createZohoClient } from "../src/zoho/create-zoho-client.ts";
import { defaultDealFields, selectDealFields } from "../src/zoho/deal-fields.ts";
import { type DealMappingContext, mapDeal } from "../src/zoho/deal-mapper.ts";
import { parseExactJson } from "../src/zoho/exact-json.ts";
import { buildOptionLookup } from "../src/zoho/option-lookup.ts";
import { fixedToken } from "../src/zoho/token-source.ts";
import type { CallOptions, RawRecord, ZohoClient } from "../src/zoho/zoho-client.ts";
import { readBulk } from "./read-bulk.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import { newStandInToken } from "./stand-in-token.ts";

/**
 * The same deals read four ways, through a CRM in a process of its own: what one source stores, no
 * other source may think it has to change. Deals are generated anew from a seed, with what people and
 * imports really put into them.
 */

const DEALS = 200;
const SEED = 20_260_302;
const options: CallOptions = { purpose: "reconcile" };
const versions = Object.keys(apiVersions) as ApiVersion[];

let standIn: StandIn;
let listener: Server;
let clients: Record<ApiVersion, ZohoClient>;
/** By id: the fields and values that the CRM told of when the deal was made. */
const told = new Map<string, Record<string, unknown>>();
let made: string[] = [];

beforeAll(async () => {
  standIn = await startStandIn({ deals: 300 });
  const { accessToken } = await newStandInToken(standIn);
  if (accessToken === null) throw new Error("The stand-in gives a token");
  const tokens = fixedToken({ token: accessToken, apiOrigin: standIn.url });
  const clientOf = (apiVersion: ApiVersion) =>
    createZohoClient({ apiVersion, tokens, limits: { callsPerMinute: 100_000 } });
  clients = { v6: clientOf("v6"), v7: clientOf("v7"), v8: clientOf("v8") };
  listener = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      response.end();
      for (const { record_id, values } of Notification.parse(parseExactJson(text))
        .affected_values) {
        told.set(record_id, values);
      }
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  await openChannel(accessToken);
  made = await makeDeals();
});

afterAll(async () => {
  listener?.closeAllConnections();
  listener?.close();
  await standIn?.stop();
});

const Notification = z.object({
  affected_values: z.array(
    z.object({ record_id: z.string(), values: z.record(z.string(), z.unknown()) }),
  ),
});

/** Our own client never asks for values; a channel that does is made by hand. */
async function openChannel(accessToken: string): Promise<void> {
  const { port } = listener.address() as AddressInfo;
  const response = await fetch(`${standIn.url}/crm/v8/actions/watch`, {
    method: "POST",
    headers: {
      authorization: `Zoho-oauthtoken ${accessToken}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      watch: [
        {
          channel_id: "1000000068001",
          events: ["Deals.create"],
          notify_url: `http://127.0.0.1:${port}/told`,
          channel_expiry: Temporal.Now.instant()
            .add({ hours: 1 })
            .toString({ smallestUnit: "second" }),
          return_affected_field_values: true,
        },
      ],
    }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** Names as imports, mail clients and keyboards of the world leave them; never blank. */
const hostileName = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
    fc.constantFrom(
      'Zürich "Nord", 2. Phase',
      "Line one\nline two\r\nline three",
      "東京 🚀 👩‍💻 renewal",
      "Tom &amp; Jerry &lt;b&gt;",
      '=HYPERLINK("x")',
      "O'Brien, Müller & Söhne; GmbH",
      "  padded  ",
      "-None-",
      "null",
      "e\u0301 and é",
      "‮right to left‬",
      '"',
      '""",,"',
      "tab\there",
    ),
    fc.string({
      unit: fc.constantFrom('"', ",", "\n", "\r", ";", "&", "'", "é", "𝒳"),
      minLength: 1,
      maxLength: 12,
    }),
  )
  .filter((name) => name.trim() !== "" && name.length <= 120 && name.isWellFormed());

const day = fc
  .date({ min: new Date("1999-12-31"), max: new Date("2040-02-29"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });

async function makeDeals(): Promise<string[]> {
  const client = clients.v8;
  const pages = { position: { page: 1 }, sortBy: "id", sortOrder: "asc" } as const;
  const [layouts, fields, users, accounts, currencies] = await Promise.all([
    client.layouts("Deals", options),
    client.fields("Deals", options),
    client.users(options),
    client.recordPage({ module: "Accounts", fields: ["Account_Name"], ...pages }, options),
    client.currencies(options),
  ]);
  const pipelines = (
    await Promise.all(
      layouts.value.map(async (layout) => {
        const { value } = await client.pipelines(layout.id, options);
        return value.map((pipeline) => ({ Layout: { id: layout.id }, pipeline }));
      }),
    )
  ).flat();
  const places = pipelines.flatMap(({ Layout, pipeline }) =>
    pipeline.stages.map((stage) => ({
      Layout,
      Pipeline: pipeline.actualValue,
      Stage: stage.actualValue,
    })),
  );
  const optionOf = (apiName: string) =>
    fc.constantFrom(
      ...(fields.value.find((field) => field.apiName === apiName)?.options ?? []).map(
        (option) => option.actualValue,
      ),
    );
  const deal = fc.record({
    place: fc.constantFrom(...places),
    Deal_Name: hostileName,
    Amount: orNull(
      fc.oneof(
        fc.integer({ min: -1_000_000, max: 2_000_000_000 }).map((cents) => cents / 100),
        fc.constantFrom(0, 0.1, 1e15, 123456789012.34),
      ),
    ),
    Probability: orNull(fc.integer({ min: 0, max: 100 })),
    Currency: fc.constantFrom(
      ...(currencies.value ?? []).filter(({ isActive }) => isActive).map(({ isoCode }) => isoCode),
    ),
    Closing_Date: day,
    Proposal_Date: orNull(day),
    PO_Date: orNull(day),
    Kickoff_Date: orNull(day),
    Invoice_Date: orNull(day),
    Payment_Date: orNull(day),
    Revenue_Date: orNull(day),
    Territory: orNull(optionOf("Territory")),
    Service_Line: orNull(optionOf("Service_Line")),
    Strategic_Account: fc.boolean(),
    AWS_Funded: fc.boolean(),
    Next_Step: orNull(hostileName.filter((text) => text.length <= 100)),
    Owner: fc.constantFrom(
      ...users.value.filter((user) => user.isActive).map(({ id }) => ({ id })),
    ),
    Account_Name: fc.constantFrom(...accounts.value.records.map(({ id }) => ({ id }))),
  });
  const deals = fc.sample(deal, { numRuns: DEALS, seed: SEED });
  const ids: string[] = [];
  for (let at = 0; at < deals.length; at += 100) {
    const rows = deals.slice(at, at + 100).map(({ place, ...values }) => ({ ...place, ...values }));
    const { value } = await client.insertRecords("Deals", rows, { trigger: [] }, options);
    for (const result of value) {
      if (result.kind !== "written") throw new Error(`${result.kind}: ${JSON.stringify(result)}`);
      ids.push(result.id);
    }
  }
  return ids;
}

async function readingOf(
  client: ZohoClient,
): Promise<{ fields: string[]; context: DealMappingContext }> {
  const metadata = await client.fields("Deals", options);
  const org = await client.org(options);
  const lookup = (apiName: string) =>
    buildOptionLookup(metadata.value.find((field) => field.apiName === apiName)?.options ?? []);
  return {
    fields: selectDealFields(defaultDealFields, metadata.value).fields,
    context: {
      fields: defaultDealFields,
      homeCurrency: org.value.homeCurrency,
      reportingCurrency: "SGD",
      reportingRate: null,
      options: {
        stage: lookup("Stage"),
        pipeline: lookup("Pipeline"),
        territory: lookup("Territory"),
        serviceLine: lookup("Service_Line"),
      },
    },
  };
}

/** Canonical deals of the records made here, by id. */
function canonical(records: Iterable<Record<string, unknown>>, context: DealMappingContext) {
  const wanted = new Set(made);
  const deals = new Map<string, { hash: string; deal: string }>();
  for (const record of records) {
    const result = mapDeal(record, context);
    if (result.kind === "rejected") throw new Error(JSON.stringify(result));
    const { deal, contentHash } = result;
    if (wanted.has(deal.id)) deals.set(deal.id, { hash: contentHash, deal: JSON.stringify(deal) });
  }
  return new Map(made.map((id) => [id, deals.get(id)]));
}

async function byPages(client: ZohoClient, fields: string[]): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  let position: { page: number } | { pageToken: string } = { page: 1 };
  for (;;) {
    const { value } = await client.recordPage(
      { module: "Deals", fields, position, sortBy: "Created_Time", sortOrder: "desc" },
      options,
    );
    records.push(...value.records);
    if (value.nextPageToken === null) return records;
    position = { pageToken: value.nextPageToken };
  }
}

it("gives one canonical deal and one hash, whichever way and version it is read by", async () => {
  const { fields, context } = await readingOf(clients.v8);
  const truth = canonical(await byPages(clients.v8, fields), context);
  const all = [...truth.values()].map((deal) => deal?.deal ?? "not read");
  // The generated names are as bad as they are meant to be.
  for (const part of [/\\n/, /\\"/, /[\u{10000}-\u{10FFFF}]/u, /;/, /Tom & Jerry <b>/]) {
    expect(
      all.some((deal) => part.test(deal)),
      `${part}`,
    ).toBe(true);
  }
  expect(all).not.toContain("not read");

  for (const version of versions) {
    const client = clients[version];
    const reading = await readingOf(client);
    expect(reading.fields, version).toEqual(fields);
    const records = await byPages(client, fields);
    expect(canonical(records, reading.context), `${version} records`).toEqual(truth);
    const { value } = await client.recordsByIds({ module: "Deals", fields, ids: made }, options);
    expect(canonical(value, reading.context), `${version} COQL`).toEqual(truth);
    const rows = await readBulk(client, { module: "Deals", fields, conditions: [] }, options);
    expect(rows.unidentified).toEqual([]);
    expect(canonical(rows.records, reading.context), `${version} bulk`).toEqual(truth);
  }
});

it("gives the same from the values of notifications", async () => {
  await expect.poll(() => made.filter((id) => !told.has(id)), { timeout: 20_000 }).toEqual([]);
  const { fields, context } = await readingOf(clients.v8);
  const truth = canonical(await byPages(clients.v8, fields), context);
  // What a new record's notification leaves out has no value.
  const notified = made.map((id) => ({ ...told.get(id), id }));
  expect(canonical(notified, context)).toEqual(truth);
});
