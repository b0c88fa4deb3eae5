import { afterAll, beforeAll, expect, it } from "vitest";
import {
  ACME,
  aDeal,
  dealId,
  GLOBEX,
  people,
  SMALL_ORG_NOW,
} from "../src/crm/small-org.builder.ts";
import { type Running, startSmallOrg } from "./running-simulator.ts";

let running: Running;
const same = SMALL_ORG_NOW - 86_400;
const deals = [
  aDeal(1, { Deal_Name: "O'Brien renewal", Amount: 10.1, Regions: ["North"] }),
  aDeal(2, { Deal_Name: "Beta", Stage: "Closed Won", Amount: 20.2, Strategic: true }),
  aDeal(3, { Deal_Name: "Gamma", Account_Name: GLOBEX, Amount: null, Modified_Time: same }),
  aDeal(4, { Deal_Name: "Delta", Owner: people.dan, Modified_Time: same, Closing_Date: null }),
  aDeal(5, { Deal_Name: "Gamma two", Modified_Time: same, Signed_At: same }),
];
beforeAll(async () => {
  running = await startSmallOrg({ deals });
});
afterAll(() => running.stop());

const iso = `${new Date(same * 1000).toISOString().slice(0, 19)}+00:00`;

async function numbersOf(where: string): Promise<number[]> {
  const reply = await running.coql(`select id from Deals where ${where}`);
  if (reply.status === 204) return [];
  expect(reply.status, reply.text).toBe(200);
  return reply.body.data.map((row) => deals.findIndex((deal) => deal.id === row.id) + 1);
}

it.each([
  ["id is not null", [1, 2, 3, 4, 5]],
  [`id = ${dealId(2)}`, [2]],
  [`id > '${dealId(3)}'`, [4, 5]],
  [`id between ${dealId(2)} and ${dealId(3)}`, [2, 3]],
  [`id in (${dealId(5)}, ${dealId(1)}, 7)`, [1, 5]],
  [`id not in (${dealId(5)}, ${dealId(1)})`, [2, 3, 4]],
  ["Deal_Name = 'O''Brien renewal'", [1]],
  ["Deal_Name = 'beta'", [2]],
  ["Deal_Name like 'Gamma%'", [3, 5]],
  ["Deal_Name not like '%a%'", []],
  ["Deal_Name != 'Beta'", [1, 3, 4, 5]],
  ["Stage in ('Closed Won', 'Closed Lost')", [2]],
  ["Amount is null", [3]],
  ["Amount >= 20.2", [2, 4, 5]],
  ["Amount not between 10 and 21", [4, 5]],
  ["Amount != 10.1", [2, 4, 5]],
  ["Strategic = true", [2]],
  ["Closing_Date = '2026-06-30'", [1, 2, 3, 5]],
  ["Closing_Date is null", [4]],
  [`Account_Name = ${GLOBEX}`, [3]],
  [`Account_Name in ('${ACME}')`, [1, 2, 4, 5]],
  ["Account_Name.Account_Name = 'Globex, Inc'", [3]],
  [`Owner = '${people.dan}'`, [4]],
  ["Owner.email = 'dan@small.example'", [4]],
  [`Signed_At = '${iso}'`, [5]],
  [`Modified_Time >= '${iso}'`, [3, 4, 5]],
  [`Modified_Time > '${iso}'`, []],
  [`Modified_Time < '${iso}'`, [1, 2]],
  [`(Modified_Time > '${iso}' or (Modified_Time = '${iso}' and id > ${dealId(3)}))`, [4, 5]],
  [`((Strategic = true and Amount > 20) or Owner = ${people.dan})`, [2, 4]],
  ["Regions = 'North'", [1]],
])("where %s", async (where, numbers) => {
  expect(await numbersOf(where)).toEqual(numbers);
});

it("orders, by several columns, names in any letter case, empty values first", async () => {
  const names = async (order: string) =>
    (
      await running.coql(`select Deal_Name from Deals where id is not null order by ${order}`)
    ).body.data.map((row) => row.Deal_Name);
  expect(await names("Amount asc")).toEqual([
    "Gamma",
    "O'Brien renewal",
    "Beta",
    "Delta",
    "Gamma two",
  ]);
  expect(await names("Modified_Time desc, Deal_Name asc")).toEqual([
    "Delta",
    "Gamma",
    "Gamma two",
    "Beta",
    "O'Brien renewal",
  ]);
  expect(await names("id desc")).toEqual([...(await names("id asc"))].reverse());
});

