import type { ModuleName, StoredRecord } from "../model.ts";
import type { OrgState, RecordChange } from "../org-state.ts";

/** Records as the search index has them: changes younger than its lag are not in it yet. */
export type SearchIndex = { records(module: ModuleName): Iterable<StoredRecord> };

/** Longest lag that can be asked for. */
const KEPT_MS = 3_600_000;

export function createSearchIndex(org: OrgState): SearchIndex {
  let recent: RecordChange[] = [];
  org.onChange((change) => {
    recent.push(change);
    const oldest = change.atMs - KEPT_MS;
    if ((recent[0]?.atMs ?? oldest) < oldest) {
      recent = recent.filter((other) => other.atMs >= oldest);
    }
  });
  return {
    *records(module) {
      const since = org.clock.nowMs() - org.behaviour.searchIndexLagMs;
      // The first change inside the lag tells how the index still has the record.
      const earlier = new Map<string, StoredRecord | null>();
      for (const change of recent) {
        if (change.module !== module || change.atMs <= since || earlier.has(change.record.id))
          continue;
        earlier.set(change.record.id, change.before);
      }
      for (const record of org.records[module].values()) {
        if (!earlier.has(record.id)) yield record;
      }
      for (const record of earlier.values()) if (record !== null) yield record;
    },
  };
}
