import { ApiTokenList } from "@pulse/shared/access/api-token";
import { ApiTokenReply } from "@pulse/shared/access/signed-in";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import type { AppEnv } from "../http.ts";
import { aConnection, aMirroredUser, anAdministrator } from "./access.builder.ts";
import { apiTokenRoutes } from "./api-token-routes.ts";
import { memoryAccess } from "./memory-access.ts";
import { createRequireViewer } from "./require-viewer.ts";
import { newSession } from "./session.ts";

const appBaseUrl = "http://localhost:8000";

function anApp() {
  const access = memoryAccess();
  const requireViewer = createRequireViewer({ ports: access, appBaseUrl });
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("requestId", "req-1");
      await next();
    })
    .route("/tokens", apiTokenRoutes({ ports: access, requireViewer }));
  function callerOf(user = anAdministrator(), orgId = "20074991234") {
    access.connect(orgId, aConnection());
    access.putUser(orgId, user);
    const { cookie, session } = newSession(orgId, user.userId, access.clock.now);
    access.putSession(orgId, session);
    const headers = {
      cookie: `pulse_session=${cookie}`,
      "x-pulse-request": "1",
      "content-type": "application/json",
    };
    return {
      headers,
      make: (body: unknown) =>
        app.request("/tokens", { method: "POST", headers, body: JSON.stringify(body) }),
      list: async () =>
        ApiTokenList.parse(await (await app.request("/tokens", { headers })).json()),
      revoke: (id: string) => app.request(`/tokens/${id}`, { method: "DELETE", headers }),
    };
  }
  return { access, app, callerOf };
}

describe("API tokens", () => {
  it("are made, shown once, listed without their secret, and revoked", async () => {
    const { access, app, callerOf } = anApp();
    const { make, list, revoke } = callerOf();
    const made = await make({ name: "  nightly export " });
    expect(made.status).toBe(201);
    expect(made.headers.get("cache-control")).toBe("no-store");
    const { token, name } = ApiTokenReply.parse(await made.json());
    expect(token).toMatch(/^pp_20074991234_[\w-]{43}$/);
    expect(name).toBe("nightly export");

    const [listed] = (await list()).tokens;
    expect(listed).toMatchObject({
      name: "nightly export",
      user_name: "Rita Roy",
      created_at: access.clock.now.toString(),
      last_used_at: null,
    });
    expect(JSON.stringify(listed)).not.toContain(token.slice(-43));

    const headers = { authorization: `Bearer ${token}` };
    expect((await app.request("/tokens", { headers })).status).toBe(200);
    expect((await revoke(listed?.id ?? "")).status).toBe(204);
    expect((await app.request("/tokens", { headers })).status).toBe(401);
    expect(access.auditActions("20074991234")).toEqual(["api_token_made", "api_token_revoked"]);
  });

  it("are for administrators", async () => {
    const { app, callerOf } = anApp();
    const { make, revoke, headers } = callerOf(aMirroredUser());
    expect((await make({ name: "mine" })).status).toBe(403);
    expect((await app.request("/tokens", { headers })).status).toBe(403);
    expect((await revoke("0123456789abcdef")).status).toBe(403);
    expect((await app.request("/tokens")).status).toBe(401);
  });

  it("belong to their organisation", async () => {
    const { callerOf } = anApp();
    const ours = callerOf();
    const theirs = callerOf(anAdministrator({ userId: "9" }), "999");
    await ours.make({ name: "ours" });
    const id = (await ours.list()).tokens[0]?.id ?? "";
    expect((await theirs.list()).tokens).toEqual([]);
    expect((await theirs.revoke(id)).status).toBe(404);
    expect((await ours.list()).tokens).toHaveLength(1);
  });

  it.each([{}, { name: " " }, { name: "x".repeat(81) }, { name: 1 }, null])(
    "are not made from %j",
    async (body) => {
      const { access, callerOf } = anApp();
      const response = await callerOf().make(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "invalid_request" });
      expect(await access.listApiTokens("20074991234")).toEqual([]);
    },
  );

  it.each(["short", "0123456789ABCDEF", "0123456789abcdef0"])(
    "are not revoked as %s",
    async (id) => {
      expect((await anApp().callerOf().revoke(id)).status).toBe(400);
    },
  );

  it("that are not there cannot be revoked", async () => {
    expect((await anApp().callerOf().revoke("0123456789abcdef")).status).toBe(404);
  });
});
