import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { FailurePage } from "./refusal-text.ts";

const style = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 16px/1.55 system-ui, sans-serif;
  background: light-dark(#f8fafc, #0b1120); color: light-dark(#1e293b, #e2e8f0); }
main { max-width: 30rem; margin: 1.5rem; padding: 2rem; border-radius: 12px;
  background: light-dark(#ffffff, #151e31); border: 1px solid light-dark(#e2e8f0, #2a3650); }
h1 { margin: 0 0 .75rem; font-size: 1.35rem; line-height: 1.3; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
a { display: inline-block; padding: .55rem 1rem; border-radius: 8px; text-decoration: none;
  background: #2563eb; color: #ffffff; font-weight: 600; }
a:focus-visible { outline: 3px solid light-dark(#1d4ed8, #93c5fd); outline-offset: 2px; }
small { display: block; margin-top: 1.25rem; color: light-dark(#52607a, #a3b1c9); }
`;

const styleHash = createHash("sha256").update(style).digest("base64");

export const failurePageHeaders = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
};

/** A page for somebody whose browser was sent here and cannot go on. Every value is escaped. */
export function renderFailurePage(
  page: FailurePage,
  facts: { details: readonly string[]; requestId: string },
) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · Pipeline Pulse</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${page.title}</h1>
<p>${page.happened}</p>
${facts.details.map((detail) => html`<p>${detail}</p>`)}
<p>${page.next}</p>
${page.action === null ? "" : html`<a href="${page.action.href}">${page.action.label}</a>`}
<small>Request ${facts.requestId}</small>
</main>
</body>
</html>`;
}
