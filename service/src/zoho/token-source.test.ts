import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { createAccountsApi } from "./accounts-api.ts";
import {
  aStoredToken,
  failureOf,
  freshToken,
  memoryTokenStore,
  type ScriptedReply,
  scriptedFetch,
  virtualTiming,
} from "./scripted-zoho.ts";
import { createTokenSource, fixedToken, type StoredToken } from "./token-source.ts";
import { zohoHosts } from "./zoho-hosts.ts";

const accounts = (reply: ScriptedReply): ScriptedReply => ({ from: "accounts", ...reply });
const granted = accounts({ body: freshToken });

function aSource(
  replies: ScriptedReply[],
  given: { token?: Partial<StoredToken> | null; now?: string; accountsUrl?: string } = {},
) {
  const clock = virtualTiming(given.now ?? "2026-03-02T10:05:00Z");
  const scripted = scriptedFetch(replies, clock.timing);
  const memory = memoryTokenStore(given.token === null ? null : aStoredToken(given.token));
  const tokens = createTokenSource({
    accounts: createAccountsApi({ fetch: scripted.fetch }),
    store: memory.store,
    hosts: zohoHosts({
      baseUrl: "https://www.zohoapis.com",
      accountsUrl: given.accountsUrl ?? "https://accounts.zoho.com",
    }),
    client: { id: "client-1", secret: "secret-1" },
    timing: clock.timing,
  });
  return { tokens, ...clock, ...memory, requests: scripted.requests };
}

describe("published failures", () => {
  it("FR-104: an answer without refresh token leaves the old one", async () => {
    const source = aSource([granted]);
    await source.tokens.current();
    expect(source.stored()).toMatchObject({ accessToken: "tok-B", refreshToken: "ref-1" });
    expect(source.stored()?.expiresAt?.toString()).toBe("2026-03-02T11:05:00Z");
  });

  it("FR-106: an answer without api_domain leaves the saved one", async () => {
    const source = aSource([accounts({ body: { access_token: "tok-B", expires_in: 3600 } })], {
      token: { apiDomain: "https://www.zohoapis.in" },
    });
    const { apiOrigin } = await source.tokens.current();
    expect(apiOrigin).toBe("https://www.zohoapis.in");
    expect(source.stored()?.apiDomain).toBe("https://www.zohoapis.in");
  });

  it("FR-107: expiry is now plus seconds, and the token serves until shortly before", async () => {
    const source = aSource([granted, granted], {
      now: "2026-03-02T09:00:00.000Z",
      token: { accessToken: null, expiresAt: null },
    });
    await source.tokens.current();
    expect(source.stored()?.expiresAt?.toString()).toBe("2026-03-02T10:00:00Z");
    for (const time of ["09:01:00", "09:30:00", "09:50:00"]) {
      source.goTo(`2026-03-02T${time}Z`);
      await source.tokens.current();
    }
    expect(source.requests).toHaveLength(1);
    source.goTo("2026-03-02T09:56:00Z");
    await source.tokens.current();
    expect(source.requests).toHaveLength(2);
  });

  it.each([
    { status: 400, error: "access_denied" },
    { status: 400, error: "Access Denied" },
    { status: 200, error: "Access Denied" },
  ])("FR-110: told too many ($status, $error), it waits ten minutes", async (limited) => {
    const source = aSource([
      accounts({
        status: limited.status,
        body: { error: limited.error, error_description: "trop de demandes", status: "failure" },
      }),
      granted,
    ]);
    const startMs = source.timing.nowMs();
    for (const seconds of [0, 30, 120]) {
      source.goTo(new Date(startMs + seconds * 1000).toISOString());
      const error = await failureOf(source.tokens.current());
      expect(error).toMatchObject({ code: "access_denied", kind: "throttled", retryable: true });
      expect(error.retryAfterMs).toBe(600_000 - seconds * 1000);
    }
    expect(source.stored()).toMatchObject({ refreshToken: "ref-1" });
    source.goTo(new Date(startMs + 601_000).toISOString());
    await expect(source.tokens.current()).resolves.toMatchObject({ token: "tok-B" });
    expect(source.requests.map((request) => (request.atMs - startMs) / 1000)).toEqual([0, 601]);
  });

  it("FR-112: a client of another data center is named as such, once", async () => {
    const source = aSource([accounts({ body: { error: "invalid_client" } })], {
      token: { accessToken: null },
    });
    const error = await failureOf(source.tokens.current());
    expect(error).toMatchObject({ code: "invalid_client", kind: "auth", retryable: false });
    expect(error.message).toContain("data center");
    expect(error.message).toContain("accounts.zoho.com");
    expect(error.message).toContain("ZOHO_ACCOUNTS_URL");
    expect(source.requests).toHaveLength(1);
  });
});

