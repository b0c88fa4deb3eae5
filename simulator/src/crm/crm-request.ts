import type { AccessToken } from "../accounts/token-store.ts";
import type { User } from "./model.ts";
import type { OrgState } from "./org-state.ts";

export type ApiVersion = "v6" | "v7" | "v8";

/** One authenticated call of the CRM API. */
export type CrmRequest = {
  org: OrgState;
  version: ApiVersion;
  user: User;
  token: AccessToken;
  /** Path parameters. */
  params: Record<string, string>;
  query: URLSearchParams;
  header(name: string): string | undefined;
  /** The parsed JSON body; undefined without one. */
  body: unknown;
  /** Spends credits; refuses the call when none are left. */
  charge(credits: number): void;
  /** Public address of the API, without a path. */
  apiDomain: string;
};

export type CrmReply = {
  status: number;
  /** Absent for an empty reply. */
  body?: unknown;
  bytes?: { content: Uint8Array<ArrayBuffer>; type: string; fileName: string };
};

export type CrmRoute = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/crm/{version}`, or below `/crm/bulk/{version}` for `bulk`. */
  path: string;
  bulk?: boolean;
  /** First version that has the call; absent for all of them. */
  since?: ApiVersion;
  /** Scopes that must all be covered by what the token was granted. */
  scopes(request: CrmRequest): string[];
  /** What the call costs; a number, or null when the handler charges by content. */
  credits: number | null;
  /** Key that wraps refusals of the whole request, e.g. `data` for record writes. */
  wrapFaults?: string;
  handle(request: CrmRequest): CrmReply | Promise<CrmReply>;
};

export const noContent: CrmReply = { status: 204 };

/** A plural-keyed answer, or 204 when there is nothing. */
export function listReply(key: string, entries: unknown[], info?: unknown): CrmReply {
  if (entries.length === 0) return noContent;
  return { status: 200, body: info === undefined ? { [key]: entries } : { [key]: entries, info } };
}
