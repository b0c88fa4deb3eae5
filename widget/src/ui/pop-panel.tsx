import { lazy, type ReactNode, Suspense } from "react";

export type PopPanelProps = {
  label: string;
  trigger: ReactNode;
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
};

const PopPanelBody = lazy(async () => ({
  default: (await import("./pop-panel-body.tsx")).PopPanelBody,
}));

/**
 * A small panel at its trigger: details of a status, choices of a filter. The trigger is there at
 * once; what opens it follows a moment later, so that it does not hold up the first numbers.
 */
export function PopPanel(props: PopPanelProps) {
  return (
    <Suspense fallback={props.trigger}>
      <PopPanelBody {...props} />
    </Suspense>
  );
}
