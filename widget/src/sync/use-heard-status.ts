import type { SyncStatus } from "@pulse/shared/sync/sync-status";
import { ServiceProblem, ServiceUnreachable } from "../service-client/service-error.ts";
import { useSyncStatus } from "./sync-status-query.ts";

/** The newest status, when it was heard, and whether the service answers at present. */
export function useHeardStatus(): {
  status: SyncStatus | null;
  heardAt: Date | null;
  unreachable: boolean;
  /** What the service said instead of a status, to the newest question. */
  refusal: ServiceProblem | null;
} {
  const query = useSyncStatus();
  return {
    status: query.data ?? null,
    heardAt: query.dataUpdatedAt === 0 ? null : new Date(query.dataUpdatedAt),
    unreachable: query.error instanceof ServiceUnreachable,
    refusal: query.error instanceof ServiceProblem ? query.error : null,
  };
}
