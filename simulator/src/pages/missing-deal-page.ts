import { html } from "hono/html";
import type { User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { timeWords, userName } from "./display.ts";
import { type Markup, names } from "./markup.ts";

export type MissingDeal = { status: 403 | 404 | 410; title: string; text: Markup };

/** Why a deal cannot be shown. */
export function explainMissing(org: OrgState, user: User, id: string): MissingDeal {
  if (org.records.Deals.get(id) !== null) {
    return {
      status: 403,
      title: "You cannot open this deal",
      text: html`It belongs to somebody whose deals you do not see. Ask its owner, or your manager.`,
    };
  }
  const deleted = org.recycleBin.get(id);
  if (deleted?.module === "Deals") {
    return {
      status: 410,
      title: "This deal was deleted",
      text: html`${names(userName(org, deleted.deletedBy))} deleted it on
      ${timeWords(deleted.deletedAt, user.time_zone)}.`,
    };
  }
  return {
    status: 404,
    title: "There is no such deal",
    text: html`No deal has the record id “${id.slice(0, 40)}”. The link may be incomplete.`,
  };
}

export function missingDealPage({ title, text }: MissingDeal): Markup {
  return html`<section class="card missing">
    <h1>${title}</h1>
    <p>${text}</p>
    <p><a href="/crm/tab/Potentials">Go to the list of deals</a></p>
  </section>`;
}