describe("one refresh for all", () => {
  it("serves a hundred callers with one request", async () => {
    const source = aSource([granted]);
    const tokens = await Promise.all(Array.from({ length: 100 }, () => source.tokens.current()));
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(["tok-B"]));
    expect(source.requests).toHaveLength(1);
  });

  it("serves many whose token was refused with one request", async () => {
    const source = aSource([granted, granted], { now: "2026-03-02T09:00:00Z" });
    await Promise.all(Array.from({ length: 20 }, () => source.tokens.renewed("tok-A")));
    await source.tokens.renewed("tok-A");
    expect(source.requests).toHaveLength(1);
  });

  it("takes the token that another process has saved meanwhile", async () => {
    const source = aSource([granted], { now: "2026-03-02T09:00:00Z" });
    source.replace(aStoredToken({ accessToken: "tok-of-another-process" }));
    const { token } = await source.tokens.renewed("tok-A");
    expect(token).toBe("tok-of-another-process");
    expect(source.requests).toEqual([]);
  });

  it("goes on for the others when one caller gives up", async () => {
    const source = aSource([granted]);
    const abort = new AbortController();
    const impatient = source.tokens.current(abort.signal);
    const patient = source.tokens.current();
    abort.abort(new Error("left"));
    await expect(impatient).rejects.toThrow("left");
    await expect(patient).resolves.toMatchObject({ token: "tok-B" });
  });

  it("asks for five tokens in ten minutes at most", async () => {
    const source = aSource([{ ...granted, repeat: 20 }]);
    let token = "tok-A";
    for (let i = 0; i < 5; i += 1) ({ token } = await source.tokens.renewed(token));
    const error = await failureOf(source.tokens.renewed(token));
    expect(error).toMatchObject({ code: "refresh_limit", kind: "throttled" });
    expect(source.requests).toHaveLength(5);
    source.goOn(error.retryAfterMs ?? 0);
    await source.tokens.renewed(token);
    expect(source.requests).toHaveLength(6);
  });
});

describe("a refresh that fails", () => {
  const shortlyBefore = "2026-03-02T09:57:00Z";

  it.each([
    accounts({ status: 503, text: "<html>busy</html>" }),
    accounts({ failure: new TypeError("fetch failed") }),
    accounts({ status: 400, body: { error: "Access Denied", status: "failure" } }),
  ])("goes unnoticed while the token is still valid (%#)", async (reply) => {
    const source = aSource([reply], { now: shortlyBefore });
    await expect(source.tokens.current()).resolves.toMatchObject({ token: "tok-A" });
  });

  it("is told when the token is over", async () => {
    const source = aSource([accounts({ status: 503, text: "<html>busy</html>" })]);
    const error = await failureOf(source.tokens.current());
    expect(error).toMatchObject({ code: "accounts_bad_reply", kind: "upstream", retryable: true });
    expect(error.message).not.toContain("<html>");
  });

  it("is final when the grant is refused, and shown to the server once a minute at most", async () => {
    const source = aSource([accounts({ body: { error: "invalid_code" } }), granted]);
    for (let i = 0; i < 5; i += 1) {
      const error = await failureOf(source.tokens.current());
      expect(error).toMatchObject({ code: "invalid_code", kind: "auth", retryable: false });
    }
    expect(source.requests).toHaveLength(1);
    source.replace(aStoredToken({ refreshToken: "ref-2" }));
    await expect(source.tokens.current()).resolves.toMatchObject({ token: "tok-B" });
    expect(source.requests.at(-1)?.body).toMatchObject({ refresh_token: "ref-2" });
  });

  it("never names a token or the secret", async () => {
    const source = aSource([accounts({ body: { error: "invalid_code" } })]);
    const error = await failureOf(source.tokens.current());
    const said = JSON.stringify([error, error.message, error.stack, String(error.cause)]);
    for (const secret of ["tok-A", "ref-1", "secret-1"]) expect(said).not.toContain(secret);
  });
});

