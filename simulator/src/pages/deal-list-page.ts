import { html } from "hono/html";
import type { StoredRecord, User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { seesEverything, visibleTo } from "../crm/visibility.ts";
import { dealTable } from "./deal-table.ts";
import { accountName } from "./display.ts";
import { type Markup, nothing } from "./markup.ts";

const DEALS_PER_PAGE = 50;

export type DealListQuery = {
  search: string;
  /** From 1. */
  page: number;
};

export function dealListQuery(search: string | undefined, page: string | undefined): DealListQuery {
  const number = /^\d{1,6}$/.test(page ?? "") ? Number(page) : 1;
  return { search: (search ?? "").trim().slice(0, 120), page: Math.max(1, number) };
}

type DealPage = {
  deals: StoredRecord[];
  more: boolean;
  /** Null when nobody counted: only a walk through all deals would tell. */
  total: number | null;
};

/** The user's deals, last modified first. */
export function findDeals(org: OrgState, user: User, { search, page }: DealListQuery): DealPage {
  const isVisible = visibleTo(org, user, "Deals");
  const matches = matcher(org, search);
  const deals: StoredRecord[] = [];
  let toSkip = (page - 1) * DEALS_PER_PAGE;
  let more = false;
  for (const deal of org.records.Deals.timeOrder("Modified_Time").before(() => -1)) {
    if (!isVisible(deal) || !matches(deal)) continue;
    if (toSkip > 0) {
      toSkip--;
      continue;
    }
    more = deals.length === DEALS_PER_PAGE;
    if (more) break;
    deals.push(deal);
  }
  const countsAll = search === "" && seesEverything(isVisible);
  return { deals, more, total: countsAll ? org.records.Deals.size : null };
}

function matcher(org: OrgState, search: string): (deal: StoredRecord) => boolean {
  if (search === "") return () => true;
  const wanted = search.toLocaleLowerCase();
  return (deal) =>
    deal.id === wanted ||
    String(deal.Deal_Name ?? "")
      .toLocaleLowerCase()
      .includes(wanted) ||
    (accountName(org, deal) ?? "").toLocaleLowerCase().includes(wanted);
}

export function dealListPage(org: OrgState, user: User, query: DealListQuery): Markup {
  const { deals, more, total } = findDeals(org, user, query);
  const first = (query.page - 1) * DEALS_PER_PAGE + 1;
  const range =
    deals.length === 0
      ? "No deals"
      : `Deals ${first}–${first + deals.length - 1}${total === null ? "" : ` of ${total}`}`;
  return html`<div class="title"><h1>Deals</h1></div>
    <form class="search" role="search" action="/crm/tab/Potentials">
      <label for="search">Deal, account or record id</label>
      <input id="search" type="search" name="search" value="${query.search}" maxlength="120" />
      <button>Search</button>
      ${query.search === "" ? nothing : html`<a href="/crm/tab/Potentials">Clear</a>`}
    </form>
    <section class="card" aria-label="Deals">
      ${deals.length === 0 ? emptyList(query) : dealTable(org, user, deals, range)}
      <nav class="pager" aria-label="Pages">
        ${query.page > 1 ? pageLink(query, query.page - 1, "← Newer") : html`<span></span>`}
        <span>${range}</span>
        ${more ? pageLink(query, query.page + 1, "Older →") : html`<span></span>`}
      </nav>
    </section>`;
}

function emptyList({ search, page }: DealListQuery): Markup {
  if (page > 1) return html`<p class="empty">There are no more deals on this page.</p>`;
  return search === ""
    ? html`<p class="empty">There are no deals that you may see.</p>`
    : html`<p class="empty">Nothing you may see matches “${search}”.</p>`;
}

function pageLink({ search }: DealListQuery, page: number, label: string): Markup {
  const query = new URLSearchParams(search === "" ? {} : { search });
  query.set("page", String(page));
  return html`<a href="/crm/tab/Potentials?${query.toString()}">${label}</a>`;
}
