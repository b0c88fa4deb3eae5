import { html, raw } from "hono/html";
import type { StageVisit, StoredRecord, User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { stageVisitsOf } from "../crm/stage-visits.ts";
import { mayRead } from "../crm/wire-record.ts";
import {
  accountName,
  dayWords,
  fieldWords,
  homeMoneyWords,
  moneyWords,
  notSet,
  stageName,
  timeWords,
  userName,
} from "./display.ts";
import { type Markup, names, nothing } from "./markup.ts";
import { stagePath } from "./stage-path.ts";
import { emptyWidgetPlace } from "./widget-place.ts";

export type DealView = {
  org: OrgState;
  user: User;
  deal: StoredRecord;
  notice: { kind: "done" | "refused"; text: string } | null;
  /** Null when the user may only read. */
  form: Markup | null;
};

export function dealPage({ org, user, deal, notice, form }: DealView): Markup {
  const closesOn = typeof deal.Closing_Date === "string" ? dayWords(deal.Closing_Date) : null;
  const account = accountName(org, deal);
  return html`<nav class="crumbs" aria-label="Where you are">
      <a href="/crm/tab/Potentials">Deals</a> <span aria-hidden="true">›</span>
      <span>${deal.id}</span>
    </nav>
    <div class="title">
      <h1>${names(String(deal.Deal_Name ?? "Untitled deal"))}</h1>
      <p class="soft">
        ${account === null ? "No account" : names(account)} · owned by ${names(userName(org, deal.Owner))}
      </p>
    </div>
    ${noticeOf(notice)}
    <dl class="facts">
      <div>
        <dt>Amount</dt>
        <dd>${moneyWords(org, deal.Amount, deal.Currency) ?? notSet}${homeMoney(org, deal)}</dd>
      </div>
      <div>
        <dt>Probability</dt>
        <dd>${typeof deal.Probability === "number" ? `${deal.Probability} %` : notSet}</dd>
      </div>
      <div>
        <dt>Closing date</dt>
        <dd>${closesOn ?? notSet}</dd>
      </div>
      <div>
        <dt>Pipeline</dt>
        <dd>${typeof deal.Pipeline === "string" ? deal.Pipeline : notSet}</dd>
      </div>
    </dl>
    ${stagePath(org, deal)}
    <div class="columns">
      <div class="record">
        ${form ?? html`<p class="card soft">You may read this deal, not change it.</p>`}
        ${sections(org, user, deal)} ${history(org, user, deal)}
      </div>
      ${emptyWidgetPlace("related list")}
    </div>`;
}

function noticeOf(notice: DealView["notice"]): Markup {
  if (notice === null) return nothing;
  const role = notice.kind === "done" ? "status" : "alert";
  return html`<p class="notice ${notice.kind}" role="${role}">${notice.text}</p>`;
}

function homeMoney(org: OrgState, deal: StoredRecord): Markup {
  const words = homeMoneyWords(org, deal);
  if (words !== null) return html`<small>≈ ${words}</small>`;
  const cannotConvert =
    typeof deal.Amount === "number" &&
    deal.Currency !== org.info.iso_code &&
    typeof deal.Exchange_Rate !== "number";
  return cannotConvert ? html`<small>no exchange rate</small>` : nothing;
}

function sections(org: OrgState, user: User, deal: StoredRecord): Markup {
  const layout = org.layouts.find((one) => one.id === deal.Layout) ?? org.layouts[0];
  return html`${(layout?.sections ?? []).map((section, position) => {
    const fields = section.fields.flatMap(({ api_name }) => {
      const field = org.fields.Deals.get(api_name);
      return field !== undefined && mayRead(org, user, "Deals", api_name) ? [field] : [];
    });
    if (fields.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="section-${position}">
      <h2 id="section-${position}">${section.name}</h2>
      <dl class="fields">
        ${fields.map(
          (field) =>
            html`<div ${field.data_type === "textarea" ? raw('class="wide"') : nothing}>
              <dt>${field.field_label}</dt>
              <dd>${fieldWords(org, user, field, deal)}</dd>
            </div>`,
        )}
      </dl>
    </section>`;
  })}`;
}

function history(org: OrgState, user: User, deal: StoredRecord): Markup {
  const visits = stageVisitsOf(org, deal.id);
  const now = org.clock.nowSeconds();
  return html`<section class="card" aria-labelledby="history">
    <h2 id="history">Stage history</h2>
    <table class="rows">
      <thead>
        <tr>
          ${["Stage", "Entered", "Stayed", "Amount", "Closing date", "By"].map(
            (label) => html`<th scope="col">${label}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${visits.toReversed().map((visit, position) => {
          const left = visits[visits.length - position]?.entered_at ?? null;
          return historyRow(org, user, deal, visit, { left, now });
        })}
      </tbody>
    </table>
  </section>`;
}

function historyRow(
  org: OrgState,
  user: User,
  deal: StoredRecord,
  visit: StageVisit,
  { left, now }: { left: number | null; now: number },
): Markup {
  const days = Math.max(0, Math.floor(((left ?? now) - visit.entered_at) / 86_400));
  const stayed = `${days} ${days === 1 ? "day" : "days"}${left === null ? " so far" : ""}`;
  const cell = (label: string, content: unknown) => html`<td data-label="${label}">${content}</td>`;
  return html`<tr ${left === null ? raw('class="current"') : nothing}>
    <th scope="row">${stageName(org, visit.stage)}</th>
    ${cell("Entered", timeWords(visit.entered_at, user.time_zone))} ${cell("Stayed", stayed)}
    ${cell("Amount", moneyWords(org, visit.amount, deal.Currency) ?? notSet)}
    ${cell("Closing date", visit.closing_date === null ? notSet : dayWords(visit.closing_date))}
    ${cell("By", names(userName(org, visit.entered_by)))}
  </tr>`;
}
