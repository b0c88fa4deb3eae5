import { describe, expect, it } from "vitest";
import type { StoredRecord } from "../crm/model.ts";
import { generateDemoOrg } from "./generate-demo-org.ts";
import { CATEGORY_MESSES, MONEY_MESSES, messPlan, NAME_MESSES, TIMING_MESSES } from "./mess.ts";
import { seedWords } from "./random.ts";

describe.each(["pulse", "another seed"])("of seed %s, 600 deals", (seed) => {
  const org = generateDemoOrg({ seed, deals: 600, now: Date.UTC(2026, 10, 25) / 1000 });
  const deals = [...org.deals];
  const accountNames = new Map([...org.accounts].map((one) => [one.id, String(one.Account_Name)]));
  const named = (pattern: RegExp) => (deal: StoredRecord) => pattern.test(String(deal.Deal_Name));

  const kinds: Record<string, (deal: StoredRecord) => boolean> = {
    "no amount": (deal) => deal.Amount === null,
    "no account": (deal) => deal.Account_Name === null,
    "no territory": (deal) => deal.Territory === null,
    "no service line": (deal) => deal.Service_Line === null,
    "no probability": (deal) => deal.Probability === null,
    "no closing date": (deal) => deal.Closing_Date === null,
    "an amount of zero": (deal) => deal.Amount === 0,
    "a negative amount": (deal) => Number(deal.Amount) < 0,
    "an amount of one": (deal) => deal.Amount === 1,
    cents: (deal) => !Number.isInteger(deal.Amount ?? 0),
    "a placeholder name": named(/^(test|xxx|TBD|asdf|dummy)/i),
    "a None option": (deal) => deal.Territory === "-None-" || deal.Service_Line === "-None-",
    "a None lead source": (deal) => deal.Lead_Source === "-None-",
    "HTML entities": named(/&\w+;|&#\d+;/),
    "spaces at the edges": named(/^\s.*\s$/),
    "120 characters": named(/^.{120}$/),
    Chinese: named(/\p{Script=Han}{4}/u),
    Japanese: named(/\p{Script=Hiragana}|\p{Script=Katakana}/u),
    Korean: named(/\p{Script=Hangul}/u),
    Arabic: named(/\p{Script=Arabic}/u),
    Hebrew: named(/\p{Script=Hebrew}/u),
    Hindi: named(/\p{Script=Devanagari}/u),
    Tamil: named(/\p{Script=Tamil}/u),
    Thai: named(/\p{Script=Thai}/u),
    Cyrillic: named(/\p{Script=Cyrillic}/u),
    Greek: named(/\p{Script=Greek}/u),
    Vietnamese: named(/[ồáạịử]/),
    emoji: named(/\p{Extended_Pictographic}/u),
    "combining marks": named(/[A-Za-z]\u0301|u\u0308|n\u0303/),
    quotes: named(/["“'`\\]/),
    "commas and semicolons": named(/[,;|]/),
    markup: named(/<\w+[^>]*>/),
    formulas: named(/^[=+@-]/),
    "direction marks": named(/[\u200B-\u200F\u202A-\u202E\u2066-\u2069]/),
    "a currency without an active rate": (deal) => deal.Exchange_Rate === null,
    "a retired stage": (deal) => deal.Stage === "Verbal Commitment",
    "an inactive owner": (deal) =>
      org.users.some((user) => user.id === deal.Owner && user.status === "inactive"),
    "a closing date in the past, though open": (deal) =>
      deal.Stage !== "Closed Won" &&
      Number(deal.Probability) > 0 &&
      String(deal.Closing_Date) < "2026-11-25",
    "a milestone planned ahead": (deal) => String(deal.PO_Date ?? "") > "2026-11-25",
    "milestones out of order": (deal) =>
      deal.PO_Date !== null &&
      deal.Proposal_Date !== null &&
      String(deal.PO_Date) < String(deal.Proposal_Date),
    "an order without a proposal": (deal) => deal.PO_Date !== null && deal.Proposal_Date === null,
  };

  it.each(Object.entries(kinds))("some deals have %s", (_kind, matches) => {
    const count = deals.filter(matches).length;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(150);
  });

  it("some deals were entered twice", () => {
    const key = (deal: StoredRecord) => [deal.Account_Name, deal.Deal_Name, deal.Amount].join("|");
    const twins = [...Map.groupBy(deals, key).values()].filter((group) => group.length > 1);
    expect(twins.length).toBeGreaterThanOrEqual(8);
    expect(
      twins.every((group) => group.every((deal) => deal.Currency === group[0]?.Currency)),
    ).toBe(true);
  });

  it("some deals hang on another spelling of an account", () => {
    const plain = (name: string) =>
      name.toLowerCase().replace(/\(old\)|[^a-z]|limited|incorporated|ltd|inc/g, "");
    const used = new Set(
      deals.flatMap((deal) => accountNames.get(String(deal.Account_Name)) ?? []),
    );
    const spellings = [...Map.groupBy(used, plain).values()].filter((names) => names.length > 1);
    expect(spellings.length).toBeGreaterThan(0);
  });
});

it("deals every kind out twice to every 600 deals, wherever one begins to count", () => {
  const messOf = messPlan(seedWords("pulse"));
  for (const first of [0, 300, 99_900]) {
    const messes = Array.from({ length: 600 }, (_, i) => messOf(first + i));
    for (const kind of NAME_MESSES)
      expect(messes.filter((mess) => mess.name === kind).length).toBeGreaterThan(1);
    for (const kind of MONEY_MESSES)
      expect(messes.filter((mess) => mess.money === kind).length).toBeGreaterThan(1);
    for (const kind of CATEGORY_MESSES)
      expect(messes.filter((mess) => mess.category === kind).length).toBeGreaterThan(1);
    for (const kind of TIMING_MESSES)
      expect(messes.filter((mess) => mess.timing === kind).length).toBeGreaterThan(1);
  }
});

it("answers the same in whatever order it is asked", () => {
  const forwards = messPlan(seedWords("order"));
  const backwards = messPlan(seedWords("order"));
  const indexes = Array.from({ length: 1_000 }, (_, i) => i);
  const asked = new Map(indexes.toReversed().map((index) => [index, backwards(index)]));
  for (const index of indexes) expect(asked.get(index)).toEqual(forwards(index));
});
