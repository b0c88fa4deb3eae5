import type { QueryClient } from "@tanstack/react-query";
import { signedInKey } from "./signed-in-query.ts";

/** The session is over: show the way in, and keep nothing that it was allowed to see. */
export function forgetSession(queries: QueryClient): void {
  queries.setQueryData(signedInKey, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== signedInKey[0] });
}