it("pages by offset in both spellings", async () => {
  const page = async (paging: string) => {
    const reply = await running.coql(`select id from Deals where id is not null ${paging}`);
    return { ids: reply.body.data.map((row) => row.id), more: reply.body.info.more_records };
  };
  const expected = { ids: [dealId(3), dealId(4)], more: true };
  expect(await page("limit 2 offset 2")).toEqual(expected);
  expect(await page("limit 2, 2")).toEqual(expected);
  expect(await page("limit 2 offset 3")).toEqual({ ids: [dealId(4), dealId(5)], more: false });
});

it("gives lookups with names since v7 and bare before, and dotted columns by their text", async () => {
  const query = `select Owner, Account_Name, Account_Name.Industry, Modified_Time from Deals where id = ${dealId(3)}`;
  expect((await running.coql(query)).body.data).toEqual([
    {
      id: dealId(3),
      Owner: { name: "Closer", id: people.cleo },
      Account_Name: { name: "Globex, Inc", id: GLOBEX },
      "Account_Name.Industry": "Steel",
      Modified_Time: "2026-03-30T20:00:00+08:00",
    },
  ]);
  expect((await running.coql(query, { version: "v6" })).body.data[0]).toMatchObject({
    Owner: { id: people.cleo },
    Account_Name: { id: GLOBEX },
  });
});

it("adds up, exactly, under the text or an alias", async () => {
  const reply = await running.coql(
    "select COUNT(id), SUM(Amount) as total, MIN(Closing_Date), MAX(Modified_Time), AVG(Probability) from Deals where Amount < 100",
  );
  expect(reply.body.data).toEqual([
    {
      "COUNT(id)": 2,
      total: 30.3,
      "MIN(Closing_Date)": "2026-06-30",
      "MAX(Modified_Time)": "2026-03-01T20:04:00+08:00",
      "AVG(Probability)": 10,
    },
  ]);
});

it("groups and orders by an aggregate", async () => {
  const reply = await running.coql(
    "select Stage, COUNT(id) as deals from Deals where id is not null group by Stage order by deals desc",
  );
  expect(reply.body.data).toEqual([
    { Stage: "Qualification", deals: 4 },
    { Stage: "Closed Won", deals: 1 },
  ]);
});

it("counts nothing as zero", async () => {
  const reply = await running.coql("select COUNT(id) from Deals where Deal_Name = 'none'");
  expect(reply.body.data).toEqual([{ "COUNT(id)": 0 }]);
});

it("is 204 without rows", async () => {
  expect(await running.coql("select id from Deals where Amount > 1000000")).toMatchObject({
    status: 204,
    text: "",
  });
});

it("reads the visits of a deal and where each led", async () => {
  const reply = await running.coql(
    `select Stage, Moved_To__s, Potential_Name, Stage_Duration_Calendar_Days from DealHistory where Potential_Name in (${dealId(1)})`,
  );
  expect(
    reply.body.data.map((row) => [row.Stage, row.Moved_To__s, row.Stage_Duration_Calendar_Days]),
  ).toEqual([
    ["Qualification", "Id. Decision Makers", 10],
    ["Id. Decision Makers", "Qualification", 15],
    ["Qualification", null, null],
  ]);
  expect(reply.body.data[0]?.Potential_Name).toMatchObject({ id: dealId(1) });
});

it("adds the fields' metadata when asked", async () => {
  const reply = await running.call("POST", "/crm/v8/coql", {
    body: {
      select_query: "select Stage from Deals where id is not null",
      include_meta: ["fields"],
    },
  });
  expect(reply.body.fields[0]).toMatchObject({ api_name: "Stage", data_type: "picklist" });
});

