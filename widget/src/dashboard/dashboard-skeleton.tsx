import { classNames } from "../ui/class-names.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { PipelineTilesSkeleton } from "./pipeline-tiles.tsx";

/** The page in its final sizes, so that nothing jumps when the numbers come. */
export function DashboardSkeleton() {
  return (
    <div role="status" aria-label="Loading the dashboard" className="space-y-3">
      <PipelineTilesSkeleton />
      <Skeleton className="h-5 w-full max-w-xl" />
      <BreakdownsSkeleton />
      <PanelSkeleton className="h-[28rem]" />
    </div>
  );
}

export function BreakdownsSkeleton() {
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <PanelSkeleton className="h-[22rem]" />
      <PanelSkeleton className="h-[22rem]" />
    </div>
  );
}

export function PanelSkeleton({ className }: { className: string }) {
  return (
    <div
      className={classNames(
        "space-y-4 overflow-hidden rounded-lg border border-line bg-panel p-4 shadow-panel",
        className,
      )}
    >
      <Skeleton className="mb-6 h-5 w-40" />
      {["w-11/12", "w-3/4", "w-5/6", "w-2/3", "w-4/5", "w-1/2", "w-3/4"].map((width, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change
        <Skeleton key={line} className={classNames("h-5", width)} />
      ))}
    </div>
  );
}
