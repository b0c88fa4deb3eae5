import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

type Look = "primary" | "plain" | "quiet";
type Shape = "text" | "icon";

const base =
  "inline-flex h-8 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-60";

const looks: Record<Look, string> = {
  primary: "bg-primary text-white hover:enabled:brightness-110",
  plain: "border border-line bg-panel text-ink shadow-panel hover:enabled:bg-hover",
  quiet: "text-ink-muted hover:enabled:bg-hover hover:enabled:text-ink",
};

const shapes: Record<Shape, string> = { text: "px-3", icon: "w-8" };

/** @param shape an icon button needs an `aria-label` */
export function Button({
  look = "plain",
  shape = "text",
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { look?: Look; shape?: Shape }) {
  return (
    <button
      type={type}
      className={classNames(base, shapes[shape], looks[look], className)}
      {...rest}
    />
  );
}

/** The same look for a link that leaves the page. */
export function buttonClass(look: Look, className?: string): string {
  return classNames(base, shapes.text, looks[look], className);
}
