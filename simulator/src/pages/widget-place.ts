import { html } from "hono/html";
import type { Markup } from "./markup.ts";

/** Where an installed widget would stand: a related list on a deal, a web tab on the home page. */
export function emptyWidgetPlace(kind: "related list" | "web tab"): Markup {
  const title = kind === "related list" ? "Related list widget" : "Web tab widget";
  return html`<section class="card widget-place" aria-labelledby="widget-title">
    <h2 id="widget-title">${title}</h2>
    <p>Web tab / related list widget not installed.</p>
    <p class="soft">An administrator can install one in the CRM's developer space; it then opens here.</p>
  </section>`;
}
