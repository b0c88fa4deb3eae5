import { Hono } from "hono";
import type { OrgState } from "../crm/org-state.ts";
import { authorizeRoutes } from "./authorize-routes.ts";
import type { ApiClient } from "./clients.ts";
import { tokenRoutes } from "./token-routes.ts";
import type { TokenStore } from "./token-store.ts";

export type AccountsDeps = {
  org: OrgState;
  tokens: TokenStore;
  clients: ApiClient[];
  /** Data centre of the organisation, e.g. `us`. */
  location(): string;
  /** Where tokens of this organisation are exchanged and refreshed, for a caller of this host. */
  accountsServer(host: string | undefined): string;
  /** Where its records are read, for a caller of this host. */
  apiDomain(host: string | undefined): string;
  /** Accounts hosts of all data centres. */
  locations(): Record<string, string>;
};

/** The accounts server: who may use what, for how long. */
export function accountsApp(deps: AccountsDeps) {
  return new Hono()
    .route("/", authorizeRoutes(deps))
    .route("/", tokenRoutes(deps))
    .get("/oauth/serverinfo", (c) => c.json({ result: "success", locations: deps.locations() }));
}
