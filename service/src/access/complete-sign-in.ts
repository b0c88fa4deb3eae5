import { checkConnect, checkSignIn, type Refused, refused } from "./check-sign-in.ts";
import { type Credential, hashSecret } from "./credential.ts";
import type { AuthorizationCode } from "./crm-identity.ts";
import { isSameState, type PendingSignIn } from "./pending-sign-in.ts";
import { newSession } from "./session.ts";
import type { SignInPorts } from "./sign-in-ports.ts";

/** Zoho's answer, as the browser brings it. */
export type CallbackQuery = {
  code?: string | undefined;
  state?: string | undefined;
  error?: string | undefined;
  "accounts-server"?: string | undefined;
};

export type SignInOutcome =
  | { kind: "admitted"; orgId: string; sessionCookie: string; returnTo: string; connected: boolean }
  | Refused;

/**
 * Finishes a sign-in or a connection with what Zoho sent the browser back with. Nothing is stored
 * unless everything holds; tokens leave this function only towards the store.
 *
 * @param pending what this browser asked for, null when its cookie is missing, foreign or too old
 * @throws whatever a port throws
 */
export async function completeSignIn(
  ports: SignInPorts,
  request: {
    query: CallbackQuery;
    pending: PendingSignIn | null;
    replaced: Credential | null;
    redirectUri: string;
  },
): Promise<SignInOutcome> {
  const { query, pending } = request;
  if (query.error !== undefined) return refusedByZoho(query.error);
  if (pending === null || query.state === undefined || query.code === undefined) {
    return refused("stale");
  }
  if (!isSameState(query.state, pending.state)) return refused("stale");

  const code: AuthorizationCode = {
    code: query.code,
    redirectUri: request.redirectUri,
    accountsServer: query["accounts-server"] ?? null,
  };
  const checked =
    pending.purpose === "connect"
      ? await checkConnect(ports, code)
      : await checkSignIn(ports, code);
  if (checked.kind === "refused") return checked;

  const { identity, user, connection, isConnected } = checked;
  const { orgId } = identity.org;
  const at = ports.now();
  const { cookie, session } = newSession(orgId, user.userId, at);
  const admitted = await ports.admit({
    orgId,
    at,
    user,
    session,
    replaced: request.replaced,
    connection,
    audit: {
      eventId: hashSecret(pending.state),
      action: connection === null ? "signed_in" : isConnected ? "reconnected" : "connected",
    },
  });
  if (admitted === "already_used") return refused("already_used");
  return {
    kind: "admitted",
    orgId,
    sessionCookie: cookie,
    returnTo: pending.returnTo,
    connected: connection !== null,
  };
}

/** Believed without its state, which may be missing then: it changes nothing but what the page says. */
function refusedByZoho(error: string): Refused {
  if (error === "access_denied") return refused("denied");
  // Anybody can put words into this address; only what looks like a code is repeated.
  return refused("zoho_refused", /^[a-z_]{1,40}$/.test(error) ? `Code: ${error}` : undefined);
}
