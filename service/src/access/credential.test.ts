import { describe, expect, it } from "vitest";
import {
  apiTokenText,
  credentialId,
  hashSecret,
  newSecret,
  readBearer,
  readSessionCookie,
  sessionCookieValue,
} from "./credential.ts";

const orgId = "20074991234";

describe("a credential", () => {
  it("comes back from the cookie as its organisation and hash", () => {
    const secret = newSecret();
    expect(readSessionCookie(sessionCookieValue(orgId, secret))).toEqual({
      orgId,
      secretHash: hashSecret(secret),
    });
  });

  it("comes back from the header, whatever the case of the scheme", () => {
    const secret = newSecret();
    for (const scheme of ["Bearer", "bearer", "BEARER"]) {
      expect(readBearer(`${scheme} ${apiTokenText(orgId, secret)}`)).toEqual({
        orgId,
        secretHash: hashSecret(secret),
      });
    }
  });

  it("keeps the organisation apart from a secret full of underscores", () => {
    const secret = "_".repeat(43);
    expect(readBearer(`Bearer ${apiTokenText(orgId, secret)}`)?.orgId).toBe(orgId);
  });

  it("has 256 bits, and another value every time", () => {
    const secrets = new Set(Array.from({ length: 100 }, newSecret));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  });

  it("is stored as SHA-256 and named by a part of that", () => {
    expect(hashSecret("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(credentialId(hashSecret("abc"))).toBe("ba7816bf8f01cfea");
  });

  it.each([
    "",
    ".",
    "org.",
    `.${"a".repeat(43)}`,
    `org.${"a".repeat(42)}`,
    `org.${"a".repeat(44)}`,
    `org.${"a".repeat(42)}!`,
    `o'rg.${"a".repeat(43)}`,
    `${"1".repeat(65)}.${"a".repeat(43)}`,
    `org.${"a".repeat(43)}.more`,
  ])("is not the cookie %j", (value) => {
    expect(readSessionCookie(value)).toBeNull();
  });

  it.each([
    "",
    "Bearer",
    `Basic pp_org_${"a".repeat(43)}`,
    `pp_org_${"a".repeat(43)}`,
    `Bearer xx_org_${"a".repeat(43)}`,
    `Bearer pp_org_${"a".repeat(43)} more`,
  ])("is not the header %j", (value) => {
    expect(readBearer(value)).toBeNull();
  });
});
