import { inflateRawSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { ACME, aDeal, dealId, people } from "../src/crm/small-org.builder.ts";
import { receiveNotifications } from "./notification-receiver.ts";
import { type Row, type Running, startSmallOrg, until } from "./running-simulator.ts";

let running: Running;
afterEach(() => running.stop());

const path = "/crm/bulk/v8/read";
const create = (query: object, more: object = {}) =>
  running.call("POST", path, {
    body: { query: { module: { api_name: "Deals" }, ...query }, ...more },
  });

async function finished(query: object): Promise<Row> {
  const made = await create(query);
  expect(made.status, made.text).toBe(201);
  running.simulator.org.clock.advanceMs(60_000);
  const { body } = await running.call("GET", `${path}/${made.body.data[0]?.details.id}`);
  expect(body.data[0]?.state).toBe("COMPLETED");
  return body.data[0] as Row;
}

async function csvOf(job: Row): Promise<string[]> {
  const response = await fetch(`${running.url}${path}/${job.id}/result`, {
    headers: { authorization: `Zoho-oauthtoken ${running.tokenOf("ada")}` },
  });
  expect(response.headers.get("content-type")).toBe("application/zip");
  expect(response.headers.get("content-disposition")).toContain(`${job.id}.zip`);
  return unzip(Buffer.from(await response.arrayBuffer()), `${job.id}.csv`).split("\n");
}

/** Reads the one file of an archive by its central directory, as other programs do. */
function unzip(zip: Buffer, name: string): string {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const central = zip.readUInt32LE(end + 16);
  const size = zip.readUInt32LE(central + 20);
  const nameLength = zip.readUInt16LE(central + 28);
  expect(zip.toString("utf8", central + 46, central + 46 + nameLength)).toBe(name);
  const local = zip.readUInt32LE(central + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26);
  return inflateRawSync(zip.subarray(start, start + size)).toString("utf8");
}

it("goes from added to completed and gives a zip with a CSV", async () => {
  const signed = Date.UTC(2026, 0, 15, 9) / 1000;
  running = await startSmallOrg({
    deals: [
      aDeal(1, { Deal_Name: 'Say "hi",\nplease', Signed_At: signed, Regions: ["North", "South"] }),
      aDeal(2, { Amount: null, Account_Name: null }),
    ],
  });
  const made = await create({
    fields: [
      "Deal_Name",
      "Owner",
      "Owner.last_name",
      "Account_Name",
      "Amount",
      "Signed_At",
      "Regions",
      "Strategic",
    ],
  });
  expect(made.body.data[0]).toMatchObject({
    status: "success",
    code: "ADDED_SUCCESSFULLY",
    message: "Added successfully.",
    details: { operation: "read", state: "ADDED", created_by: { id: people.ada } },
  });
  const id = made.body.data[0]?.details.id;
  const state = async () => (await running.call("GET", `${path}/${id}`)).body.data[0]?.state;
  const step = (ms: number) => running.simulator.org.clock.advanceMs(ms);
  expect(await state()).toBe("ADDED");
  expect((await running.call("GET", `${path}/${id}/result`)).body.code).toBe("RESOURCE_NOT_FOUND");
  step(150);
  expect(await state()).toBe("QUEUED");
  step(150);
  expect(await state()).toBe("IN PROGRESS");
  step(500);
  const job = (await running.call("GET", `${path}/${id}`)).body.data[0] as Row;
  expect(job).toMatchObject({
    state: "COMPLETED",
    result: {
      page: 1,
      count: 2,
      per_page: 200_000,
      more_records: false,
      next_page_token: null,
      download_url: `${path}/${id}/result`,
    },
  });
  const text = (await csvOf(job)).join("\n");
  expect(text).toBe(
    [
      "Id,Deal_Name,Owner,Owner.last_name,Account_Name,Amount,Signed_At,Regions,Strategic",
      `${dealId(1)},"Say ""hi"",\nplease",${people.cleo},Closer,${ACME},1000,2026-01-15T17:00:00+08:00,North;South,false`,
      `${dealId(2)},Deal 2,${people.cleo},Closer,,,,,false`,
      "",
    ].join("\n"),
  );
});

it("gives every column when none is named", async () => {
  running = await startSmallOrg();
  const [header] = await csvOf(await finished({}));
  expect(header?.split(",")).toEqual(
    expect.arrayContaining(["Id", "Deal_Name", "Stage", "Modified_Time", "External_Key"]),
  );
});

const test = (api_name: string, comparator: string, value: unknown) => ({
  field: { api_name },
  comparator,
  value,
});

it.each([
  [test("Stage", "equal", "Qualification"), 4],
  [test("Stage", "not_equal", "Qualification"), 1],
  [test("Stage", "in", ["Closed Won", "Closed Lost"]), 1],
  [test("Deal_Name", "contains", "eal 2"), 1],
  [test("Deal_Name", "starts_with", "Deal"), 5],
  [test("Deal_Name", "not_contains", "2"), 4],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the API spells it this way
  [test("Next_Step", "equal", "${EMPTY}"), 5],
  [test("Amount", "between", [2_000, 4_000]), 3],
  [test("Amount", "greater_than", "4000"), 1],
  [test("Owner", "equal", people.dan), 0],
  [
    {
      group_operator: "or",
      group: [test("Amount", "equal", 1_000), test("Amount", "equal", 5_000)],
    },
    2,
  ],
])("keeps to the criteria %j", async (criteria, count) => {
  const deals = [1, 2, 3, 4, 5].map((n) => aDeal(n, n === 3 ? { Stage: "Closed Won" } : {}));
  running = await startSmallOrg({ deals });
  expect(await finished({ fields: ["Deal_Name"], criteria })).toMatchObject({ result: { count } });
});

it("compares money in home currency", async () => {
  const deals = [
    aDeal(1, { Amount: 100, Currency: "USD", Exchange_Rate: 0.5 }),
    aDeal(2, { Amount: 150 }),
  ];
  running = await startSmallOrg({ deals });
  const criteria = test("Amount", "greater_than", 150);
  const lines = await csvOf(await finished({ fields: ["Amount"], criteria }));
  expect(lines[1]).toBe(`${dealId(1)},100`);
});

it("leads on by token past 200,000 rows, and not by page number", async () => {
  running = await startSmallOrg({ deals: Array.from({ length: 200_001 }, (_, i) => aDeal(i + 1)) });
  expect((await create({ page: 2 })).body).toMatchObject({
    code: "PAGE_RANGE_EXCEEDED",
    details: { max_limit: 200_000 },
  });
  const first = await finished({ fields: ["Stage"] });
  const result = first.result as Row;
  expect(result).toMatchObject({ count: 200_000, more_records: true });
  const other = await create({ fields: ["Deal_Name"], page_token: result.next_page_token });
  expect(other.body.code).toBe("TOKEN_BOUND_DATA_MISMATCH");
  const second = await finished({ fields: ["Stage"], page_token: result.next_page_token });
  expect(second.result).toMatchObject({ page: 2, count: 1, more_records: false });
  running.simulator.org.clock.advanceMs(86_400_000);
  const late = await running.call("POST", path, {
    token: running.tokenOf("ada"),
    body: {
      query: {
        module: { api_name: "Deals" },
        fields: ["Stage"],
        page_token: result.next_page_token,
      },
    },
  });
  expect(late.body.code).toBe("EXPIRED_VALUE");
});

it("gives ten downloads a minute, for a day", async () => {
  running = await startSmallOrg();
  const job = await finished({ fields: ["Stage"] });
  const download = () =>
    running.call("GET", `${path}/${job.id}/result`, { token: running.tokenOf("ada") });
  for (let i = 0; i < 10; i++) expect((await download()).status).toBe(200);
  expect(await download()).toMatchObject({ status: 429, body: { code: "TOO_MANY_REQUESTS" } });
  running.simulator.org.clock.advanceMs(60_001);
  expect((await download()).status).toBe(200);
  running.simulator.org.clock.advanceMs(86_400_000);
  expect((await download()).status).toBe(404);
});

it("calls back when the job is done", async () => {
  const receiver = await receiveNotifications();
  running = await startSmallOrg({ behaviour: { bulkJobQueueMs: 0, bulkJobRunMs: 0 } });
  await create({ fields: ["Stage"] }, { callback: { url: receiver.url, method: "post" } });
  const [got] = await until(
    () => receiver.received,
    (all) => all.length > 0,
  );
  expect(got?.body).toMatchObject({ operation: "read", state: "COMPLETED" });
  await receiver.stop();
});

it.each([
  [{ module: { api_name: "Nowhere" } }, {}, "MODULE_NOT_AVAILABLE"],
  [{ module: { api_name: "Notes" } }, {}, "MODULE_NOT_SUPPORTED"],
  [{ fields: ["No_Such"] }, {}, "FIELD_NOT_AVAILABLE"],
  [{ criteria: test("No_Such", "equal", 1) }, {}, "FIELD_NOT_AVAILABLE"],
  [{ criteria: test("Amount", "like", 1) }, {}, "INVALID_CRITERIA"],
  [{ criteria: test("Modified_Time", "greater_than", "yesterday") }, {}, "INVALID_CRITERIA"],
  [
    {
      criteria: {
        group_operator: "and",
        group: Array.from({ length: 26 }, () => test("Amount", "equal", 1)),
      },
    },
    {},
    "CRITERIA_LIMIT_EXCEEDED",
  ],
  [{}, { callback: { url: "nowhere", method: "post" } }, "INVALID_CALLBACK_URL"],
  [{}, { callback: { url: "http://localhost:1/", method: "get" } }, "INVALID_CALLBACK_METHOD"],
])("refuses %j with %j", async (query, more, code) => {
  running = await startSmallOrg();
  const reply = await create(query, more);
  expect(reply.status).toBe(400);
  expect(reply.body.code).toBe(code);
});

it("wants JSON, says so, and knows no job of others", async () => {
  running = await startSmallOrg();
  const plain = await running.call("POST", path, {
    body: "{}",
    headers: { "content-type": "text/plain" },
  });
  expect(plain).toMatchObject({ status: 415, body: { code: "MEDIA_TYPE_NOT_SUPPORTED" } });
  const job = await finished({ fields: ["Stage"] });
  const other = await running.call("GET", `${path}/${job.id}`, { token: running.tokenOf("ben") });
  expect(other).toMatchObject({ status: 404, body: { code: "RESOURCE_NOT_FOUND" } });
});
