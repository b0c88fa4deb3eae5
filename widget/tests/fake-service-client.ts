import type { AuthState, SignedIn } from "@pulse/shared/access/signed-in";
import type { LiveEvent } from "@pulse/shared/live/live-event";
import type { LivePipeline, LivePipelineParams } from "@pulse/shared/pipeline/live-pipeline";
import type { RejectedRecords } from "@pulse/shared/sync/rejected-record";
import type { SyncMode, SyncReply } from "@pulse/shared/sync/sync-run";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import type { EventListener, ServiceClient } from "../src/service-client/service-client.tsx";
import { aDeal, aPipeline, aRun, aStatus, aViewer } from "./builders.ts";
import { sampleFilterOptions } from "./sample-deals.ts";

/** What a call answers: a value, or an error to throw, or a promise to wait for. */
type Reply<Value> = Value | Error | Promise<Value>;

/** A service in memory; each reply can be changed at any time. */
export class FakeServiceClient implements ServiceClient {
  viewer: Reply<SignedIn | null> = aViewer();
  auth: Reply<AuthState> = {
    signed_in: false,
    org_connected: true,
    zoho_host: "accounts.zoho.com",
  };
  status: Reply<SyncStatus> = aStatus();
  pipeline: Reply<LivePipeline> = aPipeline([aDeal()]);
  rejected: Reply<RejectedRecords> = { records: [], total: 0 };
  sync: Reply<SyncReply> = { run: aRun({ id: "run-asked" }), joined: false, message: "Queued." };

  readonly pipelineCalls: LivePipelineParams[] = [];
  readonly syncCalls: SyncMode[] = [];
  streamsOpened = 0;
  #listener: EventListener | null = null;

  authState = () => answer(this.auth);
  signedIn = () => answer(this.viewer);
  signOut = async () => {};
  filterOptions = async () => sampleFilterOptions();
  syncStatus = () => answer(this.status);
  rejectedRecords = () => answer(this.rejected);
  livePipeline = (params: LivePipelineParams) => {
    this.pipelineCalls.push(params);
    return answer(this.pipeline);
  };
  startSync = (mode: SyncMode) => {
    this.syncCalls.push(mode);
    return answer(this.sync);
  };
  openEvents = (listener: EventListener) => {
    this.streamsOpened += 1;
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  };

  open(): void {
    this.#listener?.onOpen();
  }
  emit(event: LiveEvent): void {
    this.#listener?.onEvent(event);
  }
  lose(): void {
    this.#listener?.onLost();
  }
}

async function answer<Value>(reply: Reply<Value>): Promise<Value> {
  if (reply instanceof Error) throw reply;
  return reply;
}
