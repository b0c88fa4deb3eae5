/** Reproducible randomness for the demo organisation. Not for secrets. */

export type SeedWords = readonly [number, number];

/** Spreads every bit of the input over every bit of the result (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hashText(text: string, start: number): number {
  let h = start | 0;
  for (let i = 0; i < text.length; i++) h = mix(Math.imul(h, 31) + text.charCodeAt(i));
  return h;
}

export function seedWords(seed: string): SeedWords {
  return [hashText(seed, 0x9e3779b9), hashText(seed, 0x243f6a88)];
}

/** Small Fast Counter (sfc32) by Chris Doty-Humphrey: 128 bits of state, quick to start. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(a: number, b: number, c: number) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    for (let i = 0; i < 6; i++) this.next();
  }

  /** At least 0 and below 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  /** A whole number; both ends are possible. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error("cannot pick from an empty list");
    return item;
  }

  /** Index of a weight, each as likely as its share of the sum. */
  weighted(weights: readonly number[]): number {
    let rest = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < weights.length - 1; i++) {
      rest -= weights[i] ?? 0;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}

/**
 * One generator for each index of a subject. Two subjects, or two indexes, share nothing, so what
 * is drawn for one record never depends on how many others there are or in which order they come.
 */
export function randomStream(seed: SeedWords, subject: string): (index: number) => Random {
  const first = hashText(subject, seed[0]);
  const second = hashText(subject, seed[1]);
  return (index) => {
    const own = mix(Math.imul(index + 1, 0x9e3779b1) ^ first);
    return new Random(own, mix(own ^ second), second ^ index);
  };
}
