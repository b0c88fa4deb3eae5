import { classNames } from "./class-names.ts";

/** A grey stand-in of the final size; silent, its region says that it loads. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={classNames("block max-w-full animate-pulse rounded bg-sunken", className)}
    />
  );
}