it.each([
  ["", "MANDATORY_NOT_FOUND", { api_name: "select_query" }],
  ["fetch id from Deals", "SYNTAX_ERROR", { clause: "select" }],
  ["select id where id = 1", "SYNTAX_ERROR", { clause: "from" }],
  ["select id from Deals", "SYNTAX_ERROR", { clause: "where" }],
  [
    "select id from Deals where Amount > 1 and Amount < 2 and id > 3",
    "SYNTAX_ERROR",
    { clause: "where" },
  ],
  ["select id from Deals where Amount ~ 1", "SYNTAX_ERROR", { near: "~ 1", line: 1, column: 35 }],
  ["select id\nfrom Deals where Amount >", "SYNTAX_ERROR", { line: 2, near: "end of query" }],
  ["select id from Deals where Deal_Name = 'open", "SYNTAX_ERROR", { near: "'open" }],
  ["select id from Deals where id is not null limit 5 5", "SYNTAX_ERROR", { near: "5" }],
  ["select id, order from Deals where id = 1", "SYNTAX_ERROR", { near: "order" }],
  ["select No_Such from Deals where id is not null", "INVALID_QUERY", { column_name: "No_Such" }],
  ["select id from Deals where No_Such = 1", "INVALID_QUERY", { column_name: "No_Such" }],
  ["select id from Nowhere where id = 1", "INVALID_QUERY", { module: "Nowhere" }],
  ["select id from Deals#12 where id = 1", "INVALID_QUERY", { cvid: "12" }],
  [
    "select id from Deals where Stage > 'a'",
    "INVALID_QUERY",
    { column_name: "Stage", operator: ">" },
  ],
  ["select id from Deals where Amount like '1%'", "INVALID_QUERY", { operator: "like" }],
  ["select id from Deals where Owner > 1", "INVALID_QUERY", { operator: ">" }],
  ["select id from Deals where Strategic != true", "INVALID_QUERY", { operator: "!=" }],
  [
    "select id from Deals where Strategic = 'true'",
    "INVALID_QUERY",
    { expected_data_type: "boolean" },
  ],
  ["select id from Deals where Amount = '1'", "INVALID_QUERY", { expected_data_type: "double" }],
  [
    "select id from Deals where Closing_Date > '2026-13-01'",
    "INVALID_QUERY",
    { expected_data_type: "date" },
  ],
  [
    "select id from Deals where Modified_Time > '2026-01-01T00:00:00'",
    "INVALID_QUERY",
    { expected_data_type: "datetime" },
  ],
  [
    "select id from Deals where Modified_Time > '2026-01-01T00:00:00.000+00:00'",
    "INVALID_QUERY",
    { column_name: "Modified_Time" },
  ],
  [
    "select id from Deals where Description = 'x'",
    "INVALID_QUERY",
    { column_name: "Description", data_type: "textarea" },
  ],
  [
    "select SUM(Deal_Name) from Deals where id is not null",
    "INVALID_QUERY",
    { column_name: "Deal_Name" },
  ],
  [
    "select Stage, COUNT(id) from Deals where id is not null",
    "INVALID_QUERY",
    { column_name: "Stage" },
  ],
  [
    "select Amount as a, Stage as a from Deals where id is not null",
    "DUPLICATE_ALIAS",
    { alias: "a", referred_columns: ["Amount", "Stage"] },
  ],
  [
    "select Amount, Amount from Deals where id is not null",
    "DUPLICATE_DATA",
    { column_name: "Amount" },
  ],
  [
    "select Amount as 'two words' from Deals where id is not null",
    "INVALID_ALIAS",
    { alias: "two words" },
  ],
  ["select Amount as a from Deals where a > 1", "INVALID_QUERY", { column_name: "a" }],
  ["select id from Deals where id is not null limit 2001", "LIMIT_EXCEEDED", { limit: 2000 }],
  ["select id from Deals where id is not null limit 0", "INVALID_QUERY", { limit: 0 }],
  [
    "select id from Deals where id is not null limit 2000 offset 98001",
    "LIMIT_EXCEEDED",
    { limit: 100_000 },
  ],
  [
    `select id from Deals where id in (${Array.from({ length: 101 }, (_, i) => i + 1)})`,
    "LIMIT_EXCEEDED",
    { limit: 100 },
  ],
  [
    "select Account_Name.Owner.email.x from Deals where id is not null",
    "LIMIT_EXCEEDED",
    { limit: 2 },
  ],
])("refuses %s", async (query, code, details) => {
  const reply = await running.coql(query);
  expect(reply.status).toBe(400);
  expect(reply.body).toMatchObject({ code, details, status: "error" });
});

const filler = (count: number) =>
  `select ${Array.from({ length: count }, () => "Stage")} from Deals where id = 1`;

it.each([
  ["v6", filler(51), 50],
  ["v8", filler(501), 500],
  ["v6", `select id from Deals where id in (${Array.from({ length: 51 }, (_, i) => i + 1)})`, 50],
  ["v6", "select id from Deals where id is not null limit 200 offset 9801", 10_000],
])("knows the limits of %s", async (version, query, limit) => {
  expect((await running.coql(query, { version })).body).toMatchObject({
    code: "LIMIT_EXCEEDED",
    details: { limit },
  });
});

const many = (count: number): string =>
  count === 1 ? "Amount > 1" : `(${many(count - 1)}) and Amount > 1`;

it("takes 25 conditions", async () => {
  expect((await running.coql(`select id from Deals where ${many(25)}`)).status).toBe(200);
  expect((await running.coql(`select id from Deals where ${many(26)}`)).body.code).toBe(
    "LIMIT_EXCEEDED",
  );
});

it.each([
  [200, 1],
  [201, 2],
  [1_000, 2],
  [1_001, 3],
  [2_000, 3],
])("a limit of %i costs %i", async (limit, credits) => {
  const before = running.simulator.credits.used();
  await running.coql(`select id from Deals where id is not null limit ${limit}`);
  expect(running.simulator.credits.used() - before).toBe(credits);
});
