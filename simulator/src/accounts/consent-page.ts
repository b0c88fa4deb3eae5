import { html, raw } from "hono/html";
import type { AuthorizationFault, AuthorizationRequest } from "./authorization-request.ts";

type Markup = ReturnType<typeof html>;

export type AccountChoice = {
  id: string;
  name: string;
  email: string;
  role: string;
  profile: string;
};

/** Asks who is signing in and whether the application may have what it wants. */
export function consentPage(
  request: AuthorizationRequest,
  view: {
    company: string;
    accounts: AccountChoice[];
    params: URLSearchParams;
    fault: string | null;
  },
): Markup {
  const kept = [...view.params].filter(([name]) => name !== "user" && name !== "decision");
  return page(
    `${request.client.name} asks for access`,
    html`<form method="post" action="/oauth/v2/auth">
      ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <h1>${request.client.name}</h1>
      <p class="lead">would like to use <strong>${view.company}</strong> on your behalf.</p>
      ${view.fault === null ? "" : html`<p class="fault" role="alert">${view.fault}</p>`}
      <label for="user">Signed in as</label>
      <select id="user" name="user" required>
        ${view.accounts.map(
          (account) =>
            html`<option value="${account.id}">
              ${account.name} · ${account.email} · ${account.role} · ${account.profile}
            </option>`,
        )}
      </select>
      <h2 id="wants">It asks for</h2>
      <ul aria-labelledby="wants">
        ${request.scopes.map(
          (scope) => html`<li><span>${describeScope(scope)}</span><code>${scope}</code></li>`,
        )}
      </ul>
      <p class="note">
        ${
          request.offline
            ? "It may keep using this access while you are away, until you take it back."
            : "It may use this access for one hour."
        }
      </p>
      <div class="decision">
        <button name="decision" value="deny" class="quiet">Deny</button>
        <button name="decision" value="accept">Accept</button>
      </div>
    </form>`,
  );
}

export function faultPage(fault: AuthorizationFault): Markup {
  return page(
    "This request cannot be granted",
    html`<section role="alert">
      <h1>This request cannot be granted</h1>
      <p class="lead">${fault.explanation}</p>
      <p class="note">Error code: <code>${fault.error}</code></p>
    </section>`,
  );
}

const operationWords: Record<string, string> = {
  ALL: "Read, create, change and delete",
  READ: "Read",
  CREATE: "Create",
  UPDATE: "Change",
  DELETE: "Delete",
  WRITE: "Create, change and delete",
};

function describeScope(scope: string): string {
  const parts = scope.split(".");
  const operation = operationWords[(parts.at(-1) ?? "").toUpperCase()] ?? "Use";
  const subject = parts.slice(1, -1).join(" ").replaceAll("_", " ");
  return `${operation} ${subject || "everything"}`;
}

function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header><span aria-hidden="true">◆</span> Stand-in CRM · Accounts</header>
        <main>${body}</main>
      </body>
    </html>`;
}

const style = `
:root { color-scheme: light dark; --ink: #16202e; --soft: #55617a; --line: #d5dbe6; --card: #fff;
  --ground: #eef1f6; --accent: #1d4ed8; --accent-ink: #fff; --danger: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf6; --soft: #a3aec2; --line: #33405a;
  --card: #182032; --ground: #0e1422; --accent: #8fb3ff; --accent-ink: #0e1422; --danger: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header { padding: 1.25rem; text-align: center; color: var(--soft); font-size: .9rem; }
header span { color: var(--accent); }
main { max-width: 33rem; margin: 0 auto 3rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 14px; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; } h2 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
.lead { margin: .25rem 0 1.25rem; } .note { color: var(--soft); font-size: .9rem; }
.fault { color: var(--danger); font-weight: 600; }
label { display: block; font-weight: 600; margin-bottom: .35rem; }
select { width: 100%; padding: .65rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--soft); border-radius: 8px; }
ul { margin: 0; padding: 0; list-style: none; max-height: 17rem; overflow: auto; }
li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .45rem 0;
  border-bottom: 1px solid var(--line); }
code { color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
.decision { display: flex; justify-content: flex-end; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; font-weight: 600; padding: .6rem 1.4rem; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--accent-ink); }
button.quiet { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 36rem) { main { border-radius: 0; padding: 1.25rem; } }
`;
