import { useState } from "react";

/** The newest value that was not undefined: what a page keeps showing while it has nothing better. */
export function useLastKnown<Value>(value: Value | undefined): Value | undefined {
  const [known, setKnown] = useState(value);
  if (value !== undefined && value !== known) {
    setKnown(() => value);
    return value;
  }
  return known;
}
