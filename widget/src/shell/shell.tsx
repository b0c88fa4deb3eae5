import { lazy, type ReactNode, Suspense } from "react";
import { useViewer } from "../access/viewer.tsx";
import { ConnectionStatus } from "../sync/connection-status.tsx";
import { LiveBadge } from "../sync/live-badge.tsx";
import { SyncIndicator } from "../sync/sync-indicator.tsx";
import { ProductMark } from "../ui/product-mark.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

// Menus are for later: they load beside the first numbers instead of before them.
const ThemeSwitch = lazy(async () => ({
  default: (await import("../ui/theme-switch.tsx")).ThemeSwitch,
}));
const UserMenu = lazy(async () => ({
  default: (await import("../access/user-menu.tsx")).UserMenu,
}));
const SyncControl = lazy(async () => ({
  default: (await import("../sync/sync-control.tsx")).SyncControl,
}));

/** The frame of every console page: where one is, who one is, and how true the data is. */
export function Shell({ nav, children }: { nav: ReactNode; children: ReactNode }) {
  const { user, org } = useViewer();
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <header className="border-line border-b bg-panel">
        <div className="mx-auto flex h-12 max-w-[1600px] items-center gap-2 px-4 sm:gap-6 sm:px-6">
          <ProductMark />
          <nav aria-label="Pages" className="flex h-full">
            {nav}
          </nav>
          <span className="ml-auto hidden max-w-56 truncate text-ink-muted md:inline">
            {org.name}
          </span>
          <div className="ml-auto flex items-center gap-1 md:ml-0">
            <Suspense fallback={<Skeleton className="size-7 rounded-full" />}>
              <ThemeSwitch />
              <UserMenu />
            </Suspense>
          </div>
        </div>
        <section aria-label="Connection and sync" className="border-line border-t bg-sunken/60">
          <div className="mx-auto flex min-h-11 max-w-[1600px] flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-1.5 sm:px-6">
            <ConnectionStatus canConnect={user.is_administrator} />
            <div className="order-last w-full min-w-0 md:order-none md:w-auto md:max-w-xl">
              <SyncIndicator />
            </div>
            <LiveBadge />
            <div className="ml-auto">
              <Suspense fallback={<Skeleton className="h-8 w-28" />}>
                <SyncControl canSyncFully={user.is_administrator} />
              </Suspense>
            </div>
          </div>
        </section>
      </header>
      {children}
    </>
  );
}
