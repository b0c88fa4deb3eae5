import type { SyncMode, SyncTrigger } from "@pulse/shared/sync/sync-run";
import type { ConnectionState } from "@pulse/shared/sync/sync-status";
import type { Temporal } from "temporal-polyfill";
import { runAccountsPass } from "./accounts-pass.ts";
import type { CrmAccounts, CrmDeals } from "./crm-deals.ts";
import { runDeltaPass } from "./delta-pass.ts";
import { runFullSync } from "./full-sync.ts";
import { asLeader, type Leases } from "./leases.ts";
import { nextRetryAt, nextRunAfterFailure } from "./retry-schedule.ts";
import type { SyncRunRecord } from "./sync-run-record.ts";
import { type Fence, LeaseLost, type RunLog, type SyncStore } from "./sync-store.ts";

/** One organisation's CRM, ready to be read. */
export type CrmConnection = { deals: CrmDeals; accounts: CrmAccounts };

export type Failure = {
  code: string;
  message: string;
  /** Whether trying the same again may help without anybody doing anything. */
  retryable: boolean;
  /** What it says about the connection; null when it says nothing. */
  connection: ConnectionState | null;
};

export type SyncRunnerPorts = {
  store: SyncStore;
  runs: RunLog;
  leases: Leases;
  connect(orgId: string, mode: SyncMode): Promise<CrmConnection>;
  /** Reads users, stages and the like when they are due, or when `force` says so. */
  refreshMetadata(fence: Fence, options: { force: boolean; signal: AbortSignal }): Promise<void>;
  /** Organisations whose next scheduled run is due. */
  orgsDue(at: Temporal.Instant): Promise<string[]>;
  recordConnection(
    orgId: string,
    state: { state: ConnectionState; message: string; at: Temporal.Instant },
  ): Promise<void>;
  recordOutcome(
    orgId: string,
    outcome: { failed: boolean; nextSyncAt: Temporal.Instant },
  ): Promise<void>;
  describeFailure(error: unknown): Failure;
  log(event: string, facts: Record<string, unknown>): void;
  now(): Temporal.Instant;
  intervalMinutes: number;
  /** Ranges a full sync reads side by side. */
  width: number;
  /** Names this process as a holder of leases. */
  holder: string;
};

const LEASE = "sync";

/**
 * Owns the runs of this process: takes requests, works through them one per organisation, picks up
 * what another process left, tries again after passing failures, stops cleanly.
 */
