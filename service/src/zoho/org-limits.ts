import { type CallSlots, runHolding } from "./call-slots.ts";
import { type CreditLedger, createCreditLedger, type Spent } from "./credit-ledger.ts";
import type { RefreshTurns } from "./refresh-turns.ts";
import { createSharedSlots, type SharedSlots, type SlotStore } from "./shared-slots.ts";
import type { Timing } from "./timing.ts";

/** Stores what this replica spent, and tells what all have spent since. */
export type CreditBook = (unsaved: Spent[], sinceMs: number) => Promise<Spent[]>;

/** One organisation's limits as one replica keeps to them. */
export type OrgLimits = { slots: CallSlots; ledger: CreditLedger; turns: RefreshTurns };

/** Faster than a lease's beat: so long a replica that comes anew may wait for its part. */
const BEAT_MS = 3_000;
/** What a crash forgets of the day's spending. */
const SAVE_EVERY_MS = 10_000;

type Kept = OrgLimits & { slots: SharedSlots; savedAtMs: number; timer: NodeJS.Timeout | null };

type LimitDeps = {
  slotStore(orgId: string): SlotStore;
  creditBook(orgId: string): CreditBook;
  turns(orgId: string): RefreshTurns;
  /** What one replica asks for at most. */
  own: { maxConcurrent: number; maxHeavy: number };
  timing: Timing;
  log(event: string, facts: Record<string, unknown>): void;
};

/**
 * The limits of every organisation this process works for. They outlive clients and connections:
 * what was spent stays spent. An organisation costs nothing while nobody calls it.
 */
export class SharedLimits {
  readonly #deps: LimitDeps;
  readonly #kept = new Map<string, Kept>();
  #isClosed = false;

  constructor(deps: LimitDeps) {
    this.#deps = deps;
  }

  of(orgId: string): OrgLimits {
    const kept = this.#kept.get(orgId) ?? this.#open(orgId);
    this.#kept.set(orgId, kept);
    return kept;
  }

  /** Renews or gives back slots, stores spending. Returns once that is done. */
  async beat(orgId: string): Promise<void> {
    const kept = this.#kept.get(orgId);
    if (kept === undefined) return;
    await kept.slots.beat();
    const { nowMs } = this.#deps.timing;
    if (kept.ledger.hasUnsaved() && nowMs() - kept.savedAtMs >= SAVE_EVERY_MS) {
      await this.#save(orgId, kept);
    }
  }

  /** Stores what is not stored yet and gives the slots back; to be called when no call is open. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(
      [...this.#kept].map(async ([orgId, kept]) => {
        if (kept.timer !== null) clearTimeout(kept.timer);
        await kept.slots.release();
        if (kept.ledger.hasUnsaved()) await this.#save(orgId, kept);
      }),
    );
  }

  #open(orgId: string): Kept {
    const { own, timing } = this.#deps;
    const slots = createSharedSlots({ store: this.#deps.slotStore(orgId), own, timing });
    const ledger = createCreditLedger(timing);
    let loading: Promise<void> | null = null;
    const acquire: CallSlots["acquire"] = async (weight, signal) => {
      this.#keepBeating(orgId);
      // The first call of all waits for what was spent before this process began.
      loading ??= this.#save(orgId, kept).catch((error: unknown) => {
        loading = null;
        throw error;
      });
      await loading;
      return slots.acquire(weight, signal);
    };
    const kept: Kept = {
      slots: { ...slots, acquire, run: runHolding(acquire) },
      ledger,
      turns: this.#deps.turns(orgId),
      savedAtMs: Number.NEGATIVE_INFINITY,
      timer: null,
    };
    return kept;
  }

  async #save(orgId: string, kept: Kept): Promise<void> {
    await kept.ledger.exchange(this.#deps.creditBook(orgId));
    kept.savedAtMs = this.#deps.timing.nowMs();
  }

  #keepBeating(orgId: string): void {
    const kept = this.#kept.get(orgId);
    if (kept === undefined || kept.timer !== null || this.#isClosed) return;
    kept.timer = setTimeout(async () => {
      // A beat that fails is made good by the next; slots end by themselves.
      await this.beat(orgId).catch((error: unknown) =>
        this.#deps.log("limits_beat_failed", { orgId, error }),
      );
      kept.timer = null;
      if (!kept.slots.isIdle() || kept.ledger.hasUnsaved()) this.#keepBeating(orgId);
    }, BEAT_MS);
    kept.timer.unref();
  }
}
