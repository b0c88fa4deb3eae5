import { queryOptions } from "@tanstack/react-query";
import type { ServiceClient } from "../service-client/service-client.tsx";

export const filterOptionsKey = ["filter-options"];

export function filterOptionsQuery(service: ServiceClient) {
  return queryOptions({
    queryKey: filterOptionsKey,
    queryFn: ({ signal }) => service.filterOptions(signal),
    staleTime: 5 * 60_000,
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? 30_000 : false),
  });
}
