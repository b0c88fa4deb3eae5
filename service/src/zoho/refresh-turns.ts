import type { Timing } from "./timing.ts";

/** Zoho gives ten new tokens in ten minutes; half is left to other users of the refresh token. */
export const REFRESH_WINDOW_MS = 10 * 60_000;
export const MAX_REFRESHES = 5;

/** Whether a token may be asked for now, and if not, after how long. */
export type RefreshVerdict =
  | { kind: "go" }
  | { kind: "too_many"; retryAfterMs: number }
  /** The accounts server wants to be left alone. */
  | { kind: "held"; retryAfterMs: number };

/** What the replicas of a service share about getting tokens for one organisation. */
export type RefreshTurns = {
  /** Runs `refresh` unless somebody else is at it: null then, at once. */
  alone<T extends object>(refresh: () => Promise<T>): Promise<T | null>;
  /** Asks leave for one token, and counts it at once: a crash after this counts too. */
  count(): Promise<RefreshVerdict>;
  /** The token last counted was not made after all. */
  uncount(): Promise<void>;
  /** The accounts server is not to be asked for so long. */
  hold(ms: number): Promise<void>;
};

/** Milliseconds by one clock, whichever: here or the database's. */
export type RefreshBooks = { countedAtMs: readonly number[]; heldUntilMs: number | null };

/** @returns the verdict, and the books as they are to be kept */
export function countRefresh(
  books: RefreshBooks,
  nowMs: number,
): { verdict: RefreshVerdict; books: RefreshBooks } {
  const recent = books.countedAtMs.filter((at) => nowMs - at < REFRESH_WINDOW_MS);
  const kept = { ...books, countedAtMs: recent };
  if (books.heldUntilMs !== null && nowMs < books.heldUntilMs) {
    const retryAfterMs = books.heldUntilMs - nowMs;
    return { verdict: { kind: "held", retryAfterMs }, books: kept };
  }
  const [oldest] = recent;
  if (oldest !== undefined && recent.length >= MAX_REFRESHES) {
    const retryAfterMs = oldest + REFRESH_WINDOW_MS - nowMs;
    return { verdict: { kind: "too_many", retryAfterMs }, books: kept };
  }
  return {
    verdict: { kind: "go" },
    books: { countedAtMs: [...recent, nowMs], heldUntilMs: null },
  };
}

/** For a process that shares its refresh token with nobody. */
export function ownRefreshTurns(timing: Timing): RefreshTurns {
  let books: RefreshBooks = { countedAtMs: [], heldUntilMs: null };
  let isTaken = false;
  return {
    async alone(refresh) {
      if (isTaken) return null;
      isTaken = true;
      try {
        return await refresh();
      } finally {
        isTaken = false;
      }
    },
    async count() {
      const counted = countRefresh(books, timing.nowMs());
      books = counted.books;
      return counted.verdict;
    },
    async uncount() {
      books = { ...books, countedAtMs: books.countedAtMs.slice(0, -1) };
    },
    async hold(ms) {
      books = { ...books, heldUntilMs: timing.nowMs() + ms };
    },
  };
}
