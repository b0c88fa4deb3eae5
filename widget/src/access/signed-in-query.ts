import { queryOptions } from "@tanstack/react-query";
import type { ServiceClient } from "../service-client/service-client.tsx";

export const signedInKey = ["signed-in"];

/** Null: nobody is signed in. */
export function signedInQuery(service: ServiceClient) {
  return queryOptions({
    queryKey: signedInKey,
    queryFn: ({ signal }) => service.signedIn(signal),
    staleTime: 5 * 60_000,
    retry: false,
    // Without an answer there is no page at all; keep asking.
    refetchInterval: (query) =>
      query.state.status === "error" && query.state.data === undefined ? 5_000 : false,
  });
}

export function authStateQuery(service: ServiceClient) {
  return queryOptions({
    queryKey: ["auth-state"],
    queryFn: ({ signal }) => service.authState(signal),
    staleTime: 0,
    retry: false,
    refetchInterval: (query) => (query.state.status === "error" ? 5_000 : false),
  });
}
