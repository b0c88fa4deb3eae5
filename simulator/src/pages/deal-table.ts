import { html } from "hono/html";
import type { StoredRecord, User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import {
  accountName,
  dayWords,
  moneyWords,
  notSet,
  stageName,
  timeWords,
  userName,
} from "./display.ts";
import { type Markup, names } from "./markup.ts";

/** Rows of deals, each leading to its page. On a narrow screen a row becomes a block. */
export function dealTable(
  org: OrgState,
  viewer: User,
  deals: readonly StoredRecord[],
  caption: string,
): Markup {
  return html`<table class="rows">
    <caption class="hidden">
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Deal</th>
        <th scope="col">Account</th>
        <th scope="col">Stage</th>
        <th scope="col" class="number">Amount</th>
        <th scope="col">Closing date</th>
        <th scope="col">Owner</th>
        <th scope="col">Modified</th>
      </tr>
    </thead>
    <tbody>
      ${deals.map((deal) => {
        const closesOn =
          typeof deal.Closing_Date === "string" ? dayWords(deal.Closing_Date) : notSet;
        const account = accountName(org, deal);
        return html`<tr>
          <th scope="row">
            <a href="/crm/tab/Potentials/${deal.id}">${names(String(deal.Deal_Name ?? deal.id))}</a>
          </th>
          <td data-label="Account">${account === null ? notSet : names(account)}</td>
          <td data-label="Stage">${stageName(org, deal.Stage)}</td>
          <td data-label="Amount" class="number">
            ${moneyWords(org, deal.Amount, deal.Currency) ?? notSet}
          </td>
          <td data-label="Closing date" class="whole">${closesOn}</td>
          <td data-label="Owner">${names(userName(org, deal.Owner))}</td>
          <td data-label="Modified">${timeWords(Number(deal.Modified_Time), viewer.time_zone)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
