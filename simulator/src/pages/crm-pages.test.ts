import { expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { defaultBehaviour } from "../crm/behaviour.ts";
import type { StoredRecord, User } from "../crm/model.ts";
import { createOrgState } from "../crm/org-state.ts";
import { deleteRecord, updateRecord } from "../crm/record-operations.ts";
import { visibleTo } from "../crm/visibility.ts";
import { generateDemoOrg } from "../demo-org/generate-demo-org.ts";
import { createRandom } from "../random.ts";
import { crmPages } from "./crm-pages.ts";

const now = Date.UTC(2026, 10, 25, 10) / 1000;
const ORIGIN = "http://crm.test";

function open(deals = 300) {
  const org = createOrgState(generateDemoOrg({ seed: "pages", deals, now }), {
    clock: createClock(() => now * 1000),
    random: createRandom("pages"),
    behaviour: { ...defaultBehaviour },
  });
  const app = crmPages({ org });
  const as = (user: User | null) => (user === null ? {} : { cookie: `crm_user=${user.id}` });
  return {
    org,
    async read(path: string, user: User | null = null) {
      const reply = await app.request(ORIGIN + path, { headers: as(user) });
      return { status: reply.status, headers: reply.headers, text: await reply.text() };
    },
    async send(path: string, fields: Record<string, string>, user: User | null, origin = ORIGIN) {
      const reply = await app.request(ORIGIN + path, {
        method: "POST",
        headers: { ...as(user), origin, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      });
      return { status: reply.status, headers: reply.headers, text: await reply.text() };
    },
    userIn(role: string): User {
      const id = [...org.roles.values()].find((one) => one.name === role)?.id;
      const user = [...org.users.values()].find(
        (one) => one.role === id && one.status === "active",
      );
      if (user === undefined) throw new Error(`nobody is ${role}`);
      return user;
    },
    dealWhere(matches: (deal: StoredRecord) => boolean): StoredRecord {
      const deal = [...org.records.Deals.values()].find(matches);
      if (deal === undefined) throw new Error("no such deal");
      return deal;
    },
  };
}

/** What the deal page's form would send if nobody touched it. */
function untouched(deal: StoredRecord): Record<string, string> {
  const fields = [
    "Amount",
    "Stage",
    "Closing_Date",
    "Proposal_Date",
    "PO_Date",
    "Kickoff_Date",
    "Invoice_Date",
    "Payment_Date",
    "Revenue_Date",
  ];
  const form: Record<string, string> = {};
  for (const field of fields) {
    form[field] = String(deal[field] ?? "");
    form[`was_${field}`] = form[field];
  }
  return form;
}

const isOpen = (deal: StoredRecord) =>
  deal.Stage === "Proposal/Price Quote" && Number(deal.Amount) > 1;

it("shows a deal with its sections, stage path, account, owner, money and history", async () => {
  const { org, read, dealWhere } = open();
  const deal = dealWhere(
    (one) => isOpen(one) && one.Currency === "USD" && one.Account_Name !== null,
  );
  const page = await read(`/crm/tab/Potentials/${deal.id}`);
  expect(page.status).toBe(200);
  for (const section of org.layouts[0]?.sections ?? []) expect(page.text).toContain(section.name);
  expect(page.text).toMatch(/aria-current="step"[^>]*>\s*Proposal\/Price Quote/);
  expect(page.text).toMatch(/USD [\d,]+\.\d\d/);
  expect(page.text).toMatch(/≈ SGD [\d,]+\.\d\d/);
  expect(page.text).toContain("Stage history");
  expect(page.text).toContain("widget not installed");
});

it("names a stage as people see it, not by its actual value", async () => {
  const { read, dealWhere } = open();
  const deal = dealWhere((one) => one.Stage === "Id. Decision Makers");
  const { text } = await read(`/crm/tab/Potentials/${deal.id}`);
  expect(text).toMatch(/aria-current="step"[^>]*>\s*Identify Decision Makers/);
});

it("shows a closed deal behind the stages it went through", async () => {
  const { org, read, dealWhere } = open();
  const deal = dealWhere(
    (one) => one.Stage === "Closed Won" && org.seededVisits(one.id).length > 4,
  );
  const { text } = await read(`/crm/tab/Potentials/${deal.id}`);
  expect(text).toMatch(/aria-current="step"[^>]*>\s*Closed Won/);
  const passed = org.seededVisits(deal.id).filter((visit) => visit.stage !== "Closed Won");
  expect(text.match(/passed:/g)).toHaveLength(new Set(passed.map((visit) => visit.stage)).size);
});

it("escapes whatever a deal is called, once", async () => {
  const { read, dealWhere } = open();
  const script = dealWhere((one) => String(one.Deal_Name).startsWith("<"));
  const markup = await read(`/crm/tab/Potentials/${script.id}`);
  expect(markup.text).not.toContain(String(script.Deal_Name));
  expect(markup.text).not.toMatch(/<(script|img|b)\b/);
  expect(markup.text).toContain("&lt;");
  const entity = dealWhere((one) => String(one.Deal_Name).includes("&amp;"));
  expect((await read(`/crm/tab/Potentials/${entity.id}`)).text).toContain("&amp;amp;");
  expect(markup.headers.get("content-security-policy")).toContain("default-src 'none'");
});

it("opens every deal of a messy organisation", async () => {
  const { org, read } = open();
  for (const deal of org.records.Deals.values()) {
    const page = await read(`/crm/tab/Potentials/${deal.id}`);
    expect([deal.id, page.status]).toEqual([deal.id, 200]);
    expect(page.text).not.toMatch(/undefined|NaN|\[object|Invalid Date/);
  }
}, 30_000);

it("lists deals newest change first, fifty to a page, each once", async () => {
  const { org, read } = open();
  const seen: string[] = [];
  for (let page = 1; page <= 6; page++) {
    const { text } = await read(`/crm/tab/Potentials?page=${page}`);
    const ids = [...text.matchAll(/href="\/crm\/tab\/Potentials\/(\d+)"/g)].map(
      (match) => match[1],
    );
    expect(ids).toHaveLength(50);
    for (const id of ids) if (id !== undefined) seen.push(id);
    expect(text.includes("Older")).toBe(page < 6);
    expect(text.includes("Newer")).toBe(page > 1);
    expect(text).toContain("of 300");
  }
  expect(new Set(seen).size).toBe(300);
  const times = seen.map((id) => Number(org.records.Deals.get(id)?.Modified_Time));
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

it("survives a page number that is none", async () => {
  const { read } = open();
  for (const page of ["0", "-1", "abc", "1e9", "999999"]) {
    expect((await read(`/crm/tab/Potentials?page=${page}`)).status).toBe(200);
  }
  expect((await read("/crm/tab/Potentials?page=999")).text).toContain("no more deals");
});

it("finds deals by name, account or id, and says when nothing matches", async () => {
  const { read, dealWhere } = open();
  const deal = dealWhere((one) => /クラウド/.test(String(one.Deal_Name)));
  const found = await read(`/crm/tab/Potentials?search=${encodeURIComponent("クラウド")}`);
  expect(found.text).toContain(deal.id);
  expect((await read(`/crm/tab/Potentials?search=${deal.id}`)).text).toContain(
    `/Potentials/${deal.id}"`,
  );
  const nothing = await read("/crm/tab/Potentials?search=%22%3E%3Cscript%3E");
  expect(nothing.text).toContain("Nothing you may see matches");
  expect(nothing.text).not.toContain("<script");
});

it("shows a rep only their own deals, in the list, by link and on the home page", async () => {
  const { org, read, userIn } = open();
  const rep = userIn("Sales Rep India");
  const isVisible = visibleTo(org, rep, "Deals");
  const deals = [...org.records.Deals.values()];
  const [own, foreign] = [deals.find(isVisible), deals.find((deal) => !isVisible(deal))];
  expect((await read(`/crm/tab/Potentials/${own?.id}`, rep)).status).toBe(200);
  const refused = await read(`/crm/tab/Potentials/${foreign?.id}`, rep);
  expect(refused.status).toBe(403);
  expect(refused.text).not.toContain(String(foreign?.Account_Name));
  for (const path of ["/crm/tab/Potentials", "/crm/tab/Home"]) {
    const { text } = await read(path, rep);
    const ids = [...text.matchAll(/Potentials\/(\d+)"/g)].map((match) => match[1] ?? "");
    expect(ids.length).toBeGreaterThan(3);
    for (const id of ids) expect(org.records.Deals.get(id)?.Owner).toBe(rep.id);
  }
});

it("is kind about deals that are deleted or never were", async () => {
  const { org, read, dealWhere } = open();
  const deal = dealWhere(isOpen);
  const admin = [...org.users.values()][0];
  deleteRecord(org, "Deals", deal.id, { user: String(admin?.id), source: "crm_ui" });
  const gone = await read(`/crm/tab/Potentials/${deal.id}`);
  expect(gone.status).toBe(410);
  expect(gone.text).toContain("This deal was deleted");
  const unknown = await read("/crm/tab/Potentials/123<b>");
  expect(unknown.status).toBe(404);
  expect(unknown.text).toContain("There is no such deal");
});

it("switches the user, and back to the page one came from", async () => {
  const { org, send, read, userIn } = open();
  const rep = userIn("Sales Rep EMEA");
  const reply = await send(
    "/crm/session",
    { user: rep.id, back: "/crm/tab/Potentials?page=2" },
    null,
  );
  expect(reply.status).toBe(303);
  expect(reply.headers.get("location")).toBe("/crm/tab/Potentials?page=2");
  expect(reply.headers.get("set-cookie")).toContain(`crm_user=${rep.id}`);
  expect((await read("/crm/tab/Home", rep)).text).toContain(`Welcome, ${rep.first_name}`);

  const elsewhere = await send(
    "/crm/session",
    { user: rep.id, back: "https://evil.example/" },
    null,
  );
  expect(elsewhere.headers.get("location")).toBe("/crm/tab/Home");
  const left = [...org.users.values()].find((user) => user.status === "inactive");
  expect((await send("/crm/session", { user: String(left?.id) }, null)).status).toBe(400);
});

it("saves what a person changed, as that person", async () => {
  const { org, send, dealWhere } = open();
  const deal = dealWhere(
    (one) => isOpen(one) && org.users.get(String(one.Owner))?.status === "active",
  );
  const owner = org.users.get(String(deal.Owner)) ?? null;
  const form = {
    ...untouched(deal),
    Amount: "12500.5",
    Stage: "Closed Won",
    Closing_Date: "2026-12-01",
    PO_Date: "2026-11-24",
    Proposal_Date: "",
  };
  const reply = await send(`/crm/tab/Potentials/${deal.id}`, form, owner);
  expect(reply.status).toBe(303);
  expect(org.records.Deals.get(deal.id)).toMatchObject({
    Amount: 12_500.5,
    Stage: "Closed Won",
    Probability: 100,
    Closing_Date: "2026-12-01",
    PO_Date: "2026-11-24",
    Proposal_Date: null,
    Modified_By: owner?.id,
    Modified_Time: now,
  });
});

it("changes nothing when nothing was changed", async () => {
  const { org, send, dealWhere } = open();
  const deal = dealWhere(isOpen);
  const reply = await send(`/crm/tab/Potentials/${deal.id}`, untouched(deal), null);
  expect(reply.status).toBe(303);
  expect(org.records.Deals.get(deal.id)).toBe(deal);
});

it.each([
  { field: "Amount", text: "12,5", message: "at most two decimals" },
  { field: "Amount", text: "1e9", message: "at most two decimals" },
  { field: "PO_Date", text: "2026-02-30", message: "a day that exists" },
  { field: "Stage", text: "", message: "needs a stage" },
  { field: "Stage", text: "Onboarding", message: "MAPPING_MISMATCH" },
])(
  "refuses $field “$text”, keeps what was typed, and stores nothing",
  async ({ field, text, message }) => {
    const { org, send, dealWhere } = open();
    const deal = dealWhere((one) => isOpen(one) && one.Pipeline === "Standard (Standard)");
    const form = { ...untouched(deal), Closing_Date: "2027-01-31", [field]: text };
    const reply = await send(`/crm/tab/Potentials/${deal.id}`, form, null);
    expect(reply.status).toBe(400);
    expect(reply.text).toContain(message);
    expect(reply.text).toContain('value="2027-01-31"');
    expect(org.records.Deals.get(deal.id)).toBe(deal);
  },
);

it("keeps a colleague's edit of another field, and asks before replacing one of the same", async () => {
  const { org, send, dealWhere } = open();
  const deal = dealWhere(isOpen);
  const form = { ...untouched(deal), Amount: "777" };
  const colleague = { user: String([...org.users.values()][0]?.id), source: "crm_ui" } as const;
  updateRecord(org, "Deals", deal.id, { Closing_Date: "2027-03-31" }, colleague);
  expect((await send(`/crm/tab/Potentials/${deal.id}`, form, null)).status).toBe(303);
  expect(org.records.Deals.get(deal.id)).toMatchObject({ Amount: 777, Closing_Date: "2027-03-31" });

  updateRecord(org, "Deals", deal.id, { Amount: 888 }, colleague);
  const late = await send(
    `/crm/tab/Potentials/${deal.id}`,
    { ...form, was_Amount: "777", Amount: "999" },
    null,
  );
  expect(late.status).toBe(400);
  expect(late.text).toContain("Somebody changed this while you were editing");
  expect(org.records.Deals.get(deal.id)?.Amount).toBe(888);
  expect(late.text).toContain('name="was_Amount" value="888"');
  expect(late.text).toContain('value="999"');
});

it("takes edits and switches only from its own pages", async () => {
  const { org, send, dealWhere, userIn } = open();
  const deal = dealWhere(isOpen);
  const form = { ...untouched(deal), Amount: "1" };
  const edit = await send(`/crm/tab/Potentials/${deal.id}`, form, null, "https://evil.example");
  const change = await send(
    "/crm/session",
    { user: userIn("Sales Rep EMEA").id },
    null,
    "https://evil.example",
  );
  expect([edit.status, change.status]).toEqual([403, 403]);
  expect(org.records.Deals.get(deal.id)).toBe(deal);
});

it("does not let somebody edit a deal they cannot see", async () => {
  const { org, send, dealWhere, userIn } = open();
  const rep = userIn("Sales Rep India");
  const deal = dealWhere((one) => isOpen(one) && one.Territory === "EMEA" && one.Owner !== rep.id);
  const reply = await send(
    `/crm/tab/Potentials/${deal.id}`,
    { ...untouched(deal), Amount: "5" },
    rep,
  );
  expect(reply.status).toBe(403);
  expect(org.records.Deals.get(deal.id)).toBe(deal);
});

it("welcomes people to an organisation without deals", async () => {
  const { read } = open(0);
  expect((await read("/crm/tab/Home")).text).toContain("No open deal that you may see");
  expect((await read("/crm/tab/Potentials")).text).toContain("There are no deals that you may see");
  expect((await read("/crm")).status).toBe(302);
});
