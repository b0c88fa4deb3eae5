import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** The face of a region that has nothing to list: what is the case, and the way on. */
export function CenteredMessage({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-14 text-center">
      <span className="rounded-full bg-sunken p-3 text-ink-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <h3 className="font-semibold text-[0.9375rem]">{title}</h3>
      {children !== undefined && <div className="max-w-md text-ink-muted">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}
