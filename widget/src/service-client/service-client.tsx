import type { AuthState, SignedIn } from "@pulse/shared/access/signed-in";
import type { LiveEvent } from "@pulse/shared/live/live-event";
import type { FilterOptions } from "@pulse/shared/pipeline/filter-options";
import type { LivePipeline, LivePipelineParams } from "@pulse/shared/pipeline/live-pipeline";
import type { RejectedRecords } from "@pulse/shared/sync/rejected-record";
import type { SyncMode, SyncReply } from "@pulse/shared/sync/sync-run";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import { createContext, type ReactNode, useContext } from "react";

export type EventListener = {
  onOpen: () => void;
  onEvent: (event: LiveEvent) => void;
  /** The connection is gone and stays so; whoever wants it opens another. */
  onLost: () => void;
};

/**
 * The service as the pages see it. Replies have been checked against the contract.
 * Every call throws `ServiceUnreachable`, `ServiceProblem` or `ReplyUnreadable`.
 */
export type ServiceClient = {
  authState(signal: AbortSignal): Promise<AuthState>;
  /** Null when nobody is signed in. */
  signedIn(signal: AbortSignal): Promise<SignedIn | null>;
  signOut(): Promise<void>;
  livePipeline(params: LivePipelineParams, signal: AbortSignal): Promise<LivePipeline>;
  filterOptions(signal: AbortSignal): Promise<FilterOptions>;
  syncStatus(signal: AbortSignal): Promise<SyncStatus>;
  startSync(mode: SyncMode): Promise<SyncReply>;
  rejectedRecords(signal: AbortSignal): Promise<RejectedRecords>;
  /** @returns closes the connection; nothing is told to the listener afterwards */
  openEvents(listener: EventListener): () => void;
};

const ServiceClientContext = createContext<ServiceClient | null>(null);

export function ServiceClientProvider({
  client,
  children,
}: {
  client: ServiceClient;
  children: ReactNode;
}) {
  return <ServiceClientContext value={client}>{children}</ServiceClientContext>;
}

export function useServiceClient(): ServiceClient {
  const client = useContext(ServiceClientContext);
  if (client === null) throw new Error("No ServiceClientProvider above this component");
  return client;
}
