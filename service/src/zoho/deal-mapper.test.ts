import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { defaultDealFields } from "./deal-fields.ts";
import {
  aMappingContext,
  aRawDeal,
  issuesOf,
  mapped,
  stageOptions,
} from "./deal-mapper.builder.ts";
import { mapDeal } from "./deal-mapper.ts";
import { readLookup } from "./field-values.ts";

describe("published failures", () => {
  it("FR-019: an offset without a colon is understood", () => {
    const { deal } = mapped(aRawDeal({ Modified_Time: "2026-03-01T10:00:00+0530" }));
    expect(deal.id).toBe("6203459000001847203");
    expect(deal.modifiedAt.toString()).toBe("2026-03-01T04:30:00Z");
  });

  it.each([
    { given: { id: "6203459000000555001", name: "Blue Harbour" }, id: true, name: "Blue Harbour" },
    { given: null, id: false, name: null },
    { given: { id: "6203459000000555001", name: null }, id: true, name: null },
    { given: undefined, id: false, name: null },
    { given: "6203459000000555001", id: true, name: null },
    { given: { id: "6203459000000555001" }, id: true, name: null },
    { given: {}, id: false, name: null },
    { given: [], id: false, name: null },
    { given: { id: "", name: "" }, id: false, name: null },
    {
      given: [{ id: "6203459000000555001", name: "Blue Harbour" }],
      id: true,
      name: "Blue Harbour",
    },
  ])("FR-028: a lookup given as $given", ({ given, id, name }) => {
    const { deal, issues } = mapped(aRawDeal({ Account_Name: given }));
    expect(deal.accountId).toBe(id ? "6203459000000555001" : null);
    expect(readLookup(given).name).toBe(name);
    expect(issues).toEqual([]);
  });

  it.each([
    ["R&amp;D Lab&#39;s rollout", "R&D Lab's rollout"],
    ["R&D plain", "R&D plain"],
    ["5 &lt; 6 &amp;&amp; 7", "5 < 6 && 7"],
    ["Salt &amp;amp; Co", "Salt &amp; Co"],
    ["&quot;A&quot; &copy; &#169;", '"A" &copy; &#169;'],
    ["&#x27;A&#x27; &#039;B&#039; &#34;C&#34;", "'A' 'B' \"C\""],
    ["5 &#60; 6 &#x26;&#38; 7", "5 < 6 && 7"],
    ["&#38;amp; &amp;#39;", "&amp; &#39;"],
    ["AT&T; &AMP; &;", "AT&T; &AMP; &;"],
  ])("FR-034: entities in %j are decoded once", (written, name) => {
    expect(mapped(aRawDeal({ Deal_Name: written })).deal.name).toBe(name);
  });

  it("FR-035: emoji and combining characters stay as they are", () => {
    const name = "🚀 Café Zürich 東京 👩‍💻";
    expect(mapped(aRawDeal({ Deal_Name: name })).deal.name).toBe(name);
  });

  it("FR-037: very long text stays whole", () => {
    const record = mapped(
      aRawDeal({ Deal_Name: "N".repeat(120), Description: "x".repeat(32_000) }),
    );
    expect(record.deal.name).toHaveLength(120);
    expect(record.raw.Description).toBe("x".repeat(32_000));
  });

  it.each([
    ["-None-", null],
    ["", null],
    [null, null],
    ["  ", null],
    ["\u00a0", null],
    ["-none- ", null],
    [["-None-"], null],
    [{ name: "-None-" }, null],
    [["APAC"], "APAC"],
    ["APAC", "APAC"],
  ])("FR-038: the option %j is %j", (written, territory) => {
    const record = mapped(aRawDeal({ Territory: written }));
    expect(record.deal.territory).toBe(territory);
    expect(record.issues).toEqual([]);
  });

  it.each([
    { given: { Amount: null }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: "" }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: undefined }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: "n/a" }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: " - " }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: "\u2014" }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: "N.A." }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: "tba" }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: "undefined" }, amount: null, sgd: null, issues: ["Amount:missing"] },
    { given: { Amount: 0 }, amount: "0", sgd: "0.00", issues: [] },
    { given: { Amount: "0.00" }, amount: "0", sgd: "0.00", issues: [] },
    { given: { Amount: -0 }, amount: "0", sgd: "0.00", issues: [] },
  ])("FR-039: no amount is not an amount of zero ($given)", ({ given, amount, sgd, issues }) => {
    const record = mapped(aRawDeal(given));
    expect(record.deal.amount).toBe(amount);
    expect(record.reportingAmount).toBe(sgd);
    expect(issuesOf(record)).toEqual(issues);
  });

  it.each([
    { amount: 8000, currency: "USD", rate: 0.8, sgd: "10000.00" },
    { amount: 625_000, currency: "INR", rate: 62.5, sgd: "10000.00" },
    { amount: 1000, currency: "SGD", rate: 1, sgd: "1000.00" },
  ])("FR-081: $amount $currency is $sgd SGD", ({ amount, currency, rate, sgd }) => {
    const record = mapped(aRawDeal({ Amount: amount, Currency: currency, Exchange_Rate: rate }));
    expect(record.reportingAmount).toBe(sgd);
  });

  it("FR-084: the amount is divided by the rate", () => {
    const record = mapped(aRawDeal({ Amount: 1_250_000, Currency: "JPY", Exchange_Rate: 125 }));
    expect(record.deal).toMatchObject({ amount: "1250000", currency: "JPY", exchangeRate: "125" });
    expect(record.reportingAmount).toBe("10000.00");
  });

  it("FR-100: a negative amount is kept and flagged", () => {
    const record = mapped(aRawDeal({ Amount: -400 }));
    expect(record.reportingAmount).toBe("-500.00");
    expect(issuesOf(record)).toEqual(["Amount:out_of_range"]);
  });

  it.each([
    [0.004, "0.01"],
    [-0.004, "-0.01"],
    [0.0036, "0.00"],
    [-0.0036, "0.00"],
  ])("FR-100: half a cent rounds away from zero (%d at 0.8)", (amount, sgd) => {
    expect(mapped(aRawDeal({ Amount: amount })).reportingAmount).toBe(sgd);
  });
});

