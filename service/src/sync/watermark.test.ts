import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { watermarkAfterDelta, watermarkAfterFull, windowStart } from "./watermark.ts";

const at = (text: string) => Temporal.Instant.from(text);
const anInstant = fc
  .integer({ min: 1_700_000_000, max: 1_800_000_000 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000));
const orNull = fc.option(anInstant, { nil: null });

describe("the watermark after a delta", () => {
  it("never falls and never passes the CRM time at which the pass began", () => {
    fc.assert(
      fc.property(anInstant, orNull, orNull, (current, newest, servedFrom) => {
        const next = watermarkAfterDelta(current, newest, servedFrom);
        expect(Temporal.Instant.compare(next, current)).toBeGreaterThanOrEqual(0);
        if (Temporal.Instant.compare(next, current) > 0) {
          expect(newest).not.toBeNull();
          if (servedFrom) expect(Temporal.Instant.compare(next, servedFrom)).toBeLessThanOrEqual(0);
          if (newest) expect(Temporal.Instant.compare(next, newest)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  it("stays where it is when nothing changed", () => {
    const current = at("2026-03-01T10:00:00Z");
    expect(watermarkAfterDelta(current, null, at("2026-03-01T12:00:00Z"))).toEqual(current);
  });

  it("starts the next run at the start of this one less the overlap, not at the newest change seen (FR-022)", () => {
    const after = watermarkAfterDelta(
      at("2026-05-28T20:00:00Z"),
      at("2026-05-28T21:10:08Z"),
      at("2026-05-28T21:00:00Z"),
    );
    expect(windowStart(after)).toEqual(at("2026-05-28T20:58:00Z"));
  });

  it("keeps one overlap behind the newest change when the CRM sent no time", () => {
    const after = watermarkAfterDelta(at("2026-03-01T10:00:00Z"), at("2026-03-01T11:00:00Z"), null);
    expect(after).toEqual(at("2026-03-01T10:58:00Z"));
  });
});

describe("the watermark after a full sync", () => {
  it("is one overlap before the run began, and never lower than it was", () => {
    const began = at("2026-03-01T10:00:00Z");
    expect(watermarkAfterFull(null, began)).toEqual(at("2026-03-01T09:58:00Z"));
    const ahead = at("2026-03-01T09:59:30Z");
    expect(watermarkAfterFull(ahead, began)).toEqual(ahead);
  });
});
