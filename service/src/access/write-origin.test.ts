import { describe, expect, it } from "vitest";
import { isOwnWrite } from "./write-origin.ts";

const app = "https://pulse.example";

describe("a write that a cookie vouches for", () => {
  it.each([
    ["our page", "POST", app, "1", true],
    ["our page without an Origin header", "DELETE", undefined, "1", true],
    ["our page without our header", "POST", app, undefined, false],
    ["our header with another value", "PATCH", app, "true", false],
    ["another site", "POST", "https://evil.example", "1", false],
    ["another port", "PUT", "https://pulse.example:8443", "1", false],
    ["plain http", "POST", "http://pulse.example", "1", false],
    ["a sandboxed frame", "POST", "null", "1", false],
    ["a name that begins like ours", "POST", "https://pulse.example.evil", "1", false],
    ["a form of another site", "POST", "https://evil.example", undefined, false],
    ["a method we do not know", "PURGE", undefined, undefined, false],
  ])("from %s", (_, method, origin, pulseRequest, isOwn) => {
    expect(isOwnWrite({ method, origin, pulseRequest }, app)).toBe(isOwn);
  });

  it.each(["GET", "HEAD"])("is none when it is a %s", (method) => {
    const request = { method, origin: "https://evil.example", pulseRequest: undefined };
    expect(isOwnWrite(request, app)).toBe(true);
  });
});