it("counts a token that may have been made although no answer came", async () => {
  const lost = accounts({ failure: new TypeError("fetch failed") });
  const source = aSource([lost, lost, lost, lost, lost, granted]);
  for (let i = 0; i < 5; i += 1) {
    const error = await failureOf(source.tokens.current());
    // Nothing of the call itself has left: it may be made again.
    expect(error).toMatchObject({ code: "accounts_unreachable", outcomeUnknown: false });
  }
  expect(await failureOf(source.tokens.current())).toMatchObject({ code: "refresh_limit" });
});

it("does not count a request that never reached the accounts server", async () => {
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const refused = accounts({ failure: new TypeError("fetch failed", { cause }), repeat: 9 });
  const source = aSource([refused, granted]);
  for (let i = 0; i < 9; i += 1) {
    expect(await failureOf(source.tokens.current())).toMatchObject({
      code: "accounts_unreachable",
    });
  }
  await expect(source.tokens.current()).resolves.toMatchObject({ token: "tok-B" });
});

it("looks at most every five seconds whether somebody connected anew", async () => {
  const source = aSource([granted], { now: "2026-03-02T09:00:00Z" });
  await source.tokens.current();
  source.replace(aStoredToken({ accessToken: "tok-of-a-new-connection" }));
  expect((await source.tokens.current()).token).toBe("tok-A");
  source.goOn(5_000);
  expect((await source.tokens.current()).token).toBe("tok-of-a-new-connection");
});

describe("where tokens go", () => {
  it("refreshes at the accounts host that gave the connection", async () => {
    const source = aSource([granted], { token: { accountsUrl: "https://accounts.zoho.eu" } });
    await source.tokens.current();
    expect(source.requests[0]?.from).toBe("accounts");
  });

  it.each([
    { token: { accountsUrl: "https://accounts.evil.example" } },
    {
      token: {
        expiresAt: Temporal.Instant.from("2027-01-01T00:00:00Z"),
        apiDomain: "https://evil.example",
      },
    },
  ])("sends nothing to a host that is not Zoho's (%#)", async (given) => {
    const source = aSource([granted], given);
    const error = await failureOf(source.tokens.current());
    expect(error).toMatchObject({ code: "host_not_allowed", retryable: false });
    expect(source.requests).toEqual([]);
  });

  it("does not keep an API host that is not Zoho's", async () => {
    const reply = { ...freshToken, api_domain: "https://evil.example" };
    const source = aSource([accounts({ body: reply })]);
    expect(await failureOf(source.tokens.current())).toMatchObject({ code: "host_not_allowed" });
    expect(source.stored()).toMatchObject({ accessToken: "tok-A", apiDomain: null });
  });
});

it("says so when nothing is connected", async () => {
  const source = aSource([], { token: null });
  expect(await failureOf(source.tokens.current())).toMatchObject({ code: "not_connected" });
});

it("prefers the seconds where an old answer has both", async () => {
  const body = { ...freshToken, expires_in: 3_600_000, expires_in_sec: 3600 };
  const source = aSource([accounts({ body })]);
  await source.tokens.current();
  expect(source.stored()?.expiresAt?.toString()).toBe("2026-03-02T11:05:00Z");
});

it("has no second token for a sign-in", async () => {
  const tokens = fixedToken({ token: "tok-P", apiOrigin: "https://www.zohoapis.com" });
  await expect(tokens.current()).resolves.toMatchObject({ token: "tok-P" });
  expect(await failureOf(tokens.renewed("tok-P"))).toMatchObject({ kind: "auth" });
});
