import { html, raw } from "hono/html";
import type { User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import { fullName } from "../crm/wire-record.ts";
import { type Markup, nothing } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import { activeUsers } from "./signed-in.ts";

export type PageFrame = {
  org: OrgState;
  user: User;
  title: string;
  tab: "home" | "deals" | null;
  /** Path and query of this page, to come back to after switching the user. */
  here: string;
};

const TABS = [
  { key: "home", label: "Home", href: "/crm/tab/Home" },
  { key: "deals", label: "Deals", href: "/crm/tab/Potentials" },
] as const;

/** The CRM around a page: company, module tabs, and who is signed in. */
export function crmPage(frame: PageFrame, body: Markup): Markup {
  const { org, title, tab } = frame;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title} · ${org.info.company_name}</title>
        <style>
          ${raw(pageStyle)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="bar">
          <p class="brand">
            <span class="mark" aria-hidden="true">◆</span> Stand-in CRM
            <span class="company">${org.info.company_name}</span>
          </p>
          <nav aria-label="Modules">
            <ul>
              ${TABS.map(
                ({ key, label, href }) =>
                  html`<li>
                    <a href="${href}" ${key === tab ? raw('aria-current="page"') : nothing}>${label}</a>
                  </li>`,
              )}
            </ul>
          </nav>
          ${userSwitch(frame)}
        </header>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`;
}

function userSwitch({ org, user, here }: PageFrame): Markup {
  return html`<form class="switch" method="post" action="/crm/session">
    <input type="hidden" name="back" value="${here}" />
    <label for="user">Signed in as</label>
    <select id="user" name="user">
      ${activeUsers(org).map(
        (one) =>
          html`<option value="${one.id}" ${one.id === user.id ? raw("selected") : nothing}>
            ${fullName(one)} – ${org.roles.get(one.role)?.name ?? "no role"}
          </option>`,
      )}
    </select>
    <button class="quiet">Switch</button>
  </form>`;
}
