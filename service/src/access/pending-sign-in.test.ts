import { createHmac } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { isSameState, readPending, writePending } from "./pending-sign-in.ts";

const secret = "a session secret of more than 32 characters";
const now = Temporal.Instant.from("2026-03-01T12:00:00Z");
const pending = { state: "state-1", purpose: "connect", returnTo: "/deals?a=1" } as const;

describe("the cookie of a sign-in under way", () => {
  it("comes back as it was written", () => {
    expect(readPending(writePending(pending, secret, now), secret, now)).toEqual(pending);
  });

  it("is good until just before ten minutes have passed", () => {
    const cookie = writePending(pending, secret, now);
    expect(readPending(cookie, secret, now.add({ seconds: 599 }))).toEqual(pending);
    expect(readPending(cookie, secret, now.add({ minutes: 10 }))).toBeNull();
  });

  it("is nobody's when written with another secret", () => {
    expect(readPending(writePending(pending, `${secret}x`, now), secret, now)).toBeNull();
  });

  it("does not let its purpose, path or time be changed", () => {
    const [payload = "", signature] = writePending(pending, secret, now).split(".");
    const content = JSON.parse(Buffer.from(payload, "base64url").toString());
    for (const change of [
      { purpose: "sign_in" },
      { returnTo: "//evil.example" },
      { state: "mine" },
      { expiresAtMs: content.expiresAtMs + 1 },
    ]) {
      const altered = Buffer.from(JSON.stringify({ ...content, ...change })).toString("base64url");
      expect(readPending(`${altered}.${signature}`, secret, now)).toBeNull();
    }
  });

  it("does not take a signature made for another purpose with the same secret", () => {
    const [payload = ""] = writePending(pending, secret, now).split(".");
    const plain = createHmac("sha256", secret).update(payload).digest("base64url");
    expect(readPending(`${payload}.${plain}`, secret, now)).toBeNull();
  });

  it.each([undefined, "", ".", "a", "a.b", "a.b.c", `${"a".repeat(20)}.`])(
    "is not %j",
    (cookie) => {
      expect(readPending(cookie, secret, now)).toBeNull();
    },
  );

  it("does not take one with something appended", () => {
    expect(readPending(`${writePending(pending, secret, now)}.x`, secret, now)).toBeNull();
  });
});

it("compares states of any length", () => {
  expect(isSameState("abc", "abc")).toBe(true);
  expect(isSameState("abc", "abd")).toBe(false);
  expect(isSameState("", "abc")).toBe(false);
  expect(isSameState("abcabc", "abc")).toBe(false);
});
