import { randomStream, type SeedWords } from "./random.ts";

/**
 * What is wrong with which deals. Each group deals its kinds out to blocks of 300 consecutive
 * indexes, in a new order for every block, so that the shares are exact and every kind occurs
 * however small the organisation is. Numbers are deals per block.
 */
const BLOCK = 300;

const NAME_KINDS = {
  duplicate: 6,
  placeholder: 6,
  html_entity: 4,
  edge_spaces: 4,
  very_long: 3,
  chinese: 3,
  japanese: 3,
  korean: 3,
  arabic: 3,
  hebrew: 2,
  hindi: 3,
  tamil: 2,
  thai: 2,
  cyrillic: 3,
  greek: 2,
  vietnamese: 3,
  emoji: 3,
  combining_marks: 2,
  quotes: 4,
  commas: 4,
  markup: 2,
  formula: 2,
  direction_marks: 2,
} as const;
export type NameMess = keyof typeof NAME_KINDS;

const MONEY_KINDS = {
  no_amount: 7,
  zero_amount: 6,
  negative_amount: 4,
  no_probability: 6,
  retired_currency: 3,
} as const;
export type MoneyMess = keyof typeof MONEY_KINDS;

const CATEGORY_KINDS = {
  no_account: 7,
  no_territory: 7,
  no_service_line: 7,
  no_account_territory_or_line: 3,
  none_territory: 3,
  none_service_line: 3,
  none_lead_source: 4,
} as const;
export type CategoryMess = keyof typeof CATEGORY_KINDS;

/** Saved in the same second as others: by one mass update, or together with the deal one index before. */
const TIMING_KINDS = { mass_update: 9, same_second: 4 } as const;
export type TimingMess = keyof typeof TIMING_KINDS;

export type Mess = {
  name: NameMess | null;
  money: MoneyMess | null;
  category: CategoryMess | null;
  timing: TimingMess | null;
};

export const NAME_MESSES = Object.keys(NAME_KINDS) as NameMess[];
export const MONEY_MESSES = Object.keys(MONEY_KINDS) as MoneyMess[];
export const CATEGORY_MESSES = Object.keys(CATEGORY_KINDS) as CategoryMess[];
export const TIMING_MESSES = Object.keys(TIMING_KINDS) as TimingMess[];

export function messPlan(seed: SeedWords): (index: number) => Mess {
  const name = dealOut(seed, "name mess", NAME_KINDS);
  const money = dealOut(seed, "money mess", MONEY_KINDS);
  const category = dealOut(seed, "category mess", CATEGORY_KINDS);
  const timing = dealOut(seed, "timing mess", TIMING_KINDS);
  return (index) => ({
    name: name(index),
    money: money(index),
    category: category(index),
    timing: timing(index),
  });
}

/** All coprime to BLOCK, so that each orders a block's 300 places in its own way. */
const STRIDES = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 77, 79];

function dealOut<Kind extends string>(
  seed: SeedWords,
  subject: string,
  shares: Readonly<Record<Kind, number>>,
): (index: number) => Kind | null {
  const places: Kind[] = [];
  for (const kind of Object.keys(shares) as Kind[]) {
    for (let i = 0; i < shares[kind]; i++) places.push(kind);
  }
  const orderOf = randomStream(seed, subject);
  // Deals are asked for in the order of their ids, which jumps between blocks.
  const orders: { stride: number; offset: number }[] = [];
  return (index) => {
    const block = Math.floor(index / BLOCK);
    let order = orders[block];
    if (order === undefined) {
      const random = orderOf(block);
      order = { stride: random.pick(STRIDES), offset: random.int(0, BLOCK - 1) };
      orders[block] = order;
    }
    return places[((index % BLOCK) * order.stride + order.offset) % BLOCK] ?? null;
  };
}
