import { type Context, Hono } from "hono";
import type { AccountsDeps } from "./accounts-app.ts";
import type { ApiClient } from "./clients.ts";
import type { Grant, RefreshToken, TokenStore } from "./token-store.ts";

type TokenFault = { error: string };

/** Token exchange, refresh and revocation. Refusals come with HTTP 200, only the limiter says 400. */
export function tokenRoutes({ tokens, clients, apiDomain }: AccountsDeps) {
  return new Hono()
    .post("/oauth/v2/token", async (c) => {
      const params = await readParams(c);
      const client = findClient(clients, params);
      if ("error" in client) return c.json(client);
      const grant = takeGrant(tokens, client, params);
      if ("error" in grant) return c.json(grant, grant === tooMany ? 400 : 200);
      const access = tokens.issueAccessToken(grant.grant, grant.refreshToken);
      if (access === null) return c.json(tooMany, 400);
      return c.json({
        access_token: access.token,
        ...(grant.isNew && grant.refreshToken !== null
          ? { refresh_token: grant.refreshToken.token }
          : {}),
        scope: access.scopes.join(" "),
        api_domain: apiDomain(c.req.header("host")),
        token_type: "Bearer",
        expires_in: Math.round((access.expiresAtMs - tokens.nowMs()) / 1000),
      });
    })
    .post("/oauth/v2/token/revoke", async (c) => {
      const params = await readParams(c);
      const token = params.get("token") ?? "";
      if (!tokens.revoke(token)) return c.json({ error: "invalid_code" });
      return c.json({ status: "success" });
    });
}

/** The limiter's answer, the only refusal that is not HTTP 200. */
const tooMany = {
  error_description:
    "You have made too many requests continuously. Please try again after some time.",
  error: "Access Denied",
  status: "failure",
};

/** Clients send these in the query, as a form or as multipart parts; all count alike. */
async function readParams(c: Context): Promise<URLSearchParams> {
  const params = new URL(c.req.url).searchParams;
  const type = c.req.header("content-type") ?? "";
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type)) return params;
  for (const [name, value] of Object.entries(await c.req.parseBody())) {
    if (typeof value === "string") params.set(name, value);
  }
  return params;
}

function findClient(clients: ApiClient[], params: URLSearchParams): ApiClient | TokenFault {
  const client = clients.find((candidate) => candidate.client_id === params.get("client_id"));
  if (client === undefined) return { error: "invalid_client" };
  return client.client_secret === params.get("client_secret")
    ? client
    : { error: "invalid_client_secret" };
}

type TakenGrant = { grant: Grant; refreshToken: RefreshToken | null; isNew: boolean };

function takeGrant(
  tokens: TokenStore,
  client: ApiClient,
  params: URLSearchParams,
): TakenGrant | TokenFault {
  switch (params.get("grant_type")) {
    case "authorization_code": {
      const grant = tokens.takeCode(params.get("code") ?? "");
      if (grant === null || grant.clientId !== client.client_id) return { error: "invalid_code" };
      if (grant.redirectUri !== null && grant.redirectUri !== params.get("redirect_uri")) {
        return { error: "invalid_redirect_uri" };
      }
      if (grant.offline && !tokens.admitRefreshToken(grant.user)) return tooMany;
      const refreshToken = grant.offline ? tokens.issueRefreshToken(grant) : null;
      return { grant, refreshToken, isNew: true };
    }
    case "refresh_token": {
      const refreshToken = tokens.findRefreshToken(params.get("refresh_token") ?? "");
      if (refreshToken === null || refreshToken.clientId !== client.client_id) {
        return { error: "invalid_code" };
      }
      return { grant: refreshToken, refreshToken, isNew: false };
    }
    default:
      return { error: "unsupported_grant_type" };
  }
}
