import { describe, expect, it } from "vitest";
import { aRun, aStatus } from "../../tests/builders.ts";
import { connectionView } from "./connection-view.ts";
import { fullSyncCredits } from "./full-sync-cost.ts";
import { addSample, type ReadSample, readRate } from "./read-rate.ts";
import { progressText } from "./run-text.ts";
import { agedFreshness, idleSyncView, nextSync } from "./sync-view.ts";

const heardAt = new Date("2026-02-20T04:00:00Z");
const later = (seconds: number) => new Date(heardAt.getTime() + seconds * 1000);
const heard = (parts: Parameters<typeof aStatus>[0] = {}) => ({ status: aStatus(parts), heardAt });

describe("freshness between two polls", () => {
  it.each([
    { after: 0, freshness: "fresh" },
    { after: 900, freshness: "fresh" },
    { after: 901, freshness: "late" },
    { after: 1680, freshness: "late" },
    { after: 1681, freshness: "stale" },
  ])("is $freshness $after s after a status that was 120 s old", ({ after, freshness }) => {
    expect(agedFreshness(heard({ data_freshness: 120 }), later(after))).toBe(freshness);
  });

  it("never gets better than the service said", () => {
    expect(agedFreshness(heard({ freshness: "stale", data_freshness: 1 }), heardAt)).toBe("stale");
    expect(agedFreshness(heard({ freshness: "late", data_freshness: 1 }), heardAt)).toBe("late");
  });

  it("does not trust a clock that was set back", () => {
    expect(agedFreshness(heard({ data_freshness: 120 }), later(-7200))).toBe("fresh");
    expect(nextSync(heard({ next_sync_in: 600 }), later(-7200))).toBe("next sync in 10 min");
  });
});

describe("the sync indicator", () => {
  it("counts the age and the next run on", () => {
    expect(
      idleSyncView(heard({ data_freshness: 120, next_sync_in: 780 }), false, later(60)),
    ).toEqual({
      tone: "good",
      headline: "Synced 3 min ago",
      detail: "next sync in 12 min",
      isStale: false,
    });
    expect(nextSync(heard({ next_sync_in: 30 }), later(31))).toBe("next sync due now");
  });

  it.each([
    ["a failing sync", heard({ error_count: 1 }), false],
    [
      "a connection that does not work",
      heard({ connection: { ...aStatus().connection, state: "crm_unavailable" } }),
      false,
    ],
    ["a service that does not answer", heard(), true],
  ])("never says fresh of %s", (_what, status, unreachable) => {
    const view = idleSyncView(status, unreachable, heardAt);
    expect(view.tone).not.toBe("good");
    expect(view.headline).not.toContain("Synced");
  });

  it("says when there has been no sync at all", () => {
    const view = idleSyncView(
      heard({ freshness: "never", data_freshness: null, last_sync: null }),
      false,
      heardAt,
    );
    expect(view).toMatchObject({ headline: "No sync yet", isStale: false });
  });
});

it("shows until when a rate limit lasts", () => {
  const status = aStatus({
    connection: {
      state: "rate_limited",
      since: null,
      message: "Wait.",
      next_try_at: heardAt.toISOString(),
    },
  });
  const view = connectionView(status, { unreachable: false, heardAt, now: heardAt });
  expect(view.word).toMatch(/^Rate limited until \d\d:\d\d$/);
});

describe("progress", () => {
  it("does not invent an end", () => {
    expect(progressText(aRun({ read: 310, expected: null }))).toBe("310 deals read, total unknown");
    expect(progressText(aRun({ read: 1240, expected: 2000 }))).toBe("1,240 of 2,000 deals read");
    expect(progressText(aRun({ state: "queued" }))).toBe("waiting to start");
  });

  it("measures the pace over recent samples of one run", () => {
    const samples = [
      { runId: "a", read: 9000, atMs: 0 },
      { runId: "b", read: 0, atMs: 20_000 },
      { runId: "b", read: 1000, atMs: 22_000 },
      { runId: "b", read: 3000, atMs: 24_000 },
    ].reduce<ReadSample[]>(addSample, []);
    expect(readRate(samples)).toBe(750);
  });

  it("does not know the pace from one sample, or from two at once", () => {
    expect(readRate([])).toBeNull();
    expect(readRate([{ runId: "a", read: 10, atMs: 0 }])).toBeNull();
    expect(
      readRate([
        { runId: "a", read: 10, atMs: 0 },
        { runId: "a", read: 20, atMs: 100 },
      ]),
    ).toBeNull();
  });
});

it.each([
  [0, 3],
  [1, 3],
  [2000, 3],
  [2001, 6],
  [1_000_000, 1500],
])("estimates a full sync of %d deals at %d credits", (deals, credits) => {
  expect(fullSyncCredits(deals)).toBe(credits);
});
