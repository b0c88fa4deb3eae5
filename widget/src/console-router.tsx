import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  type RouterHistory,
} from "@tanstack/react-router";
import { SignInGate } from "./access/sign-in-gate.tsx";
import { DashboardPage } from "./dashboard/dashboard-page.tsx";
import { DashboardSearch } from "./dashboard/dashboard-search.ts";
import { readSearchText, writeSearchText } from "./dashboard/search-text.ts";
import { LiveUpdates } from "./live/live-updates.tsx";
import { Shell } from "./shell/shell.tsx";
import { ShellSkeleton } from "./shell/shell-skeleton.tsx";

const root = createRootRoute({
  component: () => (
    <SignInGate waiting={<ShellSkeleton />}>
      <LiveUpdates>
        <Shell nav={<Pages />}>
          <Outlet />
        </Shell>
      </LiveUpdates>
    </SignInGate>
  ),
  notFoundComponent: () => (
    <main id="content" className="mx-auto max-w-[1600px] px-6 py-16 text-center">
      <h1 className="font-semibold text-lg">There is no page at this address</h1>
      <p className="mt-2">
        <Link to="/" className="text-blue-ink underline">
          To the dashboard
        </Link>
      </p>
    </main>
  ),
});

function Pages() {
  return (
    <Link
      to="/"
      activeOptions={{ includeSearch: false, exact: true }}
      activeProps={{ className: "border-primary font-semibold text-ink" }}
      inactiveProps={{ className: "border-transparent text-ink-muted" }}
      className="flex items-center border-b-2 px-1"
    >
      Dashboard
    </Link>
  );
}

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (input: Record<string, unknown>) => DashboardSearch.parse(input),
  component: function Dashboard() {
    const search = dashboard.useSearch();
    const navigate = dashboard.useNavigate();
    return (
      <DashboardPage
        search={search}
        onSearch={(next) =>
          void navigate({
            search: next,
            resetScroll: false,
            // Typing on in the same search is one step for Back; everything else is its own.
            replace:
              search.search !== undefined &&
              next.search !== undefined &&
              next.search !== search.search,
          })
        }
      />
    );
  },
});

/** @param history the browser's own unless a test brings another */
export function createConsoleRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren([dashboard]),
    parseSearch: readSearchText,
    stringifySearch: writeSearchText,
    ...(history === undefined ? {} : { history }),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
