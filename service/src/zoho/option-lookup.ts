import type { OptionLookup } from "./field-values.ts";
import type { PickListOption } from "./org-metadata.ts";

/**
 * Finds an option's actual value by any of its spellings: the documents do not settle which of them
 * a read returns after a rename. Where one option's display value is another's actual value, the
 * actual value wins. Unused options count: old records still carry them.
 */
export function buildOptionLookup(
  options: readonly Pick<PickListOption, "actualValue" | "displayValue" | "referenceValue">[],
): OptionLookup {
  const lookup = new Map<string, string>();
  for (const { actualValue } of options) lookup.set(actualValue, actualValue);
  for (const { actualValue, displayValue, referenceValue } of options) {
    for (const spelling of [displayValue, referenceValue]) {
      if (spelling !== null && !lookup.has(spelling)) lookup.set(spelling, actualValue);
    }
  }
  return lookup;
}