it.each([
  { given: { name: "Blue Harbour" }, issues: ["Account_Name:missing"] },
  { given: "Blue Harbour", issues: ["Account_Name:bad_format"] },
  { given: [{ id: "1" }, { id: "2" }], issues: ["Account_Name:unexpected_type"] },
])("a lookup that points nowhere certain is said to: $given", ({ given, issues }) => {
  const record = mapped(aRawDeal({ Account_Name: given }));
  expect(record.deal.accountId).toBeNull();
  expect(issuesOf(record)).toEqual(issues);
});

it("several choices are not one, as a list or as a CSV's text", () => {
  const options = {
    territory: new Map([
      ["APAC", "APAC"],
      ["EMEA", "EMEA"],
      ["Asia; Pacific", "APAC"],
    ]),
  };
  const territory = (written: unknown) => {
    const record = mapped(aRawDeal({ Territory: written }), aMappingContext({ options }));
    return [record.deal.territory, ...issuesOf(record)];
  };
  expect(territory(["APAC", "EMEA"])).toEqual([null, "Territory:unexpected_type"]);
  expect(territory("APAC;EMEA")).toEqual([null, "Territory:unexpected_type"]);
  expect(territory("Asia; Pacific")).toEqual(["APAC"]);
  expect(territory("Old;New")).toEqual(["Old;New", "Territory:unknown_value"]);
});

