import { describe, expect, it } from "vitest";
import { compactNumber, counted, exactMoney } from "./money.ts";

describe("money on screen", () => {
  it.each([
    ["8000.00", "USD", "USD 8,000.00"],
    ["8000", "USD", "USD 8,000.00"],
    ["1250000", "JPY", "JPY 1,250,000"],
    ["1250000.0000", "JPY", "JPY 1,250,000"],
    ["-400.5", "SGD", "SGD -400.50"],
    ["0", "SGD", "SGD 0.00"],
    ["0.1234", "SGD", "SGD 0.1234"],
    ["12.345", "KWD", "KWD 12.345"],
    ["100", "XAU", "XAU 100.00"],
  ])("writes %s %s as %s", (amount, currency, text) => {
    expect(exactMoney({ amount, currency })).toBe(text);
  });

  it("keeps every digit of an amount that no JS number can hold", () => {
    expect(exactMoney({ amount: "9007199254740993.01", currency: "SGD" })).toBe(
      "SGD 9,007,199,254,740,993.01",
    );
    expect(exactMoney({ amount: "123456789012345678901234.55", currency: "INR" })).toBe(
      "INR 123,456,789,012,345,678,901,234.55",
    );
  });

  it("is short where the exact value stands beside it", () => {
    expect(compactNumber("98314710.95")).toBe("98.31M");
    expect(compactNumber("-4200.00")).toBe("-4.2K");
    expect(compactNumber("0.00")).toBe("0");
  });

  it("counts in words", () => {
    expect(counted(1, "deal")).toBe("1 deal");
    expect(counted(0, "deal")).toBe("0 deals");
    expect(counted(12345, "deal")).toBe("12,345 deals");
  });
});
