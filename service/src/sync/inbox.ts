import type { CrmDeals } from "./crm-deals.ts";
import { asLeader, type Leases } from "./leases.ts";
import type { Notification } from "./notification.ts";
import { refetch } from "./refetch.ts";
import type { Fence, SyncStore } from "./sync-store.ts";

export type InboxStore = {
  /** @returns false when this very notification is stored already */
  add(orgId: string, notification: Notification): Promise<boolean>;
  /** The oldest notifications nobody has worked off, with the deals they name, each once. */
  open(orgId: string, limit: number): Promise<{ eventIds: string[]; dealIds: string[] }>;
  settle(orgId: string, eventIds: string[]): Promise<void>;
  orgsWithOpenEvents(): Promise<string[]>;
};

export type InboxPorts = {
  /** Bound to the lease `inbox`. */
  store: SyncStore;
  inbox: InboxStore;
  leases: Leases;
  connect(orgId: string): Promise<{ deals: CrmDeals }>;
  log(event: string, facts: Record<string, unknown>): void;
  holder: string;
};

/** Notifications come in bursts; what gathers meanwhile is fetched in one call. */
const GATHER_MS = 1_000;
const RETRY_MS = 15_000;
const BATCH = 100;

/**
 * Works off notifications: whatever they say, the deals they name are read again and go through the
 * gate. A failing CRM leaves them in the inbox; the next delta would find the changes as well.
 */
export class Inbox {
  readonly #ports: InboxPorts;
  readonly #stopping = new AbortController();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #working = new Map<string, Promise<void>>();

  constructor(ports: InboxPorts) {
    this.#ports = ports;
  }

  /** Stored for good when this resolves; fetched a moment later. */
  async accept(orgId: string, notification: Notification): Promise<void> {
    if (await this.#ports.inbox.add(orgId, notification)) this.#workSoon(orgId, GATHER_MS);
  }

  /** Picks up what was left, here or by another process. */
  async tick(): Promise<void> {
    for (const orgId of await this.#ports.inbox.orgsWithOpenEvents()) this.#workSoon(orgId, 0);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The service is stopping"));
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.allSettled(this.#working.values());
  }

  #workSoon(orgId: string, ms: number): void {
    if (this.#stopping.signal.aborted || this.#timers.has(orgId)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(orgId);
      const before = this.#working.get(orgId) ?? Promise.resolve();
      const work = before.then(() => this.#work(orgId));
      this.#working.set(orgId, work);
    }, ms);
    this.#timers.set(orgId, timer);
  }

  async #work(orgId: string): Promise<void> {
    const { leases, holder, log } = this.#ports;
    try {
      const led = await asLeader(
        leases,
        { orgId, name: "inbox", holder },
        this.#stopping.signal,
        async (epoch, signal) => {
          await this.#drain({ orgId, holder, epoch }, signal);
          return true;
        },
      );
      // The leader may have taken its last look just before this notification came.
      if (led === null) this.#workSoon(orgId, RETRY_MS);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      log("inbox_stopped", { orgId, error });
      this.#workSoon(orgId, RETRY_MS);
    }
  }

  async #drain(fence: Fence, signal: AbortSignal): Promise<void> {
    const { store, inbox } = this.#ports;
    const { orgId } = fence;
    const { deals: crm } = await this.#ports.connect(orgId);
    for (;;) {
      // What is named again after this moment is a notification of its own and fetched again.
      const { eventIds, dealIds } = await inbox.open(orgId, BATCH);
      if (eventIds.length === 0) return;
      const suspects = dealIds.map((id) => ({ id, kind: "recycled" as const, deletedAt: null }));
      await refetch({ crm, store }, fence, suspects, "webhook", async () => {}, signal);
      await inbox.settle(orgId, eventIds);
    }
  }
}
