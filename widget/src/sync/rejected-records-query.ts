import { queryOptions } from "@tanstack/react-query";
import type { ServiceClient } from "../service-client/service-client.tsx";

export function rejectedRecordsQuery(service: ServiceClient) {
  return queryOptions({
    queryKey: ["rejected-records"],
    queryFn: ({ signal }) => service.rejectedRecords(signal),
    staleTime: 0,
  });
}
