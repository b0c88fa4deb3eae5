import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeReturnPath } from "./return-path.ts";

describe("the way back after signing in", () => {
  it.each([
    "/",
    "/deals",
    "/deals?stage=Proposal%2FPrice&owner=1",
    "/deals/42#milestones",
    "/%2F%2Fevil.example",
    "/go?to=https://evil.example",
  ])("keeps %s", (path) => {
    expect(safeReturnPath(path)).toBe(path);
  });

  it.each([
    "",
    "deals",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/%2e//evil.example",
    "https:evil.example",
    "https://evil.example",
    "HTTPS://evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost:8000@evil.example",
    "/deals\r\nSet-Cookie: a=b",
    "/deals\u0000",
    "/api/auth/sign-in",
    "/x/../api/auth/connect",
    `/${"a".repeat(2001)}`,
  ])("turns %j into the start page", (path) => {
    expect(safeReturnPath(path)).toBe("/");
  });

  it("goes to the start page when nothing was asked for", () => {
    expect(safeReturnPath(undefined)).toBe("/");
  });

  it("never leaves the site, whatever is asked for", () => {
    const piece = fc.constantFrom("/", "\\", ".", "..", "%2f", "evil.example", ":", "@", "\t", "?");
    const nasty = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(nasty, fc.webUrl(), fc.string()), (wanted) => {
        const base = "https://pulse.example/api/auth/callback";
        expect(new URL(safeReturnPath(wanted), base).origin).toBe("https://pulse.example");
      }),
      { numRuns: 2000 },
    );
  });
});
