import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretBox, SealedValueUnreadable } from "./secret-box.ts";

const aKey = (id: string) => ({ id, hex: randomBytes(32).toString("hex") });
const key = aKey("k1");
const box = createSecretBox([key]);
const token = "1000.0f1e2d3c.4b5a6978";

function reasonOf(open: () => string): string {
  try {
    open();
  } catch (error) {
    if (error instanceof SealedValueUnreadable) return error.reason;
    throw error;
  }
  return "opened";
}

describe("the secret box", () => {
  it("gives back any text to its owner", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (secret, owner) => {
        expect(box.open(box.seal(secret, owner), owner)).toBe(secret);
      }),
    );
  });

  it("names its key in front and shows nothing of the secret", () => {
    const sealed = box.seal(token, "org-1");
    expect(sealed).toMatch(/^k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
    expect(Buffer.from(sealed).toString()).not.toContain("0f1e2d3c");
  });

  it("never seals the same secret to the same text", () => {
    expect(box.seal(token, "org-1")).not.toBe(box.seal(token, "org-1"));
  });

  it("does not open for another owner", () => {
    expect(reasonOf(() => box.open(box.seal(token, "org-1"), "org-2"))).toBe(
      "wrong_key_or_altered",
    );
  });

  it("does not open with another key of the same name", () => {
    const other = createSecretBox([aKey("k1")]);
    expect(reasonOf(() => other.open(box.seal(token, "org-1"), "org-1"))).toBe(
      "wrong_key_or_altered",
    );
  });

  it("says when the key is not there any more", () => {
    const other = createSecretBox([aKey("k2")]);
    expect(reasonOf(() => other.open(box.seal(token, "org-1"), "org-1"))).toBe("unknown_key");
  });

  it("opens what an older key sealed, and seals with the new one", () => {
    const rotated = createSecretBox([aKey("k2"), key]);
    expect(rotated.open(box.seal(token, "org-1"), "org-1")).toBe(token);
    expect(rotated.seal(token, "org-1")).toMatch(/^k2\./);
  });

  it.each([1, 2, 3])("notices one changed bit in part %i", (part) => {
    const parts = box.seal(token, "org-1").split(".");
    const bytes = Buffer.from(parts[part] ?? "", "base64url");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    parts[part] = bytes.toString("base64url");
    expect(reasonOf(() => box.open(parts.join("."), "org-1"))).toBe("wrong_key_or_altered");
  });

  it.each(["", "k1", "k1.a.b", "k1.a.b.c", "k1....", "plain text"])("refuses %j", (sealed) => {
    expect(reasonOf(() => box.open(sealed, "org-1"))).toBe("malformed");
  });

  it("refuses a shortened tag, which would be easy to guess", () => {
    const parts = box.seal(token, "org-1").split(".");
    parts[2] = (parts[2] ?? "").slice(0, 6);
    expect(reasonOf(() => box.open(parts.join("."), "org-1"))).toBe("malformed");
  });

  it("does not start with a short key", () => {
    expect(() => createSecretBox([{ id: "k1", hex: "abcd" }])).toThrow("k1");
  });
});
