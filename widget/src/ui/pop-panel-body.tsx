import { Popover } from "radix-ui";
import { classNames } from "./class-names.ts";
import type { PopPanelProps } from "./pop-panel.tsx";

/** The working half of `PopPanel`; loaded after the page is there. */
export function PopPanelBody({
  label,
  trigger,
  align = "start",
  className,
  children,
}: PopPanelProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(
            "z-50 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-panel shadow-pop",
            className,
          )}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
