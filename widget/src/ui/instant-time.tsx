import type { InstantText } from "@pulse/shared/wire/scalars";
import { clockText, fullInstantText } from "./instant.ts";

/** An instant in the viewer's zone; the tooltip names the zone. */
export function InstantTime({ instant, now }: { instant: InstantText; now: Date }) {
  return (
    <time dateTime={instant} title={fullInstantText(instant)}>
      {clockText(instant, now)}
    </time>
  );
}
