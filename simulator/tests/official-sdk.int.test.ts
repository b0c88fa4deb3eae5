import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "./crm-call.ts";
import type { SessionOrder, SessionReport } from "./sdk-session.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const DEALS = 450;
const session = fileURLToPath(new URL("sdk-session.ts", import.meta.url));

let standIn: StandIn;
let admin: Caller & { refreshToken: string };

beforeAll(async () => {
  standIn = await startStandIn({ deals: DEALS });
  admin = await standIn.as();
});
afterAll(() => standIn.stop());

/** Runs the SDK as it comes from npm, in a process and a folder of its own. */
async function runSession(name: string, autoRefreshFields: boolean): Promise<SessionReport> {
  const folder = join(standIn.dataDir, name);
  await mkdir(folder, { recursive: true });
  const order: SessionOrder = {
    url: standIn.url,
    folder,
    clientId: standIn.client.id,
    clientSecret: standIn.client.secret,
    refreshToken: admin.refreshToken,
    autoRefreshFields,
  };
  const child = spawn(process.execPath, [session, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`the SDK's session ended with ${code}`);
  return JSON.parse(output) as SessionReport;
}

/** All deals as a client without an SDK reads them, by id. */
async function plainDeals() {
  const fields = "id,Deal_Name,Amount,Stage,Closing_Date,Owner,Account_Name,Modified_Time";
  const deals = new Map<string, Record<string, unknown>>();
  for (let page = 1; ; page++) {
    const reply = await admin.get(`/Deals?fields=${fields}&page=${page}`);
    for (const deal of reply.rows()) deals.set(String(deal.id), deal);
    if (reply.at("info.more_records") !== true) return deals;
  }
}

describe.each([
  { name: "fields read once", autoRefreshFields: false },
  { name: "fields refreshed", autoRefreshFields: true },
])("Zoho's own TypeScript SDK, unmodified, $name", ({ name, autoRefreshFields }) => {
  let before: Map<string, Record<string, unknown>>;
  let report: SessionReport;

  beforeAll(async () => {
    before = await plainDeals();
    await standIn.control("DELETE", "/requests");
    report = await runSession(name, autoRefreshFields);
  });

  it("authenticates with the refresh token, once", async () => {
    expect(report.access).toMatch(/^1000\.[0-9a-f]+\.[0-9a-f]+$/);
    expect(report.apiDomain).toBe(standIn.url);
    const requests = (await standIn.control("GET", "/requests?path=/oauth/v2/token")).rows(
      "requests",
    );
    expect(requests.map(({ status }) => status)).toEqual([200]);
  });

  it("pages through all deals by number and by token", () => {
    expect(report.byPage.pages).toBe(Math.ceil(DEALS / 100));
    expect(report.byPage.ids).toEqual([...before.keys()]);
    expect(report.byToken.pages).toBe(Math.ceil(DEALS / 200));
    expect(new Set(report.byToken.deals.map(({ id }) => id))).toEqual(new Set(before.keys()));
  });

  it("gets typed values that equal what a plain client reads", () => {
    for (const deal of report.byToken.deals) {
      const plain = before.get(deal.id);
      const modified = new Date(String(plain?.Modified_Time)).toISOString();
      expect(deal).toMatchObject({
        name: plain?.Deal_Name,
        amount: plain?.Amount,
        stage: plain?.Stage,
        modified,
        owner: Reflect.get(Object(plain?.Owner), "id"),
      });
      if (plain?.Amount !== null) expect(deal.amountType).toBe("number");
      if (typeof plain?.Closing_Date === "string") {
        expect(deal.closingIsDate).toBe(true);
        expect(deal.closing).toBe(new Date(plain.Closing_Date).toISOString());
      }
      expect(deal.account).toBe(Reflect.get(Object(plain?.Account_Name), "id") ?? null);
    }
  });

  it("reads a deal by its id", () => {
    expect(report.read).toEqual(report.byToken.deals[0]);
  });

  it("updates, inserts and deletes with typed results", async () => {
    const [updated] = report.updated;
    expect(updated).toMatchObject({ httpStatus: 200, code: "SUCCESS", message: "record updated" });
    const now = await admin.get(`/Deals/${updated?.id}?fields=Deal_Name,Amount`);
    expect(now.rows()[0]).toMatchObject({
      Deal_Name: "Named by the official SDK",
      Amount: 1234.56,
    });

    const [inserted] = report.inserted;
    expect(inserted).toMatchObject({ httpStatus: 201, code: "SUCCESS", message: "record added" });
    expect(report.deleted).toEqual([
      { httpStatus: 200, code: "SUCCESS", message: "record deleted", id: inserted?.id },
    ]);
    expect(report.goneStatus).toBe(204);
    expect(report.refused).toEqual(["MANDATORY_NOT_FOUND"]);
  });

  it("reads by COQL, the users and the fields", async () => {
    expect(report.coql).toEqual({ rows: DEALS, more: false });
    const users = (await admin.get("/users?type=AllUsers")).rows("users");
    expect(report.users.map(({ id, email }) => ({ id, email }))).toEqual(
      users.map(({ id, email }) => ({ id, email })),
    );
    const fields = (await admin.get("/settings/fields?module=Deals")).rows("fields");
    expect(report.fields).toEqual(fields.map((field) => field.api_name));
  });

  it("meets no refusal it did not provoke", async () => {
    const requests = (await standIn.control("GET", "/requests")).rows("requests");
    const refused = requests.filter(({ status }) => Number(status) >= 400);
    expect(refused.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      "POST /crm/v8/Deals 400",
    ]);
  });
});