describe("amounts", () => {
  it.each([
    ["abc", "bad_format"],
    ["8,000.00", "bad_format"],
    ["USD 8000", "bad_format"],
    [Number.POSITIVE_INFINITY, "bad_format"],
    [true, "unexpected_type"],
    [{ value: 1 }, "unexpected_type"],
    [[8000], "unexpected_type"],
    ["10000000000000000", "out_of_range"],
    [1e21, "out_of_range"],
  ])("%j is not one: %s", (written, problem) => {
    const record = mapped(aRawDeal({ Amount: written }));
    expect(record.deal.amount).toBeNull();
    expect(record.reportingAmount).toBeNull();
    expect(issuesOf(record)).toEqual([`Amount:${problem}`]);
  });

  it.each([
    ["9007199254740993.01", "9007199254740993.01"],
    ["0008000.50", "8000.5"],
    [" 8000 ", "8000"],
    ["8e3", "8000"],
    [1e-7, "0.0000001"],
  ])("%j is %s exactly", (written, amount) => {
    expect(mapped(aRawDeal({ Amount: written })).deal.amount).toBe(amount);
  });
});

describe("conversion", () => {
  it.each([null, undefined, "", 0, -1, "0.0", "n/a", "fast", 1e13])(
    "has no usable rate for a foreign deal with the rate %j",
    (rate) => {
      const record = mapped(aRawDeal({ Exchange_Rate: rate }));
      expect(record.deal.amount).toBe("8000");
      expect(record.reportingAmount).toBeNull();
      expect(issuesOf(record)).toEqual(["Exchange_Rate:no_rate"]);
    },
  );

  it("needs no rate for a deal in the home currency", () => {
    const record = mapped(aRawDeal({ Currency: "SGD", Exchange_Rate: undefined }));
    expect(record.reportingAmount).toBe("8000.00");
    expect(record.issues).toEqual([]);
  });

  it("takes every amount as home currency where only one is in use", () => {
    const record = mapped(aRawDeal({ Currency: undefined, Exchange_Rate: undefined }));
    expect(record.deal.currency).toBe("SGD");
    expect(record.reportingAmount).toBe("8000.00");
  });

  it.each(["Dollars", "$", 7])("does not convert from the currency %j", (currency) => {
    const record = mapped(aRawDeal({ Currency: currency }));
    expect(record.deal.currency).toBeNull();
    expect(record.reportingAmount).toBeNull();
    expect(record.issues.map((issue) => issue.field)).toEqual(["Currency"]);
  });

  it("goes over the home currency to another reporting currency", () => {
    const context = aMappingContext({ reportingCurrency: "EUR", reportingRate: "0.64" });
    expect(mapped(aRawDeal(), context).reportingAmount).toBe("6400.00");
    const blind = mapped(aRawDeal(), aMappingContext({ reportingCurrency: "EUR" }));
    expect(blind.reportingAmount).toBeNull();
    expect(issuesOf(blind)).toEqual(["Exchange_Rate:no_rate"]);
  });

  it("leaves an amount alone that is in the reporting currency already", () => {
    const context = aMappingContext({ reportingCurrency: "USD", reportingRate: "0.75" });
    expect(mapped(aRawDeal(), context).reportingAmount).toBe("8000.00");
  });

  it("does not believe a rate that makes more of an amount than can be stored", () => {
    const record = mapped(aRawDeal({ Amount: "999999999999999", Exchange_Rate: "0.000001" }));
    expect(record.reportingAmount).toBeNull();
    expect(issuesOf(record)).toEqual(["Exchange_Rate:out_of_range"]);
  });

  it("reports a rate problem only for a deal with an amount", () => {
    const record = mapped(aRawDeal({ Amount: null, Exchange_Rate: null }));
    expect(issuesOf(record)).toEqual(["Amount:missing"]);
  });
});

