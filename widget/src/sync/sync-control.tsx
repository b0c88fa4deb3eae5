import type { SyncMode } from "@pulse/shared/sync/sync-run";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, DatabaseBackup, RefreshCw } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useServiceClient } from "../service-client/service-client.tsx";
import { Button } from "../ui/button.tsx";
import { Menu, MenuItem } from "../ui/menu.tsx";
import { showToast } from "../ui/toast.ts";
import { syncStatusKey } from "./sync-status-query.ts";
import { useAwaitedRun } from "./use-awaited-run.ts";
import { useHeardStatus } from "./use-heard-status.ts";

const FullSyncQuestion = lazy(async () => ({
  default: (await import("./full-sync-question.tsx")).FullSyncQuestion,
}));

/** "Sync now" for everybody; an administrator finds the full sync behind its menu and a question. */
export function SyncControl({ canSyncFully }: { canSyncFully: boolean }) {
  const service = useServiceClient();
  const queries = useQueryClient();
  const { status, unreachable } = useHeardStatus();
  const [asksForFull, setAsksForFull] = useState(false);
  const awaitRun = useAwaitedRun(status);
  const start = useMutation({
    mutationFn: (mode: SyncMode) => service.startSync(mode),
    onSuccess: ({ run, joined, message }) => {
      awaitRun(run.id);
      void showToast("plain", joined ? "Joined the sync that is running" : "Sync started", message);
      return queries.invalidateQueries({ queryKey: syncStatusKey });
    },
    onError: (error) => void showToast("error", "The sync did not start", error.message),
  });
  const cannot = unreachable || start.isPending || status?.connection.state === "not_connected";

  return (
    <div className="flex">
      <Button
        look="primary"
        className={canSyncFully ? "rounded-r-none" : undefined}
        disabled={cannot}
        onClick={() => start.mutate("delta")}
      >
        <RefreshCw aria-hidden className="size-3.5" />
        Sync now
      </Button>
      {canSyncFully && (
        <Menu
          trigger={
            <Button
              look="primary"
              shape="icon"
              className="rounded-l-none border-white/30 border-l"
              disabled={cannot}
              aria-label="More ways to sync"
            >
              <ChevronDown aria-hidden className="size-3.5" />
            </Button>
          }
        >
          <MenuItem onSelect={() => setAsksForFull(true)}>
            <DatabaseBackup aria-hidden className="size-4 text-ink-muted" />
            Full sync…
          </MenuItem>
        </Menu>
      )}
      {asksForFull && (
        <Suspense>
          <FullSyncQuestion
            dealCount={status?.deal_count ?? null}
            onCancel={() => setAsksForFull(false)}
            onConfirm={() => {
              setAsksForFull(false);
              start.mutate("full");
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
