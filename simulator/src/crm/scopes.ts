import { CrmFault } from "./crm-fault.ts";
import type { CrmRequest } from "./crm-request.ts";

const writes = new Set(["create", "update", "delete"]);

/**
 * Whether granted scopes cover one needed, such as `ZohoCRM.modules.deals.READ`. A parent
 * (`ZohoCRM.modules.READ`) covers its children, ALL every operation, WRITE the three that change.
 * Letter case does not matter.
 */
export function coversScope(granted: string[], needed: string): boolean {
  const need = split(needed);
  return granted.some((scope) => {
    const grant = split(scope);
    return covers(grant.operation, need.operation) && isSelfOrParent(grant.path, need.path);
  });
}

/** @throws CrmFault when the token was not granted one of the scopes */
export function requireScopes(request: CrmRequest, needed: string[]): void {
  for (const scope of needed) {
    if (coversScope(request.token.scopes, scope)) continue;
    throw new CrmFault(
      request.org.behaviour.scopeMismatchStatus,
      "OAUTH_SCOPE_MISMATCH",
      "invalid oauth scope to access this URL",
    );
  }
}

/** `Service.scope[.resource].OPERATION`, as far as its form goes. */
export function isScope(text: string): boolean {
  // Given up with v3 for tasks, events and calls.
  if (/^ZohoCRM\.modules\.activities\./i.test(text)) return false;
  return /^(ZohoCRM|ZohoSearch|ZohoFiles|AaaServer)(\.[A-Za-z_]+){1,4}\.(ALL|READ|CREATE|UPDATE|DELETE|WRITE)$/i.test(
    text,
  );
}

function split(scope: string): { path: string[]; operation: string } {
  const parts = scope.toLowerCase().split(".");
  return { path: parts.slice(0, -1), operation: parts.at(-1) ?? "" };
}

function covers(granted: string, needed: string): boolean {
  return granted === needed || granted === "all" || (granted === "write" && writes.has(needed));
}

function isSelfOrParent(parent: string[], child: string[]): boolean {
  return parent.length <= child.length && parent.every((part, i) => part === child[i]);
}
