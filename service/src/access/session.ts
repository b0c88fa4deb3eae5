import { Temporal } from "temporal-polyfill";
import { hashSecret, newSecret, sessionCookieValue } from "./credential.ts";

/** Absolute: using a session does not lengthen it. */
export const sessionLife = Temporal.Duration.from({ hours: 12 });

export type Session = {
  secretHash: string;
  userId: string;
  createdAt: Temporal.Instant;
  expiresAt: Temporal.Instant;
};

/** A session for one browser. The cookie's value exists only here and in that browser. */
export function newSession(
  orgId: string,
  userId: string,
  now: Temporal.Instant,
): { cookie: string; session: Session } {
  const secret = newSecret();
  return {
    cookie: sessionCookieValue(orgId, secret),
    session: {
      secretHash: hashSecret(secret),
      userId,
      createdAt: now,
      expiresAt: now.add(sessionLife),
    },
  };
}
