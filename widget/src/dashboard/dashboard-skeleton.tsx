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
    <div className={`rounded-lg border border-line bg-panel p-4 shadow-panel ${className}`}>
      <Skeleton className="h-5 w-40" />
      <Skeleton className="mt-4 h-[calc(100%-2.25rem)] w-full" />
    </div>
  );
}
