import { isScope } from "../crm/scopes.ts";
import type { ApiClient } from "./clients.ts";

/** What an application asks of a user, once it is known to be well formed. */
export type AuthorizationRequest = {
  client: ApiClient;
  redirectUri: string;
  scopes: string[];
  offline: boolean;
  promptConsent: boolean;
  state: string | null;
};

export type AuthorizationFault = { kind: "fault"; error: string; explanation: string };

/** Reads the query (or form) of `/oauth/v2/auth`. A fault is shown to the user, never redirected. */
export function readAuthorizationRequest(
  clients: ApiClient[],
  params: URLSearchParams,
): { kind: "ok"; request: AuthorizationRequest } | AuthorizationFault {
  const client = clients.find((candidate) => candidate.client_id === params.get("client_id"));
  if (client === undefined) {
    return fault("invalid_client", "No application is registered under this client id.");
  }
  const redirectUri = params.get("redirect_uri");
  if (redirectUri === null || !client.redirect_uris.includes(redirectUri)) {
    return fault(
      "invalid_redirect_uri",
      "The address to return to is not one that the application registered.",
    );
  }
  if (params.get("response_type") !== "code") {
    return fault("invalid_response_type", "The response type must be code.");
  }
  const scopes = (params.get("scope") ?? "").split(",").map((scope) => scope.trim());
  const wrong = scopes.filter((scope) => !isScope(scope));
  if (wrong.length > 0) {
    return fault(
      "invalid_scope",
      `Scopes are separated by commas and must exist; not accepted: ${wrong.join(", ") || "none given"}.`,
    );
  }
  const accessType = params.get("access_type") ?? "online";
  if (accessType !== "online" && accessType !== "offline") {
    return fault("invalid_access_type", "The access type must be online or offline.");
  }
  const prompt = params.get("prompt");
  if (prompt !== null && prompt !== "" && prompt !== "consent") {
    return fault("invalid_prompt", "The prompt may only be consent.");
  }
  return {
    kind: "ok",
    request: {
      client,
      redirectUri,
      scopes: [...new Set(scopes)],
      offline: accessType === "offline",
      promptConsent: prompt === "consent",
      state: params.get("state"),
    },
  };
}

/** Adds an answer to the application's address, keeping a query it already has. */
export function answerAddress(redirectUri: string, answer: Record<string, string | null>): string {
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) {
    if (value !== null) address.searchParams.set(name, value);
  }
  return address.toString();
}

function fault(error: string, explanation: string): AuthorizationFault {
  return { kind: "fault", error, explanation };
}
