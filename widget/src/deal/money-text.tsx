import { exactNumber, type Money } from "../ui/money.ts";

/** An exact amount with its code, in tabular figures. */
export function MoneyText({ amount, currency }: Money) {
  return (
    <span className="whitespace-nowrap">
      <span className="text-ink-faint text-xs">{currency}</span> {exactNumber(amount, currency)}
    </span>
  );
}
