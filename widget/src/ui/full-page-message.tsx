import type { ReactNode } from "react";
import { ProductMark } from "./product-mark.tsx";

/** When there is nothing else to show: one card in the middle of the page. */
export function FullPageMessage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-md rounded-xl border border-line bg-panel p-8 shadow-panel">
        <ProductMark />
        <h1 className="mt-6 font-semibold text-xl leading-7">{title}</h1>
        <div className="mt-2 space-y-4 text-ink-muted text-sm leading-6">{children}</div>
      </div>
    </main>
  );
}