export class SyncRunner {
  readonly #ports: SyncRunnerPorts;
  readonly #stopping = new AbortController();
  readonly #draining = new Map<string, Promise<void>>();
  /** Woken while draining: the work may have come after the last look. */
  readonly #lookAgain = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(ports: SyncRunnerPorts) {
    this.#ports = ports;
  }

  /** Records the request and starts on it at once, here or wherever the organisation's lease is. */
  async request(
    orgId: string,
    request: { mode: SyncMode; trigger: SyncTrigger; requestedBy: string | null },
  ): Promise<{ run: SyncRunRecord; joined: boolean }> {
    const { watermark } = await this.#ports.store.stream(orgId, "deals");
    const isFirst = watermark === null;
    const answer = await this.#ports.runs.request(orgId, {
      ...request,
      // There is nothing a delta could start from before the first full read.
      mode: isFirst ? "full" : request.mode,
      trigger: isFirst ? "first" : request.trigger === "first" ? "recovery" : request.trigger,
      at: this.#ports.now(),
    });
    this.wake(orgId);
    return answer;
  }

  /** Works on the organisation's runs unless this process already does. */
  wake(orgId: string): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#draining.has(orgId)) {
      this.#lookAgain.add(orgId);
      return;
    }
    const work = this.#drain(orgId)
      .catch((error: unknown) => {
        this.#ports.log("sync_drain_failed", { orgId, error });
        this.#wakeLater(orgId, 5_000);
      })
      .finally(() => {
        this.#draining.delete(orgId);
        if (this.#lookAgain.delete(orgId)) this.wake(orgId);
      });
    this.#draining.set(orgId, work);
  }

  /** Called by the clock: starts what is due and picks up what lost its process. */
  async tick(): Promise<void> {
    const at = this.#ports.now();
    for (const orgId of await this.#ports.orgsDue(at)) {
      await this.request(orgId, { mode: "delta", trigger: "schedule", requestedBy: null });
    }
    for (const orgId of await this.#ports.runs.orgsWithWork(at)) this.wake(orgId);
  }

  /** Stops taking work, lets the page at hand finish, gives the leases back. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("The service is stopping"));
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.allSettled(this.#draining.values());
  }

  async #drain(orgId: string): Promise<void> {
    const { leases, holder } = this.#ports;
    const lease = { orgId, name: LEASE, holder };
    const led = await asLeader(leases, lease, this.#stopping.signal, async (epoch, signal) => {
      const fence: Fence = { orgId, holder, epoch };
      for (;;) {
        signal.throwIfAborted();
        const run = await this.#ports.runs.claim(fence, this.#ports.now());
        if (run === null) return true;
        const retryAt = await this.#work(fence, run, signal);
        if (retryAt) {
          this.#wakeLater(
            orgId,
            Math.max(0, retryAt.since(this.#ports.now()).total("milliseconds")),
          );
          return true;
        }
      }
    }).catch((error: unknown) => {
      if (this.#stopping.signal.aborted || error instanceof LeaseLost) return null;
      throw error;
    });
    // Another holder may die without a word; look again after its term.
    if (led === null && !this.#stopping.signal.aborted) this.#wakeLater(orgId, 5_000);
  }

  /** @returns when to try the same run again, null when it is over */
  async #work(
    fence: Fence,
    run: SyncRunRecord,
    signal: AbortSignal,
  ): Promise<Temporal.Instant | null> {
    const { log, now, intervalMinutes } = this.#ports;
    const { orgId } = fence;
    try {
      await this.#execute(fence, run, signal);
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) throw error;
      return await this.#fail(fence, run, error);
    }
    // The run is closed: what fails from here on is no failure of it.
    const at = now();
    await this.#ports.recordConnection(orgId, { state: "ok", message: "", at });
    await this.#ports.recordOutcome(orgId, {
      failed: false,
      nextSyncAt: at.add({ minutes: intervalMinutes }),
    });
    log("sync_run_closed", { orgId, runId: run.runId, mode: run.mode });
    return null;
  }

  async #execute(fence: Fence, claimed: SyncRunRecord, signal: AbortSignal): Promise<void> {
    const { store, runs, now, width } = this.#ports;
    let run = claimed;
    await this.#ports.refreshMetadata(fence, {
      force: run.mode === "full" || run.trigger === "manual",
      signal,
    });
    const { deals: crm, accounts } = await this.#ports.connect(fence.orgId, run.mode);
    if (run.phase !== "changes") await runFullSync({ crm, store, now, width }, fence, run, signal);
    for (;;) {
      run = (await runs.byId(fence.orgId, run.runId)) ?? run;
      const marks = await runDeltaPass({ crm, store, now }, fence, run, signal);
      await runAccountsPass({ accounts, store, now }, fence, signal);
      const at = now();
      const closed = await store.transaction(fence, async (tx) => {
        await tx.moveStream("deals", marks.deals);
        await tx.moveStream("deleted_deals", marks.deletedDeals);
        return tx.closeRun(run.runId, at);
      });
      if (closed) return;
    }
  }

  async #fail(fence: Fence, run: SyncRunRecord, error: unknown): Promise<Temporal.Instant | null> {
    const { describeFailure, log, now, intervalMinutes } = this.#ports;
    const failure = describeFailure(error);
    const at = now();
    const retryAt = failure.retryable ? nextRetryAt(run.attempts + 1, at) : null;
    const { orgId } = fence;
    log("sync_run_stopped", {
      orgId,
      runId: run.runId,
      code: failure.code,
      retryAt: retryAt?.toString(),
      error,
    });
    await this.#ports.runs.recordFailure(fence, run.runId, { ...failure, at, retryAt });
    if (failure.connection) {
      await this.#ports.recordConnection(orgId, {
        state: failure.connection,
        message: failure.message,
        at,
      });
    }
    await this.#ports.recordOutcome(orgId, {
      failed: retryAt === null,
      nextSyncAt: retryAt ?? nextRunAfterFailure(at, intervalMinutes),
    });
    return retryAt;
  }

  #wakeLater(orgId: string, ms: number): void {
    if (this.#stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.wake(orgId);
    }, ms);
    this.#timers.add(timer);
  }
}
