import { Hono } from "hono";
import type { User } from "../crm/model.ts";
import type { OrgState } from "../crm/org-state.ts";
import type { AccountsDeps } from "./accounts-app.ts";
import { answerAddress, readAuthorizationRequest } from "./authorization-request.ts";
import { type AccountChoice, consentPage, faultPage } from "./consent-page.ts";

/** The page where a user lets an application in. Needs no script: a plain form post answers it. */
export function authorizeRoutes({ org, tokens, clients, location, accountsServer }: AccountsDeps) {
  return new Hono()
    .get("/oauth/v2/auth", (c) => {
      const params = new URL(c.req.url).searchParams;
      const read = readAuthorizationRequest(clients, params);
      if (read.kind === "fault") return c.html(faultPage(read), 400);
      return c.html(consentPage(read.request, { ...choices(org), params, fault: null }));
    })
    .post("/oauth/v2/auth", async (c) => {
      const params = new URL(c.req.url).searchParams;
      for (const [name, value] of Object.entries(await c.req.parseBody())) {
        if (typeof value === "string") params.set(name, value);
      }
      const read = readAuthorizationRequest(clients, params);
      if (read.kind === "fault") return c.html(faultPage(read), 400);
      const { client, redirectUri, scopes, offline, promptConsent, state } = read.request;
      const decision = params.get("decision");
      if (decision === "deny") {
        return c.redirect(answerAddress(redirectUri, { error: "access_denied", state }));
      }
      const user = findUser(org, params.get("user"));
      if (decision !== "accept" || user === null) {
        const fault = "Choose an active user, then accept or deny.";
        return c.html(consentPage(read.request, { ...choices(org), params, fault }), 400);
      }
      // Whoever has agreed before gets no second refresh token unless consent is asked for again.
      const firstConsent = !tokens.hasConsented(client.client_id, user.id);
      tokens.noteConsent(client.client_id, user.id);
      const code = tokens.issueCode({
        clientId: client.client_id,
        user: user.id,
        scopes,
        redirectUri,
        offline: offline && (firstConsent || promptConsent),
      });
      return c.redirect(
        answerAddress(redirectUri, {
          code,
          location: location(),
          "accounts-server": accountsServer(c.req.header("host")),
          state,
        }),
      );
    });
}

function choices(org: OrgState): { company: string; accounts: AccountChoice[] } {
  const accounts = [...org.users.values()]
    .filter((user) => user.status === "active")
    .map((user) => ({
      id: user.id,
      name: `${user.first_name} ${user.last_name}`.trim(),
      email: user.email,
      role: org.roles.get(user.role)?.name ?? "",
      profile: org.profiles.get(user.profile)?.name ?? "",
    }));
  return { company: org.info.company_name, accounts };
}

function findUser(org: OrgState, idOrEmail: string | null): User | null {
  for (const user of org.users.values()) {
    if (user.status === "active" && (user.id === idOrEmail || user.email === idOrEmail))
      return user;
  }
  return null;
}
