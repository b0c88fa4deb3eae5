import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { newFolder } from "./running.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";
import { newStandInToken } from "./stand-in-token.ts";

/** The probe as a program of its own, asking a CRM whose every open point is a known switch. */

const root = fileURLToPath(new URL("../..", import.meta.url));

const Report = z.object({
  wrote_to: z.string().nullable(),
  credits: z.object({ allowed: z.number(), spent: z.number() }),
  answers: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["answered", "not_asked", "failed"]),
      says: z.string(),
      facts: z.record(z.string(), z.unknown()),
    }),
  ),
});
type Report = z.infer<typeof Report>;

let standIn: StandIn;
let refreshToken: string;
let folder: Awaited<ReturnType<typeof newFolder>>;
let deals: string[];

beforeAll(async () => {
  folder = await newFolder();
  standIn = await startStandIn({ deals: 60 });
  const token = await newStandInToken(standIn);
  ({ refreshToken } = token);
  const reply = await fetch(`${standIn.url}/crm/v8/Deals?fields=Deal_Name&per_page=60`, {
    headers: { authorization: `Zoho-oauthtoken ${token.accessToken}` },
  });
  const listed = z
    .object({ data: z.array(z.object({ id: z.string() })) })
    .parse(await reply.json());
  deals = listed.data.map(({ id }) => id);
  // Two deletions at different times, so that their order can be seen.
  for (const id of deals.splice(0, 2)) {
    await standIn.control("POST", "/records/Deals", { action: "delete", id });
    await standIn.control("PUT", "/clock", { advance_ms: 5_000 });
  }
});

afterAll(async () => {
  await standIn?.stop();
  await folder?.remove();
});

async function probe(args: string[], env: Record<string, string> = {}) {
  const out = join(folder.path, "report.json");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["scripts/probe.ts", "--out", out, ...args],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        ZOHO_CLIENT_ID: standIn.client.id,
        ZOHO_CLIENT_SECRET: standIn.client.secret,
        ZOHO_REFRESH_TOKEN: refreshToken,
        ZOHO_ACCOUNTS_URL: standIn.url,
        ZOHO_BASE_URL: standIn.url,
        ...env,
      },
    },
  );
  return { stdout, report: Report.parse(JSON.parse(await readFile(out, "utf8"))) };
}

const factsOf = (report: Report, id: string) =>
  Object.assign(
    {},
    ...report.answers.filter((answer) => answer.id === id).map(({ facts }) => facts),
  );

it("only reads when nobody says otherwise, tells the cost first, and keeps to it", async () => {
  await standIn.control("DELETE", "/requests");
  const { stdout, report } = await probe([]);
  const log = await standIn.requests();
  const calls = log.filter(({ path }) => path.startsWith("/crm/"));
  const changing = calls.filter(
    ({ method, path }) => method !== "GET" && !/\/(coql|read)$/.test(path),
  );
  expect(changing).toEqual([]);
  expect(stdout).toMatch(/^At most \d+ credits/);
  expect(report.wrote_to).toBeNull();
  expect(report.answers.filter(({ kind }) => kind === "failed")).toEqual([]);
  expect(report.answers.filter(({ kind }) => kind === "not_asked").map(({ id }) => id)).toEqual([
    "P9",
    "P1",
    "P3",
    "P2",
    "P7",
    "P11",
  ]);
  // Every open question has its place in the report.
  const ids = new Set(report.answers.map(({ id }) => id));
  for (let no = 1; no <= 12; no += 1) expect(ids).toContain(`P${no}`);
  // Its own count is never below what the CRM charged.
  const charged = calls.reduce((sum, { credits }) => sum + credits, 0);
  expect(report.credits.spent).toBeGreaterThanOrEqual(charged);
  expect(report.credits.spent).toBeLessThanOrEqual(report.credits.allowed);
  for (const secret of [refreshToken, standIn.client.secret]) {
    expect(stdout + JSON.stringify(report)).not.toContain(secret);
  }
});

