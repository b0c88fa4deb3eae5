import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { compactNumber, exactMoney, type Money } from "./money.ts";
import { Skeleton } from "./skeleton.tsx";

export type MetricAccent = "blue" | "purple" | "green" | "red";

const accents: Record<MetricAccent, string> = {
  blue: "bg-blue-tint text-blue-ink",
  purple: "bg-purple-tint text-purple-ink",
  green: "bg-green-tint text-green-ink",
  red: "bg-red-tint text-red-ink",
};

/**
 * One headline amount: short for the eye, exact beneath, with what it means and what it counts.
 * There is no trend here as long as there is no history to draw one from.
 *
 * @param value the reason as text when there is no number to show yet
 */
export function MetricCard({
  label,
  definition,
  icon: Icon,
  accent,
  value,
  dimmed = false,
  children,
}: {
  label: string;
  definition: string;
  icon: LucideIcon;
  accent: MetricAccent;
  value: Money | { unavailable: string };
  dimmed?: boolean;
  children?: ReactNode;
}) {
  const known = "amount" in value;
  return (
    <section
      aria-label={label}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-panel p-3 shadow-panel sm:p-4"
    >
      <div className="flex items-center gap-2">
        <span className={classNames("rounded-md p-1", accents[accent])}>
          <Icon aria-hidden className="size-4" />
        </span>
        <h2 className="whitespace-nowrap font-semibold text-ink">{label}</h2>
        <span className="ml-auto hidden min-w-0 truncate text-ink-faint text-xs sm:inline lg:hidden xl:inline">
          {definition}
        </span>
      </div>
      {known ? (
        <div className="mt-3">
          <p
            title={exactMoney(value)}
            className={classNames(
              "flex items-baseline gap-1.5 leading-8",
              dimmed ? "text-ink-faint" : "text-ink",
            )}
          >
            <span aria-hidden className="text-ink-muted text-xs sm:text-sm">
              {value.currency}
            </span>
            <span
              aria-hidden
              className="font-semibold text-[1.375rem] tracking-tight sm:text-[1.75rem]"
            >
              {compactNumber(value.amount)}
            </span>
            <span className="sr-only">{exactMoney(value)}</span>
          </p>
          <p aria-hidden className="truncate text-ink-faint text-xs">
            {exactMoney(value)}
          </p>
        </div>
      ) : (
        <div className="mt-3">
          <p aria-hidden className="font-semibold text-[1.75rem] text-ink-faint leading-8">
            —
          </p>
          <p className="truncate text-ink-faint text-xs">{value.unavailable}</p>
        </div>
      )}
      <div className="mt-2 flex min-h-5 flex-wrap items-center gap-x-3 text-ink-muted text-xs">
        {children}
      </div>
    </section>
  );
}

export function MetricCardSkeleton() {
  return (
    <div className="flex flex-col rounded-lg border border-line bg-panel p-3 shadow-panel sm:p-4">
      <Skeleton className="h-6 w-32" />
      <Skeleton className="mt-3 h-8 w-36" />
      <Skeleton className="mt-1.5 h-3 w-44" />
      <Skeleton className="mt-2.5 h-4 w-24" />
    </div>
  );
}
