import { queryOptions, useQuery } from "@tanstack/react-query";
import { type ServiceClient, useServiceClient } from "../service-client/service-client.tsx";

export const syncStatusKey = ["sync-status"];

/** Events bring every change; the poll covers a stream that is down without knowing it. */
const POLL_MS = 5 * 60_000;
/** This query is also how the page finds out that the service is back. */
const RETRY_MS = 5_000;

export function syncStatusQuery(service: ServiceClient) {
  return queryOptions({
    queryKey: syncStatusKey,
    queryFn: ({ signal }) => service.syncStatus(signal),
    staleTime: 30_000,
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? RETRY_MS : POLL_MS),
  });
}

export function useSyncStatus() {
  return useQuery(syncStatusQuery(useServiceClient()));
}
