import { html } from "hono/html";
import { dayOf } from "../crm/crm-time.ts";
import { stageOption } from "../crm/deal-stage.ts";
import type { StoredRecord, User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { visibleTo } from "../crm/visibility.ts";
import { fullName } from "../crm/wire-record.ts";
import { findDeals } from "./deal-list-page.ts";
import { dealTable } from "./deal-table.ts";
import type { Markup } from "./markup.ts";
import { emptyWidgetPlace } from "./widget-place.ts";

const ROWS = 8;

/** What a person sees after signing in: the open deals of theirs and their team, and what moved last. */
export function homePage(org: OrgState, user: User): Markup {
  const today = dayOf(org.clock.nowSeconds(), user.time_zone);
  const open = visibleOpenDeals(org, user);
  const closing = (deal: StoredRecord) => String(deal.Closing_Date ?? "");
  const dated = open.filter((deal) => closing(deal) !== "");
  const next = dated
    .filter((deal) => closing(deal) >= today)
    .sort((a, b) => (closing(a) < closing(b) ? -1 : 1))
    .slice(0, ROWS);
  const recent = findDeals(org, user, { search: "", page: 1 }).deals.slice(0, ROWS);
  const month = today.slice(0, 7);
  const counts: [string, number][] = [
    ["Open deals", open.length],
    ["Closing this month", dated.filter((deal) => closing(deal).startsWith(month)).length],
    ["Past their closing date", dated.filter((deal) => closing(deal) < today).length],
  ];
  return html`<div class="title">
      <h1>Welcome, ${fullName(user)}</h1>
      <p class="soft">
        ${org.roles.get(user.role)?.name ?? "No role"} · ${org.profiles.get(user.profile)?.name ?? "No profile"}
      </p>
    </div>
    <dl class="facts">
      ${counts.map(
        ([label, count]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${count.toLocaleString("en-GB")}</dd>
          </div>`,
      )}
    </dl>
    ${emptyWidgetPlace("web tab")}
    <section class="card" aria-labelledby="next">
      <h2 id="next">Next to close</h2>
      ${
        next.length === 0
          ? html`<p class="empty">No open deal that you may see closes from today on.</p>`
          : dealTable(org, user, next, "Open deals, next to close first")
      }
    </section>
    <section class="card" aria-labelledby="recent">
      <h2 id="recent">Recently modified</h2>
      ${
        recent.length === 0
          ? html`<p class="empty">There are no deals that you may see.</p>`
          : dealTable(org, user, recent, "Recently modified deals")
      }
    </section>`;
}

function visibleOpenDeals(org: OrgState, user: User): StoredRecord[] {
  const isVisible = visibleTo(org, user, "Deals");
  const deals: StoredRecord[] = [];
  for (const deal of org.records.Deals.values()) {
    if (isVisible(deal) && stageOption(org, deal.Stage)?.forecast_type === "Open") deals.push(deal);
  }
  return deals;
}
