import { html } from "hono/html";

/** A piece of a page. Everything put into `html` is escaped, unless it is a piece itself. */
export type Markup = ReturnType<typeof html>;

export const nothing: Markup = html``;

/** Text from the CRM in its own direction, so that an Arabic name cannot turn its neighbours round. */
export function names(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}
