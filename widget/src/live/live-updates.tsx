import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { forgetSession } from "../access/forget-session.ts";
import { filterOptionsKey } from "../dashboard/filter-options-query.ts";
import { pipelineKey } from "../dashboard/pipeline-query.ts";
import { useServiceClient } from "../service-client/service-client.tsx";
import { syncStatusKey } from "../sync/sync-status-query.ts";
import { coalesce } from "./coalesce.ts";
import { keepLive, type LiveState } from "./live-stream.ts";

const LiveStateContext = createContext<LiveState>("connecting");

export function useLiveState(): LiveState {
  return useContext(LiveStateContext);
}

/** Under a running sync changes come by the dozen; people can read about one a second. */
const DEALS_EVERY_MS = 1_000;
/** The names that filters offer hardly ever change. */
const FILTERS_EVERY_MS = 60_000;

/** The page's one event stream. It feeds the query cache, so nothing else knows about events. */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const service = useServiceClient();
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const refreshDeals = coalesce(DEALS_EVERY_MS, () =>
      queries.invalidateQueries({ queryKey: pipelineKey }),
    );
    const refreshFilters = coalesce(FILTERS_EVERY_MS, () =>
      queries.invalidateQueries({ queryKey: filterOptionsKey }),
    );
    const end = keepLive({
      openEvents: service.openEvents,
      random: Math.random,
      onState: setState,
      onOpen() {
        refreshDeals.call();
        void queries.invalidateQueries({ queryKey: syncStatusKey });
      },
      onLost() {
        // The answer tells a dead service from a dropped connection and from an ended session.
        void queries.invalidateQueries({ queryKey: syncStatusKey });
      },
      onEvent(event) {
        switch (event.type) {
          case "status":
            queries.setQueryData(syncStatusKey, event.status);
            return;
          case "deals-changed":
            refreshDeals.call();
            refreshFilters.call();
            return;
          case "signed-out":
            forgetSession(queries);
            return;
        }
      },
    });
    return () => {
      refreshDeals.cancel();
      refreshFilters.cancel();
      end();
    };
  }, [service, queries]);

  return <LiveStateContext value={state}>{children}</LiveStateContext>;
}
