import { Hono } from "hono";
import { z } from "zod";
import { isScope } from "../crm/scopes.ts";
import type { ControlDeps } from "./control-app.ts";

const Wish = z.object({
  /** Id or e-mail address; the first administrator when absent. */
  user: z.string().optional(),
  client_id: z.string().optional(),
  scopes: z
    .array(z.string().refine(isScope))
    .default([
      "ZohoCRM.modules.ALL",
      "ZohoCRM.settings.ALL",
      "ZohoCRM.users.ALL",
      "ZohoCRM.org.ALL",
      "ZohoCRM.coql.READ",
      "ZohoCRM.bulk.ALL",
      "ZohoCRM.notifications.ALL",
      "ZohoSearch.securesearch.READ",
    ]),
});

const selfClientMinutes = [3, 5, 7, 10] as const;

/** Tokens without the page, as the API console's self client gives codes. */
export function tokenRoutes({ simulator, clients }: ControlDeps) {
  const { org, tokens } = simulator;
  function grantFor(wish: z.infer<typeof Wish>) {
    const users = [...org.users.values()];
    const user =
      wish.user === undefined
        ? users.find((candidate) => org.profiles.get(candidate.profile)?.administrator)
        : users.find(({ id, email }) => id === wish.user || email === wish.user);
    const clientId = wish.client_id ?? clients[0]?.client_id;
    if (user === undefined || clientId === undefined) return null;
    return { user: user.id, clientId, scopes: wish.scopes };
  }
  return new Hono()
    .post("/", async (c) => {
      const grant = grantFor(Wish.parse(await c.req.json().catch(() => ({}))));
      if (grant === null) return c.json({ error: "no such user or client" }, 404);
      const refreshToken = tokens.issueRefreshToken(grant);
      const access = tokens.issueAccessToken(grant, refreshToken);
      return c.json(
        { access_token: access?.token, refresh_token: refreshToken.token, user_id: grant.user },
        201,
      );
    })
    .post("/grant_codes", async (c) => {
      const body: unknown = await c.req.json();
      const grant = grantFor(Wish.parse(body));
      if (grant === null) return c.json({ error: "no such user or client" }, 404);
      const { minutes } = z
        .object({ minutes: z.literal(selfClientMinutes).default(10) })
        .parse(body);
      const code = tokens.issueCode(
        { ...grant, redirectUri: null, offline: true },
        minutes * 60_000,
      );
      return c.json({ code }, 201);
    })
    .post("/revoke", async (c) => {
      const { user, token } = z
        .object({ user: z.string().optional(), token: z.string().optional() })
        .parse(await c.req.json());
      if (user !== undefined) tokens.revokeUser(user);
      if (token !== undefined) tokens.revoke(token);
      return c.json({ revoked: true });
    })
    .post("/expire", (c) => {
      tokens.expireAccessTokens();
      return c.json({ expired: true });
    });
}