describe("probability", () => {
  it.each([
    [0, 0],
    ["75", 75],
    ["75.0", 75],
    [100, 100],
    [null, null],
  ])("%j is %j", (written, probability) => {
    const record = mapped(aRawDeal({ Probability: written }));
    expect(record.deal.probability).toBe(probability);
    expect(record.issues).toEqual([]);
  });

  it.each([
    [101, "out_of_range"],
    [-1, "out_of_range"],
    [33.3, "bad_format"],
    ["50%", "bad_format"],
    [true, "unexpected_type"],
  ])("%j is not one: %s", (written, problem) => {
    const record = mapped(aRawDeal({ Probability: written }));
    expect(record.deal.probability).toBeNull();
    expect(issuesOf(record)).toEqual([`Probability:${problem}`]);
  });
});

describe("dates", () => {
  it.each([
    ["2026-02-28", "2026-02-28"],
    ["2026-03-01T00:30:00+08:00", "2026-03-01"],
    ["2026-03-01 23:59:59", "2026-03-01"],
    ["", null],
    [null, null],
  ])("%j is the day %j", (written, day) => {
    const record = mapped(aRawDeal({ PO_Date: written }));
    expect(record.deal.poOn).toBe(day);
    expect(record.issues).toEqual([]);
  });

  it.each([
    ["2026-02-30", "bad_format"],
    ["2026-02-30T10:00:00Z", "bad_format"],
    ["0000-00-00", "bad_format"],
    ["0000-01-01", "bad_format"],
    ["30/04/2026", "bad_format"],
    ["soon", "bad_format"],
    [20_260_430, "unexpected_type"],
  ])("%j is no day: %s", (written, problem) => {
    const record = mapped(aRawDeal({ PO_Date: written }));
    expect(record.deal.poOn).toBeNull();
    expect(issuesOf(record)).toEqual([`PO_Date:${problem}`]);
  });
});

describe("options", () => {
  const context = aMappingContext({ options: { stage: stageOptions } });

  it.each(["Id. Decision Makers", "Identify Decision Makers"])("reads the stage %j", (written) => {
    expect(mapped(aRawDeal({ Stage: written }), context).deal.stage).toBe("Id. Decision Makers");
  });

  it("keeps a stage it does not know, and says so", () => {
    const record = mapped(aRawDeal({ Stage: "Pondering" }), context);
    expect(record.deal.stage).toBe("Pondering");
    expect(issuesOf(record)).toEqual(["Stage:unknown_value"]);
  });

  it("says when there is no stage", () => {
    expect(issuesOf(mapped(aRawDeal({ Stage: null }), context))).toEqual(["Stage:missing"]);
  });

  // Official client libraries give a custom field of this name the shape of Zoho's own Territory.
  it.each([
    { written: [{ id: "1", name: "APAC" }], territory: "APAC", issues: [] },
    { written: { id: "1", name: "APAC" }, territory: "APAC", issues: [] },
    { written: ["APAC"], territory: "APAC", issues: [] },
    { written: [], territory: null, issues: [] },
    { written: [{ id: "1" }], territory: null, issues: ["Territory:unexpected_type"] },
    { written: ["APAC", "EMEA"], territory: null, issues: ["Territory:unexpected_type"] },
    { written: 7, territory: null, issues: ["Territory:unexpected_type"] },
  ])("reads Territory given as $written", ({ written, territory, issues }) => {
    const record = mapped(aRawDeal({ Territory: written }));
    expect(record.deal.territory).toBe(territory);
    expect(issuesOf(record)).toEqual(issues);
  });
});

it.each([
  [true, true, []],
  ["false", false, []],
  ["TRUE", true, []],
  [null, null, []],
  ["yes", null, ["Strategic_Account:bad_format"]],
  [1, null, ["Strategic_Account:unexpected_type"]],
])("reads the tick box %j as %j", (written, value, issues) => {
  const record = mapped(aRawDeal({ Strategic_Account: written }));
  expect(record.deal.strategicAccount).toBe(value);
  expect(issuesOf(record)).toEqual(issues);
});

