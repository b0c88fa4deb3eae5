import { lazy, Suspense } from "react";

const Toaster = lazy(async () => ({ default: (await import("sonner")).Toaster }));

/** Where toasts appear, once per page. */
export function Toasts() {
  return (
    <Suspense>
      <Toaster position="bottom-right" toastOptions={{ classNames }} />
    </Suspense>
  );
}

// sonner colours its toasts by a theme of its own; ours is decided elsewhere.
const classNames = {
  toast: "!border-line !bg-panel !text-ink !shadow-pop",
  description: "!text-ink-muted",
};
