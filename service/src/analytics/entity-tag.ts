import { createHash } from "node:crypto";

/** A weak ETag of everything a reply depends on. */
export function entityTag(parts: readonly (string | null | undefined)[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
  return `W/"${digest.slice(0, 22)}"`;
}

/** Whether an `If-None-Match` header names the tag. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = (text: string) => text.trim().replace(/^W\//, "");
  return header
    .split(",")
    .some((candidate) => candidate.trim() === "*" || opaque(candidate) === opaque(tag));
}
