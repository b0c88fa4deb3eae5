import { createHash, randomBytes } from "node:crypto";

/**
 * What a caller presents: a secret, and the organisation whose rows it is looked up in. Only the
 * hash is ever stored; 256 random bits need no salt and no slow hash.
 */
export type Credential = { orgId: string; secretHash: string };

export const sessionCookieName = "pulse_session";

/** 43 characters, 256 bits. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** A name for a session or token that is safe to show and to log. */
export function credentialId(secretHash: string): string {
  return secretHash.slice(0, 16);
}

export const sessionCookieValue = (orgId: string, secret: string) => `${orgId}.${secret}`;
export const apiTokenText = (orgId: string, secret: string) => `pp_${orgId}_${secret}`;

/** @returns null for anything that we cannot have issued */
export function readSessionCookie(value: string): Credential | null {
  return readCredential(/^([A-Za-z0-9-]{1,64})\.([\w-]{43})$/.exec(value));
}

/** @param header the whole `Authorization` header */
export function readBearer(header: string): Credential | null {
  return readCredential(/^Bearer +pp_([A-Za-z0-9-]{1,64})_([\w-]{43})$/i.exec(header));
}

function readCredential(match: RegExpExecArray | null): Credential | null {
  const [, orgId, secret] = match ?? [];
  if (orgId === undefined || secret === undefined) return null;
  return { orgId, secretHash: hashSecret(secret) };
}
