import type { Credential } from "./credential.ts";
import type { ViewerPorts } from "./find-viewer.ts";
import type { ViewerProfile } from "./profile-reply.ts";

/** What signing out and "who am I" need to know. */
export type SessionPorts = ViewerPorts & {
  connectedOrgIds(): Promise<readonly string[]>;
  /** Also writes the audit event. Nothing happens when there is no such session. */
  endSession(credential: Credential): Promise<void>;
  /** Null when the user or the organisation is not there any more. */
  readProfile(viewer: { orgId: string; userId: string }): Promise<ViewerProfile | null>;
};
