import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { type Tone, toneInk, toneTint } from "./tone.ts";

const icons: Record<Tone, LucideIcon> = {
  good: Info,
  busy: Info,
  attention: TriangleAlert,
  bad: CircleAlert,
  neutral: Info,
};

/** One thing a person should know, with at most one action. @param tone `bad` interrupts a screen reader */
export function Notice({
  tone,
  title,
  children,
  action,
}: {
  tone: Tone;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={classNames(
        "flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line px-4 py-2.5",
        toneTint[tone],
      )}
    >
      <Icon
        aria-hidden
        className={classNames("mt-0.5 size-4 shrink-0 self-start", toneInk[tone])}
      />
      <p className="min-w-0 flex-1 basis-64 text-ink">
        <strong className={classNames("font-semibold", toneInk[tone])}>{title}</strong>
        {children !== undefined && <span className="ml-2">{children}</span>}
      </p>
      {action}
    </div>
  );
}
