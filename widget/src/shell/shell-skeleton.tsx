import { DashboardSkeleton } from "../dashboard/dashboard-skeleton.tsx";
import { ProductMark } from "../ui/product-mark.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** While it is not yet known who is looking. */
export function ShellSkeleton() {
  return (
    <>
      <header className="border-line border-b bg-panel">
        <div className="mx-auto flex h-12 max-w-[1600px] items-center px-4 sm:px-6">
          <ProductMark />
          <Skeleton className="ml-auto size-7 rounded-full" />
        </div>
        <div className="h-11 border-line border-t bg-sunken/60" />
      </header>
      <main className="mx-auto max-w-[1600px] px-4 py-4 sm:px-6">
        <h1 className="sr-only">Pipeline Pulse</h1>
        <DashboardSkeleton />
      </main>
    </>
  );
}