it("does not trust an id that came as a number", () => {
  const record = mapped(
    aRawDeal({ Account_Name: { id: 6203459000000555 }, Owner: 6203459000000555 }),
  );
  expect(record.deal).toMatchObject({ accountId: null, ownerId: null });
  expect(issuesOf(record)).toEqual(["Account_Name:unexpected_type", "Owner:unexpected_type"]);
});

describe("rejection", () => {
  it.each([
    [{ id: undefined }, "id:missing"],
    [{ id: null }, "id:missing"],
    [{ id: 6203459000001847 }, "id:unexpected_type"],
    [{ id: "abc" }, "id:bad_format"],
    [{ Modified_Time: undefined }, "Modified_Time:missing"],
    [{ Modified_Time: "yesterday" }, "Modified_Time:bad_format"],
    [{ Modified_Time: "2026-03-01T10:00:00" }, "Modified_Time:bad_format"],
    [{ Modified_Time: 1772445600000 }, "Modified_Time:unexpected_type"],
  ])("keeps the record raw when it has %j", (given, issue) => {
    const raw = aRawDeal(given);
    const record = mapDeal(raw, aMappingContext());
    expect(record.kind).toBe("rejected");
    expect(issuesOf(record)).toEqual([issue]);
    expect(record.raw).toBe(raw);
  });

  it("names the record where it can", () => {
    const record = mapDeal(aRawDeal({ Modified_Time: null }), aMappingContext());
    expect(record).toMatchObject({ kind: "rejected", recordId: "6203459000001847203" });
  });

  it.each([null, "text", 7, [1]])("takes %j for no record at all", (raw) => {
    expect(mapDeal(raw, aMappingContext())).toEqual({
      kind: "rejected",
      recordId: null,
      issues: [{ field: "id", problem: "missing" }],
      raw,
    });
  });
});

describe("what the database cannot hold", () => {
  it("drops U+0000 everywhere and says where", () => {
    const record = mapped(aRawDeal({ Deal_Name: "No\u0000rth", Notes: [{ text: "a\u0000b" }] }));
    expect(record.deal.name).toBe("North");
    expect(record.raw).toMatchObject({ Deal_Name: "North", Notes: [{ text: "ab" }] });
    expect(issuesOf(record)).toEqual(["Deal_Name:bad_format", "Notes:bad_format"]);
  });

  it("replaces half a surrogate pair", () => {
    const record = mapped(aRawDeal({ Deal_Name: "North \ud83d" }));
    expect(record.deal.name).toBe("North \ufffd");
    expect(JSON.stringify(record.raw)).not.toContain("ud83d");
  });

  it("repairs a rejected record too", () => {
    const record = mapDeal({ Deal_Name: "No\u0000rth" }, aMappingContext());
    expect(record.raw).toEqual({ Deal_Name: "North" });
  });
});

it("reads from whatever fields an administrator maps", () => {
  const fields = { ...defaultDealFields, poOn: "Order_Date", amount: "Net_Value" };
  const record = mapped(
    aRawDeal({ Net_Value: "12", Order_Date: "2026-01-02", PO_Date: "2026-09-09" }),
    aMappingContext({ fields }),
  );
  expect(record.deal).toMatchObject({ amount: "12", poOn: "2026-01-02" });
});

it("hashes the deal, its Modified_Time included, and nothing else", () => {
  const base = mapped(aRawDeal());
  expect(mapped(aRawDeal({ Owner: { id: "1", name: "Kim" } })).contentHash).toBe(
    mapped(aRawDeal({ Owner: { id: "1", name: "Kim Lee" } })).contentHash,
  );
  expect(mapped(aRawDeal({ Next_Step: "call" })).contentHash).toBe(base.contentHash);
  const later = base.deal.modifiedAt.add(Temporal.Duration.from({ seconds: 1 }));
  expect(mapped(aRawDeal({ Modified_Time: later.toString() })).contentHash).not.toBe(
    base.contentHash,
  );
  expect(mapped(aRawDeal({ Amount: 8001 })).contentHash).not.toBe(base.contentHash);
});
