import { createHmac, timingSafeEqual } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { hashSecret } from "./credential.ts";

/** `connect` links the organisation, `sign_in` only says who somebody is. */
export type SignInPurpose = "connect" | "sign_in";

export type PendingSignIn = {
  /** Sent to Zoho and expected back: proves that the answer belongs to this browser's question. */
  state: string;
  purpose: SignInPurpose;
  returnTo: string;
};

export const pendingCookieName = "pulse_sign_in";
export const pendingLife = Temporal.Duration.from({ minutes: 10 });

const Pending = z.object({
  state: z.string(),
  purpose: z.enum(["connect", "sign_in"]),
  returnTo: z.string(),
  expiresAtMs: z.int(),
});

/** The cookie that waits for Zoho's answer: readable, but only we can write it. */
export function writePending(
  pending: PendingSignIn,
  sessionSecret: string,
  now: Temporal.Instant,
): string {
  const expiresAtMs = now.add(pendingLife).epochMilliseconds;
  const payload = Buffer.from(JSON.stringify({ ...pending, expiresAtMs })).toString("base64url");
  return `${payload}.${sign(payload, sessionSecret).toString("base64url")}`;
}

/** @returns null when the cookie is missing, not ours, altered, or older than ten minutes */
export function readPending(
  cookie: string | undefined,
  sessionSecret: string,
  now: Temporal.Instant,
): PendingSignIn | null {
  const [payload = "", signature = "", ...rest] = (cookie ?? "").split(".");
  const given = Buffer.from(signature, "base64url");
  const expected = sign(payload, sessionSecret);
  if (rest.length > 0 || given.length !== expected.length) return null;
  if (!timingSafeEqual(given, expected)) return null;
  const text = Buffer.from(payload, "base64url").toString("utf8");
  const { expiresAtMs, ...pending } = Pending.parse(JSON.parse(text));
  return now.epochMilliseconds < expiresAtMs ? pending : null;
}

export function isSameState(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(hashSecret(expected)));
}

/** The prefix keeps this signature from being of use for anything else signed with the secret. */
function sign(payload: string, sessionSecret: string): Buffer {
  return createHmac("sha256", sessionSecret).update(`pending-sign-in.${payload}`).digest();
}
