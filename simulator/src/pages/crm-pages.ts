import { type Context, Hono } from "hono";
import { csrf } from "hono/csrf";
import type { StoredRecord, User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { type RecordOutcome, updateRecord } from "../crm/record-operations.ts";
import { editableBy, visibleTo } from "../crm/visibility.ts";
import {
  type DealForm,
  dealForm,
  type FormFault,
  formOf,
  postedForm,
  readForm,
} from "./deal-form.ts";
import { dealListPage, dealListQuery } from "./deal-list-page.ts";
import { type DealView, dealPage } from "./deal-page.ts";
import { homePage } from "./home-page.ts";
import type { Markup } from "./markup.ts";
import { explainMissing, missingDealPage } from "./missing-deal-page.ts";
import { crmPage, type PageFrame } from "./shell.ts";
import { signedInUser, signIn } from "./signed-in.ts";

/** Record names can hold markup; should one ever slip through, it must find nothing to run. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'";

/**
 * The CRM's own pages, under `/crm/tab`. To be mounted before the API, which answers every other
 * path under `/crm` itself.
 */
export function crmPages({ org }: { org: OrgState }): Hono {
  const app = new Hono();
  app.use("/crm/tab/*", policy, csrf());
  app.use("/crm/session", policy, csrf());

  app.get("/crm", (c) => c.redirect("/crm/tab/Home"));

  app.post("/crm/session", async (c) => {
    const { user, back } = await c.req.parseBody();
    if (!signIn(org, c, String(user))) return c.text("Nobody with this id can sign in.", 400);
    const isOurs = typeof back === "string" && back.startsWith("/crm/tab/");
    return c.redirect(isOurs ? back : "/crm/tab/Home", 303);
  });

  app.get("/crm/tab/Home", (c) => {
    const user = signedInUser(org, c);
    return show(c, { title: "Home", tab: "home", user }, homePage(org, user));
  });

  app.get("/crm/tab/Potentials", (c) => {
    const user = signedInUser(org, c);
    const query = dealListQuery(c.req.query("search"), c.req.query("page"));
    return show(c, { title: "Deals", tab: "deals", user }, dealListPage(org, user, query));
  });

  app.get("/crm/tab/Potentials/:id", (c) => {
    const user = signedInUser(org, c);
    const deal = visibleDeal(user, c.req.param("id"));
    if (deal === null) return showMissing(c, user, c.req.param("id"));
    const notice: DealView["notice"] =
      c.req.query("saved") === undefined ? null : { kind: "done", text: "Saved." };
    return showDeal(c, user, deal, { notice, form: formOf(deal), faults: [] });
  });

  app.post("/crm/tab/Potentials/:id", async (c) => {
    const user = signedInUser(org, c);
    const deal = visibleDeal(user, c.req.param("id"));
    if (deal === null) return showMissing(c, user, c.req.param("id"));
    const form = postedForm(await c.req.parseBody());
    const { values, faults } = readForm(org, form, deal);
    const outcome: RecordOutcome | null =
      faults.length > 0 || Object.keys(values).length === 0
        ? null
        : updateRecord(org, "Deals", deal.id, values, { user: user.id, source: "crm_ui" });
    if (faults.length === 0 && outcome?.kind !== "refused") {
      return c.redirect(`/crm/tab/Potentials/${deal.id}?saved`, 303);
    }
    const text =
      outcome?.kind === "refused"
        ? `Not saved. The CRM says: ${outcome.message} (${outcome.code}).`
        : "Not saved. Look at the marked fields.";
    return showDeal(c, user, deal, {
      notice: { kind: "refused", text },
      // Sent again, the same text replaces what a colleague wrote meanwhile: it was shown.
      form: rebased(form, deal),
      faults,
    });
  });

  return app;

  function visibleDeal(user: User, id: string): StoredRecord | null {
    const deal = org.records.Deals.get(id);
    return deal !== null && visibleTo(org, user, "Deals")(deal) ? deal : null;
  }

  function showDeal(
    c: Context,
    user: User,
    deal: StoredRecord,
    state: { notice: DealView["notice"]; form: DealForm; faults: FormFault[] },
  ) {
    const mayEdit = editableBy(org, user, "Deals")(deal);
    const body = dealPage({
      org,
      user,
      deal,
      notice: state.notice,
      form: mayEdit ? dealForm(org, deal, state.form, state.faults) : null,
    });
    const title = String(deal.Deal_Name ?? "Untitled deal");
    return show(
      c,
      { title, tab: "deals", user },
      body,
      state.notice?.kind === "refused" ? 400 : 200,
    );
  }

  function showMissing(c: Context, user: User, id: string) {
    const missing = explainMissing(org, user, id);
    return show(
      c,
      { title: missing.title, tab: "deals", user },
      missingDealPage(missing),
      missing.status,
    );
  }

  function show(
    c: Context,
    frame: Omit<PageFrame, "org" | "here">,
    body: Markup,
    status: 200 | 400 | 403 | 404 | 410 = 200,
  ) {
    const { pathname, search } = new URL(c.req.url);
    // Coming back after a switch of user must not say "Saved." again.
    const here = pathname + (search === "?saved" ? "" : search);
    return c.html(crmPage({ ...frame, org, here }, body), status);
  }
}

function rebased(form: DealForm, deal: StoredRecord): DealForm {
  const stored = formOf(deal);
  const fields = Object.keys(form) as (keyof DealForm)[];
  return Object.fromEntries(
    fields.map((field) => [field, { text: form[field].text, was: stored[field].was }]),
  ) as DealForm;
}

async function policy(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  c.header("Content-Security-Policy", CONTENT_POLICY);
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "same-origin");
  c.header("Cache-Control", "no-store");
}
