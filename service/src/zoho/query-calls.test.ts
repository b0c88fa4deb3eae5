import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type ScriptedReply, type SeenRequest, scriptedZoho } from "./scripted-zoho.ts";
import type { CallOptions } from "./zoho-client.ts";

const options: CallOptions = { purpose: "delta" };
const id = "6203459000001847203";

/** The query a request carried. */
function selectOf(request: SeenRequest | undefined): string {
  const { select_query } = (request?.body ?? {}) as { select_query?: string };
  return select_query ?? "";
}

describe("reading by query", () => {
  const at = Temporal.Instant.from("2026-03-01T10:00:00Z");
  const range = { module: "Deals" as const, fields: ["Deal_Name", "Modified_Time"], limit: 2 };
  const queryOf = (zoho: ReturnType<typeof scriptedZoho>) => selectOf(zoho.requests.at(-1));

  it("asks by keyset, in brackets, from behind a place", async () => {
    const zoho = scriptedZoho([]);
    await zoho.client.changedRecords({ ...range, after: { modifiedAt: at, id } }, options);
    expect(queryOf(zoho)).toBe(
      `select id, Deal_Name, Modified_Time from Deals where (Modified_Time > '2026-03-01T10:00:00+00:00' or (Modified_Time = '2026-03-01T10:00:00+00:00' and id > '${id}')) order by Modified_Time asc, id asc limit 2`,
    );
    await zoho.client.changedRecords({ ...range, after: { modifiedAt: at, id: null } }, options);
    expect(queryOf(zoho)).toContain("where Modified_Time >= '2026-03-01T10:00:00+00:00' order by");
    await zoho.client.recordsInIdRange({ ...range, afterId: "1", untilId: id }, options);
    expect(queryOf(zoho)).toContain(`where (id > '1' and id <= '${id}') order by id asc limit 2`);
  });

  it("quotes a field that is named like a word of the language", async () => {
    const zoho = scriptedZoho([]);
    await zoho.client.recordsByIds(
      { ...range, fields: ["Order", "Order_Date"], ids: [id] },
      options,
    );
    expect(queryOf(zoho)).toContain("select id, 'Order', Order_Date from Deals");
  });

  it("says there is more when the page is full, whatever the flag says", async () => {
    const rows = [{ id: "1" }, { id: "2" }];
    const zoho = scriptedZoho([
      { body: { data: rows, info: { count: 2, more_records: false } } },
      { body: { data: rows.slice(1), info: { count: 1, more_records: false } } },
      { status: 204 },
    ]);
    const read = () =>
      zoho.client.recordsInIdRange({ ...range, afterId: null, untilId: id }, options);
    expect((await read()).value).toMatchObject({ records: rows, more: true });
    expect((await read()).value).toMatchObject({ more: false });
    expect((await read()).value).toEqual({ records: [], unidentified: [], more: false });
  });

  it("keeps an entry without a usable id apart instead of losing it", async () => {
    const bad = { Deal_Name: "nameless" };
    const zoho = scriptedZoho([{ body: { data: [{ id }, bad, 7] } }]);
    const { value } = await zoho.client.recordsInIdRange(
      { ...range, limit: 200, afterId: null, untilId: id },
      options,
    );
    expect(value).toEqual({ records: [{ id }], unidentified: [bad, 7], more: false });
  });

  it("keeps an id exact that was sent as a number", async () => {
    const text = '{"data":[{"id": 6203459000001847203, "Amount": 12345678901234567.89}]}';
    const zoho = scriptedZoho([{ text }]);
    const { value } = await zoho.client.recordsByIds({ ...range, ids: [id] }, options);
    expect(value).toEqual([{ id, Amount: "12345678901234567.89" }]);
  });

  it("asks for ids in chunks, each once, and misses the absent ones", async () => {
    const ids = Array.from({ length: 250 }, (_, i) => String(1000 + i));
    const zoho = scriptedZoho([{ body: { data: [{ id: "1000" }] } }]);
    const { value } = await zoho.client.recordsByIds({ ...range, ids: [...ids, "1000"] }, options);
    const asked = zoho.requests.map((request) =>
      [...selectOf(request).matchAll(/'(\d+)'/g)].map(([, asId]) => asId),
    );
    expect(asked.map((list) => list.length)).toEqual([100, 100, 50]);
    expect(asked.flat()).toEqual(ids);
    expect(value).toEqual([{ id: "1000" }]);
  });

  it("never lets a field map or an id write into the query", async () => {
    const { client } = scriptedZoho([]);
    await expect(
      client.recordsByIds({ ...range, fields: ["Name from Users --"], ids: [id] }, options),
    ).rejects.toThrow("api name");
    await expect(client.recordsByIds({ ...range, ids: ["1') or ('1"] }, options)).rejects.toThrow(
      "record id",
    );
  });

  it("knows the outermost ids, and none of an empty module", async () => {
    const zoho = scriptedZoho([
      { body: { data: [{ id: "11" }] } },
      { body: { data: [{ id: "99" }] } },
    ]);
    expect((await zoho.client.idBounds("Deals", options)).value).toEqual({
      lowest: "11",
      highest: "99",
    });
    expect((await zoho.client.idBounds("Deals", options)).value).toBeNull();
  });

  it("tells the CRM's clock and never its own", async () => {
    const zoho = scriptedZoho([
      { headers: { date: "Sun, 01 Mar 2026 10:00:09 GMT" }, body: { data: [{ id }] } },
      { headers: { date: "Sun, 01 Mar 2026 10:00:07 GMT" }, body: { data: [] } },
    ]);
    const ids = Array.from({ length: 101 }, (_, i) => String(i + 1));
    const reply = await zoho.client.recordsByIds({ ...range, ids }, options);
    expect(reply.servedAt?.toString()).toBe("2026-03-01T10:00:07Z");
    expect((await zoho.client.countRecords("Deals", options)).servedAt).toBeNull();
  });
});

