import { Temporal } from "temporal-polyfill";
import type { Viewer } from "../http.ts";
import { type Credential, credentialId, readBearer, readSessionCookie } from "./credential.ts";

/** Whose credential it is, as the mirror of the CRM's users says now. */
export type CredentialHolder = {
  userId: string;
  name: string;
  isActive: boolean;
  isAdministrator: boolean;
};

/** Both finders return null also when the organisation or the user is not there any more. */
export type ViewerPorts = {
  findSession(
    credential: Credential,
  ): Promise<(CredentialHolder & { expiresAt: Temporal.Instant }) | null>;
  findApiToken(
    credential: Credential,
  ): Promise<(CredentialHolder & { lastUsedAt: Temporal.Instant | null }) | null>;
  touchApiToken(credential: Credential, at: Temporal.Instant): Promise<void>;
  now(): Temporal.Instant;
};

export type Presented = { authorization: string | undefined; sessionCookie: string | undefined };

export type FoundViewer = { viewer: Viewer; by: "session" | "api_token" };

/** A use is written down at most once a minute, so that a busy script does not write on every call. */
const usePrecision = Temporal.Duration.from({ minutes: 1 });

/**
 * Finds who is asking. An `Authorization` header decides alone: a wrong one is not made good by a
 * cookie beside it.
 *
 * @returns null when nobody, somebody unknown, expired, or no longer active in the CRM
 */
export async function findViewer(
  ports: ViewerPorts,
  presented: Presented,
): Promise<FoundViewer | null> {
  if (presented.authorization !== undefined) return findByToken(ports, presented.authorization);
  const credential = readSessionCookie(presented.sessionCookie ?? "");
  if (credential === null) return null;
  const session = await ports.findSession(credential);
  if (session === null || !session.isActive) return null;
  if (Temporal.Instant.compare(ports.now(), session.expiresAt) >= 0) return null;
  return { viewer: viewerOf(credential, session), by: "session" };
}

async function findByToken(ports: ViewerPorts, header: string): Promise<FoundViewer | null> {
  const credential = readBearer(header);
  if (credential === null) return null;
  const token = await ports.findApiToken(credential);
  if (token === null || !token.isActive) return null;
  const now = ports.now();
  const isDue =
    token.lastUsedAt === null ||
    Temporal.Instant.compare(token.lastUsedAt.add(usePrecision), now) <= 0;
  if (isDue) await ports.touchApiToken(credential, now);
  return { viewer: viewerOf(credential, token), by: "api_token" };
}

function viewerOf(credential: Credential, holder: CredentialHolder): Viewer {
  return {
    orgId: credential.orgId,
    userId: holder.userId,
    name: holder.name,
    isAdministrator: holder.isAdministrator,
    credentialId: credentialId(credential.secretHash),
  };
}
