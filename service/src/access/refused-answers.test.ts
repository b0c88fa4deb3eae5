import { describe, expect, it } from "vitest";
import { ZohoError } from "../zoho/errors.ts";
import {
  anInstallation,
  expectRefused,
  type Installation,
  orgId,
  sessionOf,
} from "./sign-in-installation.builder.ts";

describe("an answer that is not ours", () => {
  const title = "This sign-in cannot be finished";

  async function expectStale(installation: Installation, response: Response) {
    await expectRefused(installation, response, 400, title);
    expect(installation.zoho.asked).toEqual([]);
  }

  it("has another state", async () => {
    const installation = anInstallation();
    const { cookie } = await installation.start("connect");
    await expectStale(installation, await installation.callback({ code: "c", state: "x" }, cookie));
  });

  it("has no state, no code, or too much of one", async () => {
    const installation = anInstallation();
    const { cookie, state } = await installation.start("connect");
    await expectStale(installation, await installation.callback({ code: "c" }, cookie));
    await expectStale(installation, await installation.callback({ state }, cookie));
    const code = "c".repeat(5000);
    await expectStale(installation, await installation.callback({ state, code }, cookie));
  });

  it("comes to a browser that did not ask", async () => {
    const installation = anInstallation();
    const { state } = await installation.start("connect");
    await expectStale(installation, await installation.callback({ code: "c", state }, ""));
  });

  it("comes with the cookie of another question", async () => {
    const installation = anInstallation();
    const first = await installation.start("sign-in");
    const second = await installation.start("connect");
    const query = { code: "c", state: first.state };
    await expectStale(installation, await installation.callback(query, second.cookie));
  });

  it("comes with a cookie that was tampered with", async () => {
    const installation = anInstallation();
    const { cookie, state } = await installation.start("sign-in");
    const [name = "", value = ""] = cookie.split("=");
    const [payload = "", signature] = value.split(".");
    const content = JSON.parse(Buffer.from(payload, "base64url").toString());
    const altered = Buffer.from(JSON.stringify({ ...content, purpose: "connect" }));
    const forged = `${name}=${altered.toString("base64url")}.${signature}`;
    await expectStale(installation, await installation.callback({ code: "c", state }, forged));
  });

  it("comes after more than ten minutes", async () => {
    const installation = anInstallation();
    const { cookie, state } = await installation.start("connect");
    const { clock } = installation.access;
    clock.now = clock.now.add({ minutes: 10 });
    await expectStale(installation, await installation.callback({ code: "c", state }, cookie));
  });

  it("clears the cookie, whatever came", async () => {
    const installation = anInstallation();
    const { cookie } = await installation.start("connect");
    const response = await installation.callback({ code: "c", state: "x" }, cookie);
    expect(response.headers.getSetCookie().join()).toMatch(/pulse_sign_in=; Max-Age=0/);
  });

  it("is a replay, even by somebody who kept the cookie", async () => {
    const installation = anInstallation();
    const { access, start, callback } = installation;
    const { cookie, state } = await start("connect");
    expect((await callback({ code: "c", state }, cookie)).status).toBe(303);
    const again = await callback({ code: "c2", state }, cookie);
    expect(again.status).toBe(409);
    expect(sessionOf(again)).toBeNull();
    expect(await again.text()).toContain("used already");
    expect(access.sessionCount(orgId)).toBe(1);
    expect(access.auditActions(orgId)).toEqual(["connected"]);
  });
});

describe("when Zoho says no", () => {
  it("explains a refusal by the user, with or without its state", async () => {
    const installation = anInstallation();
    const { cookie, state } = await installation.start("connect");
    for (const query of [{ error: "access_denied" }, { error: "access_denied", state }]) {
      const response = await installation.callback(query, cookie);
      await expectRefused(installation, response, 403, "Access was not given");
    }
    expect(installation.zoho.asked).toEqual([]);
  });

  it("repeats a code, but nobody's words", async () => {
    const installation = anInstallation();
    const title = "Zoho did not accept this sign-in";
    const known = await installation.callback({ error: "invalid_scope" }, "");
    expect(await expectRefused(installation, known, 502, title)).toContain("invalid_scope");
    const text = "<script>alert(1)</script> Call 555-0100";
    const odd = await installation.callback({ error: text }, "");
    expect(await expectRefused(installation, odd, 502, title)).not.toContain("555-0100");
  });

  it.each([
    [{ error: "invalid_code" }, 502, "Zoho did not accept this sign-in"],
    [{ error: "invalid_client_secret" }, 502, "Zoho did not accept this sign-in"],
    [{ error: "Access Denied", status: "failure" }, 503, "Zoho asks us to wait"],
    [{ nothing: true }, 502, "Zoho cannot be reached"],
    [
      { access_token: "1000.access", refresh_token: "r", api_domain: "https://evil.example" },
      400,
      "This answer does not come from Zoho",
    ],
  ])("to the code with %j", async (grant, status, title) => {
    const installation = anInstallation();
    installation.zoho.grant = grant;
    await expectRefused(installation, await installation.goThrough("connect"), status, title);
    expect(installation.zoho.identified).toEqual([]);
  });

  it("to the question who it is", async () => {
    const installation = anInstallation();
    installation.zoho.identity = new ZohoError({
      kind: "permission",
      code: "NO_PERMISSION",
      message: "no",
      advice: "Ask for <CRM> access.",
      retryable: false,
    });
    const response = await installation.goThrough("sign-in");
    const page = await expectRefused(
      installation,
      response,
      502,
      "Zoho did not accept this sign-in",
    );
    expect(page).toContain("Ask for &lt;CRM&gt; access. Code: NO_PERMISSION");
  });

  it("logs a fault of our own by its root, not by the statement and its values", async () => {
    const installation = anInstallation();
    installation.zoho.identity = new Error("Failed query: params: 1000.access.new", {
      cause: new Error("connection refused"),
    });
    const response = await installation.goThrough("sign-in");
    await expectRefused(installation, response, 500, "Something went wrong on our side");
    expect(installation.logged.join()).toContain("connection refused");
    expect(installation.logged.join()).not.toContain("1000.access");
  });
});