describe("torn records", () => {
  const fields = ["Modified_Time", ...Array.from({ length: 60 }, (_, i) => `F${i}`)];
  const request = { module: "Deals" as const, fields, ids: ["1", "2", "3"] };
  const slice = (rows: [string, string][], name: string): ScriptedReply => ({
    path: "/crm/v6/coql",
    body: { data: rows.map(([rowId, time]) => ({ id: rowId, Modified_Time: time, [name]: time })) },
  });

  it("are read again whole; a record gone meanwhile is left out", async () => {
    const zoho = scriptedZoho(
      [
        slice(
          [
            ["1", "t1"],
            ["2", "t1"],
            ["3", "t1"],
          ],
          "F0",
        ),
        slice(
          [
            ["2", "t2"],
            ["1", "t1"],
          ],
          "F59",
        ),
        {
          path: "/crm/v6/Deals/2",
          body: { data: [{ id: "2", Modified_Time: "t2", F0: "new", F59: "new", Secret: 1 }] },
        },
      ],
      { apiVersion: "v6" },
    );
    const { value } = await zoho.client.recordsByIds(request, options);
    expect(value.map((record) => [record.id, record.F0, record.F59])).toEqual([
      ["1", "t1", "t1"],
      ["2", "new", "new"],
    ]);
    expect(value[1]).not.toHaveProperty("Secret");
    expect(zoho.requests.map((seen) => seen.path)).toEqual([
      "/crm/v6/coql",
      "/crm/v6/coql",
      "/crm/v6/Deals/2",
      "/crm/v6/Deals/3",
    ]);
  });
});

it.each([
  { apiVersion: "v6" as const, requests: [50, 50, 20] },
  { apiVersion: "v7" as const, requests: [100, 20] },
  { apiVersion: "v8" as const, requests: [100, 20] },
])("$apiVersion: asks for 120 ids as $requests", async ({ apiVersion, requests }) => {
  const zoho = scriptedZoho([], { apiVersion });
  const ids = Array.from({ length: 120 }, (_, i) => String(i + 1));
  await zoho.client.recordsByIds({ module: "Deals", fields: ["Stage"], ids }, options);
  expect(zoho.requests.map((seen) => JSON.stringify(seen.body).match(/'\d+'/g)?.length)).toEqual(
    requests,
  );
  expect(zoho.requests.every((seen) => seen.path === `/crm/${apiVersion}/coql`)).toBe(true);
});
