import type { LiveEvent } from "@pulse/shared/live/live-event";
import type { SyncStatus } from "@pulse/shared/sync/sync-status";

export type LiveHubPorts = {
  status(orgId: string): Promise<SyncStatus | null>;
  dataVersion(orgId: string): Promise<string | null>;
  log(event: string, facts: Record<string, unknown>): void;
};

type Listener = (event: LiveEvent) => void;

/** Changes come in bursts while a run stores page after page; browsers hear of them this often at most. */
const QUIET_MS = 400;

/**
 * Tells the browsers of this process what changed, wherever the change was made: notices of committed
 * changes come in from the database, events go out to whoever listens for that organisation.
 */
export class LiveHub {
  readonly #ports: LiveHubPorts;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #pending = new Map<string, { topics: Set<string>; timer: NodeJS.Timeout }>();

  constructor(ports: LiveHubPorts) {
    this.#ports = ports;
  }

  /** @returns how to stop listening */
  listen(orgId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(orgId) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(orgId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(orgId);
    };
  }

  /** A committed change. Several within a moment become one event per topic. */
  notice({ orgId, topic }: { orgId: string; topic: "deals" | "status" }): void {
    if (!this.#listeners.has(orgId)) return;
    const pending = this.#pending.get(orgId);
    if (pending) {
      pending.topics.add(topic);
      return;
    }
    const topics = new Set([topic]);
    const timer = setTimeout(() => {
      this.#pending.delete(orgId);
      this.#tell(orgId, topics).catch((error: unknown) => {
        // Nothing is lost: browsers ask for themselves from time to time.
        this.#ports.log("live_event_failed", { orgId, error });
      });
    }, QUIET_MS);
    this.#pending.set(orgId, { topics, timer });
  }

  /** Changes may have gone unnoticed: everybody had better look. */
  noticeGap(): void {
    for (const orgId of this.#listeners.keys()) {
      this.notice({ orgId, topic: "deals" });
      this.notice({ orgId, topic: "status" });
    }
  }

  stop(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    this.#listeners.clear();
  }

  async #tell(orgId: string, topics: Set<string>): Promise<void> {
    if (topics.has("deals")) {
      const dataVersion = await this.#ports.dataVersion(orgId);
      if (dataVersion) this.#send(orgId, { type: "deals-changed", data_version: dataVersion });
    }
    const status = await this.#ports.status(orgId);
    if (status) this.#send(orgId, { type: "status", status });
  }

  #send(orgId: string, event: LiveEvent): void {
    for (const listener of this.#listeners.get(orgId) ?? []) listener(event);
  }
}
