import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A titled region of the page. */
export function Panel({
  title,
  hint,
  actions,
  children,
  className,
}: {
  title: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section
      aria-label={title}
      className={classNames(
        "min-w-0 rounded-lg border border-line bg-panel shadow-panel",
        className,
      )}
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 pb-2">
        <h2 className="font-semibold text-[0.9375rem] text-ink">{title}</h2>
        {hint !== undefined && <p className="text-ink-faint text-xs">{hint}</p>}
        {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
