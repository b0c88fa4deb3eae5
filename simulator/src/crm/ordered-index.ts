/** Entries per chunk before it is split; near the square root of a million keeps both levels short. */
const CHUNK_MAX = 1024;

/**
 * A sorted set that stays cheap to edit at a million entries: an array of short sorted arrays.
 * `compare` must order entries totally, so that two different entries never compare as equal.
 */
export class OrderedIndex<T> {
  readonly #compare: (a: T, b: T) => number;
  #chunks: T[][] = [];
  #size = 0;

  /** @param sorted entries already in order; only read */
  constructor(compare: (a: T, b: T) => number, sorted: readonly T[]) {
    this.#compare = compare;
    for (let i = 0; i < sorted.length; i += CHUNK_MAX / 2) {
      this.#chunks.push(sorted.slice(i, i + CHUNK_MAX / 2));
    }
    this.#size = sorted.length;
  }

  get size(): number {
    return this.#size;
  }

  add(entry: T): void {
    this.#size++;
    const first = this.#chunks[0];
    if (first === undefined) {
      this.#chunks.push([entry]);
      return;
    }
    const at = Math.max(0, this.#chunkOf(entry));
    const chunk = this.#chunks[at] ?? first;
    chunk.splice(
      lowerBound(chunk, (other) => this.#compare(other, entry)),
      0,
      entry,
    );
    if (chunk.length > CHUNK_MAX) {
      this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK_MAX / 2));
    }
  }

  /** @returns false when the entry was not there */
  remove(entry: T): boolean {
    const at = this.#chunkOf(entry);
    const chunk = this.#chunks[at];
    if (chunk === undefined) return false;
    const place = lowerBound(chunk, (other) => this.#compare(other, entry));
    const found = chunk[place];
    if (found === undefined || this.#compare(found, entry) !== 0) return false;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    this.#size--;
    return true;
  }

  /**
   * How many entries lie before a place.
   * @param side negative for entries before the place, zero or positive for the others; must rise
   *   along the order
   */
  rank(side: (entry: T) => number): number {
    const { chunk, place } = this.#seek(side);
    let before = place;
    for (let i = 0; i < chunk; i++) before += this.#chunks[i]?.length ?? 0;
    return before;
  }

  /** Entries from the first one not before the place, in order. Do not edit while reading. */
  *from(side: (entry: T) => number): Generator<T> {
    let { chunk, place } = this.#seek(side);
    for (; chunk < this.#chunks.length; chunk++, place = 0) {
      const entries = this.#chunks[chunk] ?? [];
      for (; place < entries.length; place++) yield entries[place] as T;
    }
  }

  /** Entries before the place, last one first. Do not edit while reading. */
  *before(side: (entry: T) => number): Generator<T> {
    const start = this.#seek(side);
    for (let chunk = start.chunk; chunk >= 0; chunk--) {
      const entries = this.#chunks[chunk] ?? [];
      const end = chunk === start.chunk ? start.place : entries.length;
      for (let i = end - 1; i >= 0; i--) yield entries[i] as T;
    }
  }

  #seek(side: (entry: T) => number): { chunk: number; place: number } {
    const chunks = this.#chunks;
    const chunk = lowerBound(chunks, (entries) => side(entries[entries.length - 1] as T));
    return { chunk, place: lowerBound(chunks[chunk] ?? [], side) };
  }

  // The last chunk that starts at or before the entry; -1 when it belongs before all.
  #chunkOf(entry: T): number {
    return (
      lowerBound(this.#chunks, (chunk) => (this.#compare(chunk[0] as T, entry) <= 0 ? -1 : 1)) - 1
    );
  }
}

/** First position whose `side` is not negative. */
function lowerBound<T>(sorted: readonly T[], side: (entry: T) => number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (side(sorted[middle] as T) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
