import type { Temporal } from "temporal-polyfill";
import { apiTokenText, hashSecret, newSecret } from "./credential.ts";

/** A token acts as the person who made it, with that person's view of the deals, until revoked. */
export type ApiToken = {
  orgId: string;
  secretHash: string;
  userId: string;
  name: string;
  createdAt: Temporal.Instant;
};

export type ListedApiToken = ApiToken & {
  userName: string | null;
  lastUsedAt: Temporal.Instant | null;
};

/** Each change writes its audit event, with `actor` as who did it. */
export type ApiTokenPorts = {
  saveApiToken(token: ApiToken, actor: string): Promise<void>;
  /** Newest first. */
  listApiTokens(orgId: string): Promise<ListedApiToken[]>;
  /** @param id see `credentialId`; false when the organisation has no such token */
  revokeApiToken(orgId: string, id: string, actor: string): Promise<boolean>;
  now(): Temporal.Instant;
};

/** @returns `text` is what the caller keeps: it cannot be had again */
export function newApiToken(given: {
  orgId: string;
  userId: string;
  name: string;
  now: Temporal.Instant;
}): { text: string; token: ApiToken } {
  const { now, ...owner } = given;
  const secret = newSecret();
  return {
    text: apiTokenText(given.orgId, secret),
    token: { ...owner, secretHash: hashSecret(secret), createdAt: now },
  };
}