it("spends no credit more than it may", async () => {
  await standIn.control("DELETE", "/requests");
  const { report } = await probe(["--max-credits", "20"]);
  const charged = (await standIn.requests()).reduce((sum, { credits }) => sum + credits, 0);
  expect(charged).toBeLessThanOrEqual(20);
  expect(report.answers.find(({ id }) => id === "P12")?.says).toContain("--max-credits");
});

it("finds the stand-in's switches as they are", async () => {
  await standIn.control("PATCH", "/behaviour", { searchIndexLagMs: 2_500 });
  const { report } = await probe(["--write", deals.at(-1) ?? "", "--load"]);
  expect(report.answers.filter(({ kind }) => kind !== "answered")).toEqual([]);
  expect(factsOf(report, "P1")).toMatchObject({ is_honoured: true, exact_is_accepted: true });
  expect(factsOf(report, "P3")).toMatchObject({ no_op_write_moves_it: true });
  const { list_ms, coql_ms, search_ms } = factsOf(report, "P2");
  expect(Math.max(list_ms, coql_ms)).toBeLessThan(search_ms);
  expect(search_ms).toBeGreaterThan(2_000);
  expect(factsOf(report, "P6")).toMatchObject({
    lookup: "{id, name}",
    owner_name_as_in_list: false,
    max_in: 100,
    where_is_mandatory: true,
  });
  expect(factsOf(report, "P7")).toMatchObject({ has_token: true, hours: 24 });
  expect(factsOf(report, "P8")).toMatchObject({
    rows: 2,
    order: "newest first",
    default_is_all: true,
  });
  expect(factsOf(report, "P11")).toMatchObject({ is_refused: true, good_field_written: false });
  expect(factsOf(report, "P12")).toMatchObject({ per_page: 200_000, has_more: false });
  expect(factsOf(report, "L1")).toMatchObject({
    is_inclusive: true,
    nothing_newer: 304,
    unknown_field: "dropped",
  });
});

it("finds them when they stand the other way", async () => {
  await standIn.control("PATCH", "/behaviour", {
    noOpUpdateBumpsModifiedTime: false,
    modifiedSinceInclusive: false,
    notModifiedWhenNothing: false,
    strictUnknownFieldsInRead: true,
    coqlWhereMandatory: false,
    coqlOwnerLastNameOnly: false,
    deletedListOrder: "oldest_first",
    deletedListDefaultType: "permanent",
    searchIndexLagMs: 0,
  });
  const { report } = await probe(["--write", deals.at(-2) ?? ""]);
  expect(factsOf(report, "P3")).toMatchObject({ no_op_write_moves_it: false });
  expect(factsOf(report, "P6")).toMatchObject({
    owner_name_as_in_list: true,
    where_is_mandatory: false,
  });
  expect(factsOf(report, "P8")).toMatchObject({ order: "oldest first", default_is_all: false });
  expect(factsOf(report, "L1")).toMatchObject({
    is_inclusive: false,
    nothing_newer: 204,
    unknown_field: "INVALID_DATA",
  });
});

it("leaves the deal it wrote to as it was", async () => {
  const id = deals.at(-3) ?? "";
  const stepOf = async () => {
    const reply = await standIn.control("GET", `/records/Deals?ids=${id}`);
    return z.object({ records: z.array(z.looseObject({ Next_Step: z.unknown() })) }).parse(reply)
      .records[0]?.Next_Step;
  };
  const before = await stepOf();
  await probe(["--write", id]);
  expect(await stepOf()).toEqual(before);
});

it("asks an older version as well", async () => {
  const { report } = await probe([], { ZOHO_API_VERSION: "v6" });
  expect(factsOf(report, "P6")).toMatchObject({ lookup: "{id}", max_in: 50 });
});

it("says what it lacks, and what the accounts server says", async () => {
  const failure = (args: string[], env: Record<string, string>) =>
    probe(args, env).then(
      () => "",
      (error: { stderr?: string }) => error.stderr ?? "",
    );
  expect(await failure([], { ZOHO_REFRESH_TOKEN: "" })).toContain("ZOHO_REFRESH_TOKEN");
  expect(await failure(["--write", "all"], {})).toContain("--write expects the id of a deal");
  expect(await failure([], { ZOHO_REFRESH_TOKEN: "1000.gone" })).toContain("invalid_code");
});
